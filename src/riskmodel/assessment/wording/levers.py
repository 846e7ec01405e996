"""Say what a measure goes with, in Chinese and English; never that it would do it."""

import numpy as np

from riskmodel.assessment.message.levers import LeverTried
from riskmodel.explanation.levers import Standing, Tried
from riskmodel.explanation.recorded import recorded_in_words
from riskmodel.modelling.model import RiskModel
from riskmodel.schema.choices import MEASURE
from riskmodel.schema.household import FIELDS
from riskmodel.scoring import Figures

WARNING_EN = (
    "an association among recorded households, not the effect of a measure: it tells nobody what "
    "help would do, and is no reason to give or to refuse any"
)
WARNING_ZH = "仅为记录之间的相关, 并非措施的效果: 不说明帮扶会带来什么, 也不是给予或拒绝帮扶的理由"
_MEASURES = {choice.code: choice for choice in MEASURE}


def lever_message(tried: Tried, model: RiskModel, score: Figures) -> LeverTried:
    """One measure with its sentence, beside the score as it is."""
    field, measure = FIELDS[tried.lever.field], _MEASURES[tried.lever.measure]
    now, then = float(score.raw_score[0]), tried.raw_score
    difference = None if then is None else then - now
    probability = None if then is None else _probability(model, then)
    zh, en = _sentence(tried, difference, (float(score.probability[0]), probability))
    return LeverTried(
        field=field.name,
        label_zh=field.name_zh,
        label_en=field.name_en,
        measure=measure.code,
        measure_zh=measure.name_zh,
        measure_en=measure.name_en,
        standing=tried.standing,
        raw_score=then,
        difference=difference,
        probability=probability,
        zh=f"{measure.name_zh}, {field.name_zh}: {zh}",
        en=f"{measure.name_en}, {field.name_en}: {en}",
    )


def _probability(model: RiskModel, raw_score: float) -> float:
    return float(model.calibrated(np.array([raw_score])).probability[0])


def _sentence(
    tried: Tried, difference: float | None, probabilities: tuple[float, float | None]
) -> tuple[str, str]:
    field = FIELDS[tried.lever.field]
    recorded = recorded_in_words(field, tried.recorded)
    if tried.standing is Standing.NOT_RECORDED:
        return "未记录, 请先核实", "not recorded: see first what is there"
    if tried.standing is Standing.IN_PLACE:
        return f"现记录为{recorded[1]}, 已具备", f"recorded: {recorded[0]}; in place already"
    if difference is None:
        return "模型不使用此项", "the model reads nothing of it"
    value = recorded_in_words(field, tried.lever.enough[0])
    before, after = probabilities
    way_en, way_zh = _way(difference)
    return (
        f"现记录为{recorded[1]}; 若记录为{value[1]}而其余不变, 评分{way_zh}"
        f"(概率{after:.1%}, 现为{before:.1%}); 仅为相关",
        f"recorded: {recorded[0]}; were it {value[0]}, all else as recorded, the household would "
        f"be given {way_en} (probability {after:.1%}, now {before:.1%}); an association",
    )


def _way(difference: float) -> tuple[str, str]:
    if difference == 0:
        return "the same score", "相同"
    if difference > 0:
        return f"a higher score, by {difference:.2f}", f"高{difference:.2f}"
    return f"a lower score, by {-difference:.2f}", f"低{-difference:.2f}"
