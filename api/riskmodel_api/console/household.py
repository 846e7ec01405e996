"""What the household page shows, made of an assessment and of what is on record beside it."""

from dataclasses import dataclass, field

from markupsafe import Markup

from riskmodel.assessment import Assessment
from riskmodel.assessment.message.rules import ProposedHelp, RuleFinding
from riskmodel.eligibility.status import STATUSES
from riskmodel_api.console import charts
from riskmodel_api.console.beside import Beside
from riskmodel_api.console.course_chart import Point, Series, course
from riskmodel_api.console.figures import number, one_in, percent, pull
from riskmodel_api.console.languages import Language, in_language, translations
from riskmodel_api.console.words import step_words

_STATUS = {status.code: status for status in STATUSES}
_MARKS = (0.0, 0.25, 0.5, 0.75, 1.0)


@dataclass(frozen=True)
class DimensionShown:
    """One bar of the waterfall, and what is under it."""

    name: str
    pull: str
    raises: bool
    fields: list[tuple[str, str]]
    sentences: list[str]


@dataclass(frozen=True)
class HouseholdPage:
    """Everything on the page but the words that every page has; `score` says it may be shown."""

    assessment: Assessment
    language: Language
    labels: dict[str, str]
    """Names of the model's inputs in the language."""
    beside: Beside = field(default_factory=Beside)
    score: bool = True

    @property
    def proposed(self) -> str:
        """What the rules propose, in words."""
        status = _STATUS[self.assessment.eligibility.proposed_status]
        return status.zh if self.language is Language.CHINESE else status.en

    @property
    def met(self) -> list[RuleFinding]:
        """Rules that found something."""
        return [one for one in self.assessment.eligibility.findings if one.met]

    @property
    def unknown(self) -> list[RuleFinding]:
        """Rules that apply and cannot tell."""
        return [
            one
            for one in self.assessment.eligibility.findings
            if one.met is None and one.applies is not False
        ]

    @property
    def silent(self) -> list[RuleFinding]:
        """Rules that found nothing, or are not about such a household."""
        return [
            one
            for one in self.assessment.eligibility.findings
            if one.met is False or (one.met is None and one.applies is False)
        ]

    @property
    def help(self) -> list[ProposedHelp]:
        """Help that fits, what the household has not yet got in front."""
        return sorted(
            self.assessment.eligibility.assistance,
            key=lambda one: (one.held is True, one.tier or 9),
        )

    def say(self, message: object, name: str = "") -> str:
        """A sentence of a message in the page's language."""
        return in_language(message, name, self.language)

    def say_all(self, message: object) -> list[str]:
        """The sentences of a message that has several in each language."""
        return list(getattr(message, self.language.value))

    def act(self, action: str) -> str:
        """What an entry of the audit log records, in words where there are some."""
        step = action.removeprefix("case.")
        words = step_words(self.language) | {"assessment.recorded": self.word("assessed")}
        return words.get(step, action)

    def word(self, english: str) -> str:
        """A word of the catalogue."""
        return translations(self.language).gettext(english)

    @property
    def chance(self) -> str:
        """The probability in words; "" where it is not scored."""
        probability = self.assessment.risk.probability
        if probability is None:
            return ""
        often = one_in(probability)
        if often is None:
            rare = probability < 0.5
            return self.word("Fewer than 1 in 200") if rare else self.word("More than 2 in 3")
        return self.word("About 1 in %(often)d") % {"often": often}

    @property
    def chance_figure(self) -> str:
        """The probability with both ends of what it may be."""
        risk = self.assessment.risk
        if risk.probability is None or risk.interval is None:
            return ""
        low, middle, high = (
            percent(figure, self.language, 1)
            for figure in (risk.interval.low, risk.probability, risk.interval.high)
        )
        return f"{middle} ({low} – {high})"

    @property
    def interval(self) -> Markup:
        """The probability as a picture."""
        risk = self.assessment.risk
        if risk.probability is None or risk.interval is None:
            return Markup("")
        title = self.word("probability within %(months)d months") % {"months": risk.horizon_months}
        return charts.interval(
            risk.interval.low, risk.probability, risk.interval.high,
            f"{title}: {self.chance_figure}", _MARKS,
        )  # fmt: skip

    @property
    def dimensions(self) -> list[DimensionShown]:
        """The bars, the strongest first."""
        explanation = self.assessment.explanation
        if explanation is None:
            return []
        sentence = {reason.field: self.say(reason) for reason in explanation.reasons}
        return [
            DimensionShown(
                name=self.say(one, "label"),
                pull=pull(one.contribution),
                raises=one.contribution >= 0,
                fields=[
                    (self.labels.get(name, name), pull(explanation.contributions[name]))
                    for name in one.strongest
                ],
                sentences=[sentence[name] for name in one.strongest if name in sentence],
            )
            for one in explanation.dimensions
        ]

    @property
    def waterfall(self) -> Markup:
        """The bars as a picture, from the base value to the score."""
        explanation = self.assessment.explanation
        if explanation is None:
            return Markup("")
        bars = [
            charts.Bar(self.say(one, "label"), one.contribution, pull(one.contribution))
            for one in explanation.dimensions
        ]
        title = self.word("How each side of the household's life pulls its score, in log-odds")
        ends = self.word("lower risk"), self.word("higher risk")
        return charts.waterfall(bars, explanation.base_value, title, ends)

    @property
    def course(self) -> Markup:
        """Scores, and income against the line, over the years; empty for a single day."""
        stages = self.beside.course
        scores = [
            Point(
                one.probability,
                "" if one.probability is None else percent(one.probability, self.language),
            )
            for one in stages
        ]
        incomes = [Point(one.income_pc, self._yuan(one.income_pc)) for one in stages]
        lines = [Point(one.line, "") for one in stages]
        panels = [
            [Series(self.word("net income a head, yuan"), incomes),
             Series(self.word("monitoring line"), lines, dashed=True)],
        ]  # fmt: skip
        if self.score:
            panels.insert(
                0, [Series(self.word("probability of later poverty, as scored"), scores)]
            )
        title = self.word("Scores, and income against the line, over the years")
        return course([str(one.day)[:7] for one in stages], panels, title)

    def _yuan(self, amount: float | None) -> str:
        return "" if amount is None else number(round(amount), self.language)
