"""Why a score is what it is: exact contributions, summed by policy dimension, said in words."""
