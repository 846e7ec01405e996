"""The page of the model: what it was trained on and how it did, by its own evaluation."""

from collections.abc import Mapping
from dataclasses import dataclass

from markupsafe import Markup
from pydantic import ValidationError

from riskmodel.modelling.estimand import estimand_en, estimand_zh
from riskmodel.modelling.evaluation.cautions import cautions
from riskmodel.modelling.evaluation.results import (
    Evaluation,
    Figure,
    GroupFigures,
    Ranked,
    parse_evaluation,
)
from riskmodel.modelling.rival_names import MODEL_NAME, RIVAL_NAMES
from riskmodel.monitoring.results import Month
from riskmodel.registry.champion import ServedModel
from riskmodel.shadow.report import ShadowReport
from riskmodel_api.console.calibration import CurvePoint, calibration_curve
from riskmodel_api.console.figures import number, percent
from riskmodel_api.console.languages import Language, translations

_PLACES = "province"


@dataclass(frozen=True)
class ModelPage:
    """The champion as its version says of itself, and what came after its promotion."""

    served: ServedModel
    evaluation: Evaluation
    language: Language
    shadow: list[ShadowReport]
    month: Month | None

    @classmethod
    def of(
        cls, served: ServedModel, language: Language, shadow: list[ShadowReport],
        month: Month | None,
    ) -> "ModelPage":  # fmt: skip
        """From the version's files; raises SchemaMismatchError for those of another release."""
        evaluation = parse_evaluation(served.artifact.files["evaluation.json"])
        return cls(served, evaluation, language, shadow, month)

    @property
    def card(self) -> str:
        """The model card as the version holds it."""
        return self.served.artifact.files["card.md"].decode()

    @property
    def estimand(self) -> str:
        """What the probability is of."""
        definition = self.served.artifact.model.definition
        chinese = self.language is Language.CHINESE
        return estimand_zh(definition) if chinese else estimand_en(definition)

    @property
    def cautions(self) -> list[str]:
        """What to mind before any figure."""
        definition = self.served.artifact.model.definition
        chinese = self.language is Language.CHINESE
        return [
            one.zh if chinese else one.en for one in cautions(definition, self.evaluation.headline)
        ]

    @property
    def scores(self) -> list[tuple[str, Ranked]]:
        """The model and its rivals on the newest origin, the model first."""
        return [(self._name(name), one) for name, one in self.evaluation.headline.scores.items()]

    @property
    def compared(self) -> dict[str, str]:
        """Whether the model beats each rival, by the rival's name on the page."""
        _ = translations(self.language).gettext
        said = {"beats": _("beats it"), "ties": _("ties with it"), "loses": _("loses to it")}
        return {self._name(one.rival): said[one.verdict] for one in self.evaluation.compared}

    @property
    def groups(self) -> dict[str, list[GroupFigures]]:
        """Groups of households: those of one mark, provinces, and where two groups meet."""
        held: dict[str, list[GroupFigures]] = {"marks": [], "places": [], "crossed": []}
        for one in self.evaluation.groups:
            kind = "crossed" if one.crossed else "places" if one.group == _PLACES else "marks"
            held[kind].append(one)
        return held

    @property
    def curve(self) -> Markup:
        """Predicted against observed, by tenths of the tested households."""
        _ = translations(self.language).gettext
        points = [
            CurvePoint(one.predicted, one.observed.value, one.observed.low, one.observed.high)
            for one in self.evaluation.calibration.bins
        ]
        words = _("predicted"), _("observed")
        return calibration_curve(points, _("Predicted and found, by tenths"), words)

    def figure(self, one: Figure | None, digits: int = 3) -> str:
        """A figure with its interval."""
        if one is None:
            return translations(self.language).gettext("too few to say")
        return f"{one.value:.{digits}f} ({one.low:.{digits}f} – {one.high:.{digits}f})"

    def share(self, one: Figure | None) -> str:
        """A share with its interval."""
        if one is None:
            return translations(self.language).gettext("too few to say")
        held = (percent(part, self.language, 1) for part in (one.value, one.low, one.high))
        return "{} ({} – {})".format(*held)

    def panel(self) -> str:
        """What the panel was, as its notes say."""
        notes: Mapping[str, str] = self.evaluation.panel
        return ", ".join(f"{name}: {value}" for name, value in notes.items())

    def many(self, value: float) -> str:
        """A count."""
        return number(value, self.language)

    def _name(self, score: str) -> str:
        name = RIVAL_NAMES.get(score, MODEL_NAME)
        return name.zh if self.language is Language.CHINESE else name.en


def read_last_month(content: bytes) -> Month | None:
    """The last month that was monitored; None for a file of another release."""
    try:
        return Month.model_validate_json(content)
    except ValidationError:
        return None
