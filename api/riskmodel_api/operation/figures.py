"""What is counted of the service, and how it is told to Prometheus."""

from bisect import bisect_left
from collections.abc import Iterable, Sequence
from itertools import groupby, product
from pathlib import Path
from typing import NamedTuple, get_args

from prometheus_client import CollectorRegistry, generate_latest
from prometheus_client.core import (
    CounterMetricFamily,
    GaugeMetricFamily,
    HistogramMetricFamily,
    InfoMetricFamily,
    Metric,
)

from riskmodel.assessment.message import Agreement
from riskmodel.modelling.features import FEATURES
from riskmodel.stages import STAGES
from riskmodel_api.operation.layout import OTHER, Family, Layout, Member
from riskmodel_api.operation.ledger import Ledger, is_there
from riskmodel_api.operation.seen import NOT_SCORED, Seen

METHODS = ("GET", "POST", "PUT", "PATCH", "DELETE", "HEAD", "OPTIONS", OTHER)
STATUSES = (
    "200", "201", "202", "204", "304", "400", "401", "403", "404", "405", "406", "408", "409",
    "410", "412", "413", "415", "422", "428", "429", "431", "499", "500", "501", "503", OTHER,
)  # fmt: skip
UNMATCHED = (OTHER, "unmatched")
"""Method and template of a request that no route takes."""
_BOUNDS = (0.0005, 0.001, 0.002, 0.005, 0.01, 0.02, 0.05, 0.1, 0.2, 0.5, 1.0, 2.0, 5.0, 10.0)
_STAGE_BOUNDS = (0.00002, 0.00005, 0.0001, 0.0002, 0.0005, 0.001, 0.002, 0.005, 0.01, 0.1, 1.0)
REQUESTS, SECONDS, STAGE = (
    "riskmodel_requests",
    "riskmodel_request_seconds",
    "riskmodel_stage_seconds",
)
AGREEMENT, ABSTAINED, UNSCORED = (
    "riskmodel_assessments", "riskmodel_abstentions", "riskmodel_not_scored",
)  # fmt: skip
QUEUE, FAULT, READY, RESIDENT, BODIES, GOLDEN = (
    "riskmodel_recorder_queue", "riskmodel_records_fault", "riskmodel_ready",
    "riskmodel_resident_bytes", "riskmodel_bodies_bytes", "riskmodel_golden_seconds",
)  # fmt: skip
GAUGES = {
    QUEUE: "Assessments that wait to be recorded.",
    FAULT: "1 where nothing can be recorded now.",
    READY: "1 where the process can assess households.",
    RESIDENT: "Memory of the process.",
    BODIES: "Bytes of bodies that are being read.",
    GOLDEN: "How long the last known household took to score again, or has taken so far.",
}
Route = tuple[str, str]


class Gauge(NamedTuple):
    """One figure of the whole service; with a label, one of several of the name, side by side."""

    name: str
    help: str
    value: float
    label: str = ""
    member: str = ""


class Facts(NamedTuple):
    """What is told beside the figures, as of the moment: versions, its age, and what waits."""

    model: dict[str, str]
    rule_pack: str
    champion_age_seconds: float | None
    backlog: Sequence[Gauge] = ()


class Figures:
    """The figures of all processes, and those of this one to add to, on its event loop."""

    def __init__(self, routes: Sequence[Route], file: Path | None = None) -> None:
        self._layout = Layout(_families((*routes, UNMATCHED)))
        self._ledger = Ledger(self._layout.cells, file)
        places = self._layout.places
        self._requests, self._seconds = places[REQUESTS], places[SECONDS]
        self._stages: dict[str, int] = {key[0]: at for key, at in places[STAGE].items()}
        self._counted = {
            "agreement": places[AGREEMENT], "abstained": places[ABSTAINED],
            "not_scored": places[UNSCORED],
        }  # fmt: skip
        self._gauges = {name: places[name][()] for name in GAUGES}

    def count(self, seen: Seen, route: Route, seconds: float) -> None:
        """One request that was answered."""
        cells = self._ledger.cells
        at = self._requests.get((*route, str(seen.status)))
        if at is None:
            route = route if route in self._seconds else UNMATCHED
            at = self._requests.get((*route, str(seen.status)))
            at = self._requests[(*route, OTHER)] if at is None else at
        cells[at] += 1.0
        self._observe(self._seconds[route], _BOUNDS, seconds)
        for stage, spent in seen.spent.items():
            self._observe(self._stages[stage], _STAGE_BOUNDS, spent * 1e-9)
        for (what, label), number in seen.counts.items():
            members = self._counted[what]
            member = (label,) if label else ()
            cells[members.get(member) or members[(OTHER,)]] += number

    def set(self, gauges: dict[str, float]) -> None:
        """How things stand in this process, and that it is there."""
        for name, value in gauges.items():
            self._ledger.cells[self._gauges[name]] = value
        self._ledger.beat()

    def told(self, facts: Facts) -> bytes:
        """Everything in Prometheus' text format."""
        registry = CollectorRegistry(auto_describe=False)
        registry.register(_Told([*self._families_told(), *_facts_told(facts)]))
        return generate_latest(registry)

    def _observe(self, first: int, bounds: Sequence[float], seconds: float) -> None:
        cells = self._ledger.cells
        cells[first + bisect_left(bounds, seconds)] += 1.0
        cells[first + len(bounds) + 1] += seconds

    def _families_told(self) -> Iterable[Metric]:
        everyone = self._ledger.everyone()
        summed = [sum(column) for column in zip(*everyone, strict=True)]
        for family in self._layout.families:
            places = self._layout.places[family.name]
            if family.kind == "gauge":
                yield _gauge(family, places[()], everyone)
            elif family.kind == "counter":
                yield _counter(family, places, summed)
            else:
                yield _histogram(family, places, summed)
        there = GaugeMetricFamily("riskmodel_workers", "Processes that answer.")
        there.add_metric([], sum(is_there(cells) for cells in everyone))
        yield there


