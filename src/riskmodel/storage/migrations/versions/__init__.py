"""One step a file, in the order that each names."""
