"""The reviewers' console: pages drawn on the server, which work without a script or a network."""
