"""How many examples Hypothesis tries; a second import of `conftest` does not undo it here."""

from hypothesis import HealthCheck, settings

settings.register_profile(
    "project", deadline=None, max_examples=60, suppress_health_check=[HealthCheck.too_slow]
)
# `make mutants` runs the tests thousands of times: few examples, and the same for every change.
settings.register_profile(
    "mutants", settings.get_profile("project"), max_examples=12, derandomize=True
)
settings.register_profile("quick", settings.get_profile("project"), max_examples=8)
settings.load_profile("project")