class _Told:
    """What a registry asks for the families."""

    def __init__(self, families: Iterable[Metric]) -> None:
        self._families = families

    def collect(self) -> Iterable[Metric]:
        """The families."""
        return self._families


def _families(routes: Sequence[Route]) -> list[Family]:
    labels = ("method", "route")
    answered = tuple((*route, status) for route, status in product(routes, STATUSES))
    classes = tuple((one,) for one in (*get_args(Agreement), NOT_SCORED))
    reasons = tuple((f"{feature.name}_unknown",) for feature in FEATURES)
    return [
        Family(REQUESTS, "Requests answered.", "counter", (*labels, "status"), answered),
        Family(SECONDS, "Time to answer.", "histogram", labels, tuple(routes), _BOUNDS),
        Family(
            STAGE, "Time by stage of a request.", "histogram", ("stage",),
            tuple((stage,) for stage in STAGES), _STAGE_BOUNDS,
        ),
        Family(
            AGREEMENT, "Households assessed, by what rule and model say.", "counter",
            ("agreement",), classes,
        ),
        Family(ABSTAINED, "Scores not certain enough to be called low.", "counter"),
        Family(
            UNSCORED, "Reasons why households had no score.", "counter", ("reason",),
            (*reasons, (OTHER,)),
        ),
        *(Family(name, help_text, "gauge") for name, help_text in GAUGES.items()),
    ]  # fmt: skip


def _counter(family: Family, places: dict[Member, int], summed: Sequence[float]) -> Metric:
    told = CounterMetricFamily(family.name, family.help, labels=family.labels)
    for member, at in places.items():
        # Most routes never have most statuses.
        if summed[at] or family.name != REQUESTS:
            told.add_metric(member, summed[at])
    return told


def _histogram(family: Family, places: dict[Member, int], summed: Sequence[float]) -> Metric:
    told = HistogramMetricFamily(family.name, family.help, labels=family.labels)
    bounds = [*(str(bound) for bound in family.bounds), "+Inf"]
    for member, first in places.items():
        counts, total = summed[first : first + len(bounds)], summed[first + len(bounds)]
        below = [sum(counts[: place + 1]) for place in range(len(bounds))]
        if below[-1]:
            told.add_metric(member, list(zip(bounds, below, strict=True)), total)
    return told


def _gauge(family: Family, at: int, everyone: Sequence[Sequence[float]]) -> Metric:
    told = GaugeMetricFamily(family.name, family.help, labels=("worker",))
    for worker, cells in enumerate(everyone):
        if is_there(cells):
            told.add_metric([str(worker)], cells[at])
    return told


def _facts_told(facts: Facts) -> Iterable[Metric]:
    yield InfoMetricFamily("riskmodel_rule_pack", "The rule pack.", {"rule_pack": facts.rule_pack})
    if facts.model:
        yield InfoMetricFamily("riskmodel_model", "The model that answers.", facts.model)
    if facts.champion_age_seconds is not None:
        age = GaugeMetricFamily(
            "riskmodel_champion_age_seconds", "Since the champion was put in its place here."
        )
        age.add_metric([], facts.champion_age_seconds)
        yield age
    for name, members in groupby(facts.backlog, key=lambda gauge: gauge.name):
        one, *others = members
        told = GaugeMetricFamily(name, one.help, labels=[one.label] if one.label else [])
        for gauge in (one, *others):
            told.add_metric([gauge.member] if gauge.label else [], gauge.value)
        yield told
