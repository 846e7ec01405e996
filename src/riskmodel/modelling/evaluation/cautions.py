"""What a reader must know before any figure of an evaluation, in both languages."""

from collections.abc import Iterator
from typing import NamedTuple

from riskmodel.modelling.definition import ModelDefinition
from riskmodel.modelling.evaluation.results import TestedBlock

PRECISE_EVENTS = 500
"""Test events from which calibration can be told well (Snell et al. 2021, J Clin Epidemiol 135:79:
531 in their example)."""


class Caution(NamedTuple):
    """One of them."""

    zh: str
    en: str


def cautions(definition: ModelDefinition, headline: TestedBlock) -> list[Caution]:
    """What the newest origin and the definition ask a reader to mind."""
    return [*_of_events(definition, headline.events), *_of_definition(definition)]


def _of_events(definition: ModelDefinition, events: int) -> Iterator[Caution]:
    if events < definition.judgement.fewest_events:
        yield Caution(
            f"检验数据中仅有{events}户次返贫致贫: 过少, 不足以下结论。",
            f"{events} test events: too few to say.",
        )
    elif events < PRECISE_EVENTS:
        yield Caution(
            f"检验数据中有{events}户次返贫致贫, 不足{PRECISE_EVENTS}: "
            "校准情况和评分之间的细小差别不精确。",
            f"{events} test events: below {PRECISE_EVENTS} calibration and small differences "
            "between scores are imprecise.",
        )


def _of_definition(definition: ModelDefinition) -> Iterator[Caution]:
    if definition.label.outcome == "listed":
        yield Caution(
            "预测的是纳入监测, 而不是实测贫困: 这是对纳入名单的预测。",
            "The outcome is entry into monitoring: this is a listing-prediction model.",
        )
    if definition.split.time == "same_wave":
        yield Caution(
            "只有一个基准日: 仅在未见过的村检验, 未在以后年份检验。",
            "One index date: no later year was tested, only unseen villages.",
        )
    elif definition.split.embargo_months < definition.label.horizon_months:
        yield Caution(
            "隔离期短于预测期: 面板的期数过少。",
            "The embargo is shorter than the horizon: the panel has too few waves.",
        )
    if definition.split.calibration == "training_year":
        yield Caution(
            "在训练年份的其他村校准: 没有可另用的以后年份。",
            "Calibrated on the training year, in other villages: no later year to spare.",
        )
