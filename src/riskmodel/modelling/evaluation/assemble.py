"""Put the tests of all blocks together into one evaluation."""

import numpy as np

from riskmodel.modelling.backtest import MODEL, FittedBlock
from riskmodel.modelling.estimand import estimand_en
from riskmodel.modelling.evaluation.agreement import label_agreement
from riskmodel.modelling.evaluation.beside_rule import beside_rule
from riskmodel.modelling.evaluation.by_group import by_group
from riskmodel.modelling.evaluation.calibration_curve import judge_calibration
from riskmodel.modelling.evaluation.cautions import cautions
from riskmodel.modelling.evaluation.certainty import judge_certainty
from riskmodel.modelling.evaluation.following import attrition, followed_up
from riskmodel.modelling.evaluation.incidence import cumulative_incidence
from riskmodel.modelling.evaluation.later import later_tests, regrets
from riskmodel.modelling.evaluation.measures import judge_scores, village_to_row_width
from riskmodel.modelling.evaluation.net_benefit import net_benefit
from riskmodel.modelling.evaluation.pool import Pool, design_effect, pools
from riskmodel.modelling.evaluation.recommend import recommend
from riskmodel.modelling.evaluation.results import (
    CardLine,
    Compared,
    Evaluation,
    PointsCardTwin,
    Ranked,
    TestedBlock,
)
from riskmodel.modelling.prepared import Prepared

POINTS_CARD = "points_card"


def evaluate(prepared: Prepared, fitted: list[FittedBlock], panel_sha256: str) -> Evaluation:
    """Judge every origin; the newest is the headline, and everything else is said of it.

    Where the panel has survey weights, the same scores are judged without them beside: twice the
    work, and none where there are no weights.
    """
    judged = _judged(prepared, fitted, panel_sha256)
    if not prepared.weighted:
        return judged
    once = _judged(prepared.counted_once(), fitted, panel_sha256)
    return judged.model_copy(update={"unweighted": once})


def _judged(prepared: Prepared, fitted: list[FittedBlock], panel_sha256: str) -> Evaluation:
    definition, panel = prepared.definition, prepared.panel
    held = pools(prepared, fitted)
    own_day = [pool for pool in held if pool.day == pool.origin]
    judged = [judge_scores(pool, MODEL, definition) for pool in own_day]
    blocks = [
        _tested_block(prepared, pool, scores)
        for pool, (scores, _) in zip(own_day, judged, strict=True)
    ]
    newest, (scores, compared) = own_day[-1], judged[-1]
    probability = newest.calibrated[MODEL]
    rule = prepared.rule
    return Evaluation(
        definition=definition.model.name,
        estimand=estimand_en(definition),
        panel=panel.notes,
        panel_sha256=panel_sha256,
        horizon_months=definition.label.horizon_months,
        embargo_months=definition.split.embargo_months,
        unseen_villages=bool((panel.columns.text("village_code") != "").any()),
        future_year=definition.split.time == "future",
        village_to_row_width=village_to_row_width(newest, MODEL),
        fewest_events=definition.judgement.fewest_events,
        blocks=blocks,
        compared=compared,
        absent=_absent(newest),
        recommendation=recommend(scores, compared, MODEL, definition.judgement.margin),
        calibration=judge_calibration(newest, probability),
        later=later_tests(held, MODEL),
        regret=regrets(blocks),
        net_benefit=net_benefit(
            newest,
            MODEL,
            definition.judgement,
            None if rule is None else rule.fires[newest.places],
        ),
        groups=by_group(prepared, newest, MODEL),
        certainty=judge_certainty(newest, probability, definition.certainty.miss_at_most),
        beside_rule=None if rule is None else beside_rule(newest, rule),
        attrition=attrition(prepared),
        incidence=cumulative_incidence(prepared, own_day[0]),
        followed_up=followed_up(prepared, newest),
        agreement=label_agreement(prepared, newest, MODEL),
        points_card=_points_card(newest, compared),
        warnings=[one.en for one in cautions(definition, blocks[-1])],
        unweighted=None,
    )


def _tested_block(prepared: Prepared, pool: Pool, scores: dict[str, Ranked]) -> TestedBlock:
    blocks = [fitted.block for fitted in pool.blocks]
    train = np.any([block.train for block in blocks], axis=0)
    calibrate = np.any([block.calibrate for block in blocks], axis=0)
    return TestedBlock(
        origin=pool.origin.item(),
        folds=len(blocks),
        training_rows=int(np.mean([block.train.sum() for block in blocks])),
        training_events=int(np.mean([fitted.training_events for fitted in pool.blocks])),
        training_days=[day.item() for day in np.unique(prepared.days[train])],
        calibration_days=[day.item() for day in np.unique(prepared.days[calibrate])],
        rows=len(pool.outcome),
        events=pool.events,
        villages=pool.villages,
        base_rate=pool.base_rate(),
        design_effect=design_effect(pool.weight),
        scores=scores,
    )


def _absent(pool: Pool) -> dict[str, str]:
    return {name: why for fitted in pool.blocks for name, why in fitted.absent.items()}


def _points_card(pool: Pool, compared: list[Compared]) -> PointsCardTwin | None:
    card = pool.blocks[0].rivals.get(POINTS_CARD)
    against = next((one for one in compared if one.rival == POINTS_CARD), None)
    if card is None or against is None:
        return None
    lines = [CardLine(label_zh=zh, label_en=en, points=points) for zh, en, points in card.lines]
    return PointsCardTwin(lines=lines, recall_lost=against.recall)
