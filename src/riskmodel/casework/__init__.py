"""Cases: what people do about households, step by step, each on record."""
