"""Turn findings and scores of one household into the parts of the message."""
