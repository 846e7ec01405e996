"""What a batch says in sum: as JSON, as a page with pictures, and as the list at capacity."""

from pathlib import Path

import numpy as np

from riskmodel.modelling.model import RiskModel
from riskmodel.monitoring.drift import stability_index
from riskmodel.monitoring.results import FeatureDrift
from riskmodel.scale.asked import Desk, Part, Versions
from riskmodel.scale.desk import open_desk
from riskmodel.scale.files import write_text
from riskmodel.scale.page import summary_page
from riskmodel.scale.run import Done
from riskmodel.scale.tally import COUNTED, TENTHS, Tally, add_tallies
from riskmodel.scale.visits import LIST, Chosen, Wanted, choose, in_numbers, write_list

SUMMARY, PAGE = "summary.json", "summary.html"


class AreaCounts(Part):
    """One county, counted; listed by its code and never in an order of alerts."""

    county_code: str
    households: int
    rule_fires: int
    scored: int
    high: int
    elevated: int
    ordinary: int
    see_first: int


class Summary(Part):
    """A whole batch; shares are not repeated where two counts give them.

    `drift` is of the households that the model was made for, the most moved first. `visits` is of
    the list at capacity, None where scores alone were asked for.
    """

    made_with: Versions
    parts: int
    rows: int
    assessed: int
    quarantined: int
    faults: dict[str, int]
    proposed_status: dict[str, int]
    rules_met: dict[str, int]
    agreement: dict[str, int]
    matrix: dict[str, dict[str, int]]
    bands: dict[str, int]
    not_scored: dict[str, int]
    data_quality: dict[str, int]
    areas: list[AreaCounts]
    drift: list[FeatureDrift]
    score_stability_index: float
    expected: float
    visits: Chosen | None


def write_summary(out: Path, done: Done, desk: Desk, capacity: int) -> Summary:
    """Write all three; the same batch gives the same bytes. Raises NoRoomError."""
    head = done.manifest.head
    model = open_desk(desk, head.made_with).require_model().artifact.model
    visits = None
    if not head.asked.score_only:
        chosen = choose([out / one.output for one in done.records], Wanted(capacity))
        write_list(chosen, out / LIST)
        visits = in_numbers(chosen)
    summary = sum_up(model, done, visits)
    write_text(out / SUMMARY, summary.model_dump_json(indent=1) + "\n")
    write_text(out / PAGE, summary_page(summary.model_dump()))
    return summary


def sum_up(model: RiskModel, done: Done, visits: Chosen | None) -> Summary:
    """The summary of the records of all parts."""
    manifest = done.manifest
    tally = add_tallies(one.tally for one in done.records)
    return Summary(
        made_with=manifest.head.made_with,
        parts=len(manifest.parts),
        rows=manifest.rows,
        assessed=manifest.assessed,
        quarantined=manifest.quarantined,
        faults=tally.faults,
        proposed_status=tally.status,
        rules_met=tally.rules,
        agreement=tally.agreement,
        matrix=tally.matrix,
        bands=tally.bands,
        not_scored=tally.not_scored,
        data_quality=tally.quality,
        areas=_areas(tally),
        drift=_drift(model, tally),
        score_stability_index=_score_index(tally),
        expected=tally.expected,
        visits=visits,
    )


def _areas(tally: Tally) -> list[AreaCounts]:
    return [
        AreaCounts(county_code=code, **dict(zip(COUNTED, counts, strict=True)))
        for code, counts in tally.areas.items()
    ]


def _drift(model: RiskModel, tally: Tally) -> list[FeatureDrift]:
    references = model.reference.distributions
    moved = [
        FeatureDrift(
            feature=feature.name,
            label_en=feature.label_en,
            label_zh=feature.label_zh,
            stability_index=counts.index(references[feature.name]),
            missing_then=references[feature.name].missing,
            missing_now=counts.missing,
            other_unit=counts.other_unit,
        )
        for feature in model.features
        if (counts := tally.drift.get(feature.name))
    ]
    return sorted(moved, key=lambda one: (-one.stability_index, one.feature))


def _score_index(tally: Tally) -> float:
    """Over tenths of the calibration rows, each of which held a tenth then."""
    now = np.array(tally.tenths) / max(sum(tally.tenths), 1)
    return stability_index(np.full(TENTHS, 1 / TENTHS), now)
