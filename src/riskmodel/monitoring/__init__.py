"""A model after its release: a month beside the training, outcomes, visits drawn at random."""
