"""What a change of a parameter would change: the rules run twice over the same households.

Nothing here decides anything, and nothing here knows a village or a household by name: counts by
province, with small ones hidden.
"""

from riskmodel.simulation.result import Simulation
from riskmodel.simulation.simulate import simulate, simulate_records

__all__ = ["Simulation", "simulate", "simulate_records"]
