"""Say which missing answer matters, in Chinese and English."""

from riskmodel.assessment.message.missing import MissingAnswer, ScoreRange
from riskmodel.explanation.missing import Answer, Missing, Range
from riskmodel.schema.household import FIELDS


def range_message(held: Range | None) -> ScoreRange | None:
    """A range as part of a message."""
    return None if held is None else ScoreRange(low=held.low, high=held.high)


def answer_message(answer: Answer) -> MissingAnswer:
    """One unanswered field with its sentence."""
    field = FIELDS[answer.field]
    zh, en = _sentence(answer)
    return MissingAnswer(
        field=answer.field,
        label_zh=field.name_zh,
        label_en=field.name_en,
        needed=answer.needed,
        can_change_band=answer.can_change_band,
        bound=range_message(answer.bound),
        likely=range_message(answer.likely),
        changing=answer.changing,
        zh=f"{field.name_zh}: {zh}",
        en=f"{field.name_en}: {en}",
    )


def overall(found: Missing, *, scored: bool) -> tuple[str, str]:
    """Whether to go on asking, in Chinese and English."""
    if not scored:
        return (
            "尚未评分: 请先核实标明为评分所需的各项",
            "not scored: ask first for what the score is said to need",
        )
    if not found.answers:
        return "模型所用各项均已记录", "nothing that the model reads is missing"
    if found.stop_asking:
        return (
            "尚缺各项无论单独或合计均不会改变等级: 就评分而言无需再问, 规则核查仍可能需要",
            "no answer that is missing, and not all of them together, can change the band: for "
            "the score's sake stop asking; the rules may still need them",
        )
    count = sum(bool(answer.can_change_band) for answer in found.answers)
    return (
        f"尚缺{len(found.answers)}项, 其中{count}项单独即可能改变等级",
        f"{len(found.answers)} missing; {count} of them could change the band alone",
    )


def _sentence(answer: Answer) -> tuple[str, str]:
    if answer.needed:
        return "缺少此项无法评分, 请首先核实", "there is no score without it: ask for it first"
    if answer.can_change_band is None:
        return (
            "评分之前无从判断其影响",
            "how much it matters cannot be told before there is a score",
        )
    if not answer.can_change_band:
        return "单凭此项不会改变等级", "no answer to this alone can change the band"
    if answer.changing is None:
        return (
            "可能改变等级; 已知此项的参照农户过少, 无法估计可能性",
            "an answer could change the band; too few households know theirs to say how likely",
        )
    if answer.changing == 0:
        return (
            "理论上可能改变等级, 但按参照农户的答案均不改变",
            "an answer could change the band, but none of those of other households does",
        )
    share = "<1%" if answer.changing < 0.01 else f"{answer.changing:.0%}"
    return (
        f"按参照农户的答案, {share}会改变等级",
        f"of the answers of other households {share} would change the band",
    )
