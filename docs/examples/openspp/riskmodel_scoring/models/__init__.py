from . import scoring_engine
