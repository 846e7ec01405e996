"""The challenger beside the champion: scored in a process of its own, kept, and never returned."""

from riskmodel.shadow.sender import Shadow, Shadowing

__all__ = ["Shadow", "Shadowing"]
