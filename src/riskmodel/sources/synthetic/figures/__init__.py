"""The figures that the calibration targets speak of, computed from the hidden truth."""
