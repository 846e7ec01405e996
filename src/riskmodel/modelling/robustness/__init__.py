"""What the figures of a model would be otherwise: refitted, misreported, without assistance."""
