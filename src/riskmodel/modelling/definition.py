"""A model definition, `models/*.toml`: what to predict, for whom, from what and how."""

import tomllib
from pathlib import Path
from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from riskmodel.errors import ConfigurationError

Share = Annotated[float, Field(gt=0, lt=1)]
Count = Annotated[int, Field(ge=1)]


class _Part(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid", strict=True)


class About(_Part):
    """What the model is called and what it is for."""

    name: Annotated[str, Field(pattern=r"^[a-z0-9-]{1,64}$")]
    title_en: str
    title_zh: str
    purpose: str


class Cohort(_Part):
    """Who is eligible for a prediction on the index date."""

    not_poor: bool
    """Leave out households measured as poor, or not measured, on the index date."""
    not_monitored: bool
    """Leave out households whose monitoring is open on the index date."""


class Label(_Part):
    """What happens within the horizon.

    `poor`: measured welfare below the line in force, or a guarantee lost.
    `below_line`: measured welfare below the line.
    `listed`: monitoring opened.
    """

    outcome: Literal["poor", "below_line", "listed"]
    horizon_months: Count
    exits: Literal["unknown", "compete"] = "unknown"
    """What a household that died out, moved away or merged within the horizon is: of unknown
    outcome, or a competing exit, which stays among those at risk and did not fall. The second
    makes the model one of the cause-specific discrete-time hazard (Tutz and Schmid 2016)."""
    tolerance_days: Annotated[int, Field(ge=0, le=120)] = 45


class Split(_Part):
    """How past and future, and villages, are kept apart.

    `time` is `future` (train on the past, test on a later index date) or `same_wave` for a panel
    with one index date, which then has no future to test on. `tested_folds` is how many of the
    `village_folds` take their turn as the unseen villages.
    """

    time: Literal["future", "same_wave"]
    embargo_months: Annotated[int, Field(ge=0)]
    origins: Count
    village_folds: Annotated[int, Field(ge=3)]
    tested_folds: Count
    calibration: Literal["later_year", "training_year"]
    seed: int


class LocalColumn(_Part):
    """A column that only this panel has, used as a feature."""

    name: Annotated[str, Field(pattern=r"^local_[a-z0-9_]{1,60}$")]
    label_en: str
    label_zh: str
    dimension: str
    monotone: Literal[-1, 0, 1] = 0
    monotone_reason: str = ""


class Features(_Part):
    """What the model learns from: names of the catalogue or `"all"`, and local columns."""

    catalogue: Literal["all"] | tuple[str, ...]
    local: tuple[LocalColumn, ...] = ()
    required: tuple[str, ...] = ()
    """Features without which no score is given."""


class Learner(_Part):
    """LightGBM's own parameters; classes are never re-weighted."""

    fits: Count = 1
    """How many fits are averaged. They differ in seed alone: what a single fit owes to the draw
    of its features and rows averages out, and with it which of two like reasons comes first."""
    trees: Count
    """Of each fit."""
    leaves: Annotated[int, Field(ge=2)]
    depth: Count
    learning_rate: Share
    rows_in_leaf: Count
    l2: Annotated[float, Field(ge=0)]
    feature_share: Annotated[float, Field(gt=0, le=1)]
    """Of the features, drawn anew for each tree."""
    split_feature_share: Annotated[float, Field(gt=0, le=1)] = 1.0
    """Of the tree's features, drawn anew for each split."""
    row_share: Annotated[float, Field(gt=0, le=1)]
    monotone: bool
    weights: Literal["none", "survey"] = "none"
    """Whether it learns from every household alike, or as often as the survey's weight says."""
    seed: int

    @property
    def seeds(self) -> range:
        """The seed of every fit."""
        return range(self.seed, self.seed + self.fits)


class IncomeLine(_Part):
    """The rival that a county has today: one figure against a line."""

    feature: str
    """A feature, required to be known, by which households are put in order."""
    poorer_is: Literal["lower", "higher"] = "lower"


class RuleColumns(_Part):
    """A rule that the panel brings in columns of its own, beside which the model is judged.

    Without it the county's rules are asked, where the panel's money is in yuan.
    """

    title_en: str
    fires: str
    """A local column: 1 where the rule points to the household, 0 where not, empty if unasked."""
    urgency: str
    """A local column that puts households in the rule's order."""
    poorer_is: Literal["lower", "higher"] = "lower"


class AssistanceColumn(_Part):
    """Where the panel says who was assisted; without it, the recorded measures do."""

    title_en: str
    column: str
    """A local column: 1 where the household was assisted, 0 where not."""


class Certainty(_Part):
    """When a score may be called low."""

    miss_at_most: Annotated[float, Field(gt=0, lt=0.5)] = 0.15
    """Of the households that fall back, the share that may be called low. A household that is
    neither high nor elevated and cannot be called low is to be seen first."""


class Review(_Part):
    """How many households can be visited, in per cent."""

    capacities: tuple[Annotated[float, Field(gt=0, le=100)], ...]
    high: Annotated[float, Field(gt=0, le=100)]
    """The top share that is banded `high`."""
    elevated: Annotated[float, Field(gt=0, le=100)]
    """The top share that is banded at least `elevated`."""


class Judgement(_Part):
    """How the evaluation is made."""

    resamples: Annotated[int, Field(ge=20)] = 1000
    refits: Annotated[int, Field(ge=2)] = 25
    """On how many resamples of the villages `riskmodel evaluate` fits model and rival again, in
    every fold of the newest origin."""
    seed: int = 7
    fewest_events: Count = 100
    """Below this many events a figure is marked "too few to say"."""
    thresholds: tuple[Share, Share] = (0.02, 0.20)
    """The band of decision thresholds, to be agreed with officials before a result is seen: from
    the risk at which a visit is worth making if visits cost little, to that if they cost much."""
    explainable_boosting: bool = False
    """Whether an explainable boosting machine is a rival too: it takes minutes to fit."""
    margin: Annotated[float, Field(ge=0, lt=0.1)] = 0.01
    """How much worse, in AUC and average precision, a simpler score may be and still be
    recommended."""


class ModelDefinition(_Part):
    """All that a researcher decides about a model."""

    model: About
    cohort: Cohort
    label: Label
    split: Split
    features: Features
    learner: Learner
    income_line: IncomeLine
    rule: RuleColumns | None = None
    assistance: AssistanceColumn | None = None
    certainty: Certainty = Certainty()
    review: Review
    judgement: Judgement


def parse_definition(content: bytes, where: str) -> ModelDefinition:
    """Read a definition from TOML bytes; raises ConfigurationError naming each entry at fault."""
    try:
        given = tomllib.loads(content.decode("utf-8"))
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        message = f"{where} is not valid TOML: {error}"
        raise ConfigurationError(message) from error
    try:
        return ModelDefinition.model_validate(_lists_as_tuples(given))
    except ValidationError as error:
        faults = [
            f"{'.'.join(str(part) for part in fault['loc'])}: {fault['msg']}"
            for fault in error.errors(include_url=False)
        ]
        message = f"{where}: " + "; ".join(faults)
        raise ConfigurationError(message) from error


def read_definition(path: Path) -> ModelDefinition:
    """Read `models/<name>.toml`."""
    if not path.is_file():
        message = f"no model definition at {path}: the folder models/ holds them"
        raise ConfigurationError(message)
    return parse_definition(path.read_bytes(), path.name)


def _lists_as_tuples(value: object) -> object:
    if isinstance(value, dict):
        return {key: _lists_as_tuples(held) for key, held in value.items()}
    if isinstance(value, list):
        return tuple(_lists_as_tuples(held) for held in value)
    return value
