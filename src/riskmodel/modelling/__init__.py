"""From a panel to a fitted, evaluated, verifiable model."""
