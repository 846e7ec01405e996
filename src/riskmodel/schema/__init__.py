"""What a household is: every field once, and all that is derived from it."""
