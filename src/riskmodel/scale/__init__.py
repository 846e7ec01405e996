"""Many households at once: parts in, parts out, in bounded memory, each exactly once."""

from riskmodel.scale.asked import Asked, PartRecord, PartSpec
from riskmodel.scale.part import run_part
from riskmodel.scale.run import Batch, Done, run_batch

__all__ = ["Asked", "Batch", "Done", "PartRecord", "PartSpec", "run_batch", "run_part"]
