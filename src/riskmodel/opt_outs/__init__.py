"""Households that declined automated scoring (PIPL Art. 24), and who recorded it."""
