"""Which cases are judged blind first and which a second person reviews: drawn, not chosen."""

import random
from dataclasses import dataclass, field


@dataclass(frozen=True)
class Draws:
    """Shares of cases that are drawn as they open.

    `blind_first` are judged before the score is shown, so that what the score does to judgements
    can be measured; `second_review` are looked at by another person whatever was decided. The
    draw cannot be foreseen, and is on record with the case.
    """

    blind_first: float = 0.1
    second_review: float = 0.05
    source: random.Random = field(default_factory=random.SystemRandom)

    def blind(self) -> bool:
        """Whether this case is judged blind first."""
        return self.source.random() < self.blind_first

    def review(self) -> bool:
        """Whether a second person reviews this case."""
        return self.source.random() < self.second_review
