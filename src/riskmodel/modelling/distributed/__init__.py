"""Training on panels beyond one machine's memory, by Ray Train (extra `scale`)."""
