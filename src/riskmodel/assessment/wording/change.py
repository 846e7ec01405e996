"""Say why a score changed, in Chinese and English; "associated with", never "because"."""

from typing import NamedTuple

from riskmodel.assessment.message.change import AssessedThen, FieldChange, ScoreParts
from riskmodel.explanation.recorded import recorded_in_words
from riskmodel.schema.columns import Columns
from riskmodel.schema.household import FIELDS


class Unknown(NamedTuple):
    """Why the model's part is not known."""

    zh: str
    en: str


NOT_NAMED = Unknown(
    "未说明当时所用的模型版本, 两次记录均按现行版本评分",
    "the version of then was not named: both records are scored by the version of now",
)


def not_kept(version: str, why: str) -> Unknown:
    """The version of then is named, but cannot be used."""
    return Unknown(
        f"无法使用当时的版本{version}, 两次记录均按现行版本评分",
        f"version {version} cannot be used ({why}): both records are scored by the version of now",
    )


def field_change(name: str, then: Columns, now: Columns, part: float) -> FieldChange:
    """One field that changed, with what was recorded and which way the score goes with it."""
    field = FIELDS[name]
    before, after = (recorded_in_words(field, side.value(name, 0)) for side in (then, now))
    way_en, way_zh = _way(part)
    return FieldChange(
        field=name,
        label_zh=field.name_zh,
        label_en=field.name_en,
        contribution=part,
        en=f"{field.name_en}: {before[0]} then, {after[0]} now; {way_en}",
        zh=f"{field.name_zh}: 由{before[1]}变为{after[1]}, {way_zh}",
    )


def sentences(
    then: AssessedThen, now: AssessedThen, parts: ScoreParts | None
) -> tuple[list[str], list[str]]:
    """The change as a whole and its three parts, in Chinese and English."""
    if parts is None:
        return (
            ["其中一次记录未予评分, 因此无从比较"],
            ["one of the records is not scored, so that there is nothing to compare"],
        )
    told = [
        _whole(then, now),
        _data(parts),
        _rule_pack(then, now, parts),
        _model(then, now, parts),
    ]
    return [zh for zh, _ in told], [en for _, en in told]


def _whole(then: AssessedThen, now: AssessedThen) -> tuple[str, str]:
    figures = then.raw_score, now.raw_score, then.probability, now.probability
    return (
        "评分(校准前对数几率)由{:+.2f}变为{:+.2f}, 校准后概率由{:.1%}变为{:.1%}".format(*figures),
        "the score went from {:+.2f} to {:+.2f} (log-odds before calibration), the calibrated "
        "probability from {:.1%} to {:.1%}".format(*figures),
    )


def _data(parts: ScoreParts) -> tuple[str, str]:
    count = len(parts.fields)
    fields = "1 field that differs" if count == 1 else f"{count} fields that differ"
    return f"数据: {parts.data:+.2f}, {count}项有变化", f"data: {parts.data:+.2f}, {fields}"


def _rule_pack(then: AssessedThen, now: AssessedThen, parts: ScoreParts) -> tuple[str, str]:
    """By the line alone, which is all of a rule pack that a score knows."""
    if then.line == now.line:
        return "规则包: 监测线未变, +0.00", "rule pack: the line is the same, +0.00"
    return (
        f"规则包: 监测线由{then.line:,.0f}元变为{now.line:,.0f}元, {parts.rule_pack:+.2f}",
        f"rule pack: the line went from {then.line:,.0f} to {now.line:,.0f} yuan, "
        f"{parts.rule_pack:+.2f}",
    )


def _model(then: AssessedThen, now: AssessedThen, parts: ScoreParts) -> tuple[str, str]:
    if parts.model is None:
        return f"模型: 未知, {parts.model_unknown_zh}", f"model: unknown, {parts.model_unknown_en}"
    if then.artifact_sha256 == now.artifact_sha256:
        return "模型: 版本相同, +0.00", "model: the same version, +0.00"
    return (
        f"模型: 由版本{then.version}变为版本{now.version}, {parts.model:+.2f}",
        f"model: version {then.version} then, {now.version} now, {parts.model:+.2f}",
    )


def _way(part: float) -> tuple[str, str]:
    if part == 0:
        return "the score does not move with it", "评分未随之变动"
    higher = part > 0
    return (
        f"associated with a {'higher' if higher else 'lower'} score ({part:+.2f})",
        f"与评分{'上升' if higher else '下降'}相关({part:+.2f})",
    )
