"""Alerts: what is new about a household, rule and score together, with its reasons and deadline.

There is no order of places by alerts, and there is to be none: a list of villages by the number of
their alerts supervises officials instead of helping households.
"""
