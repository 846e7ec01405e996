"""Real panels: one file a survey, each reading the survey's own files as a Panel."""

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from riskmodel.schema.panel import Panel
from riskmodel.sources.surveys.cfps import read_cfps
from riskmodel.sources.surveys.german_health import read_german_health
from riskmodel.sources.surveys.progresa_rural import read_progresa_rural
from riskmodel.sources.surveys.uganda_lsms import read_uganda_lsms


@dataclass(frozen=True)
class Importer:
    """How a survey is read, and what it is."""

    read: Callable[[Path], Panel]
    name_en: str
    name_zh: str


IMPORTERS: dict[str, Importer] = {
    "uganda-lsms": Importer(
        read_uganda_lsms, "Uganda National Panel Survey 2009-2012", "乌干达全国追踪调查"
    ),
    "progresa-rural": Importer(
        read_progresa_rural,
        "Progresa rural evaluation, Mexico 1997-1999",
        "墨西哥农村 Progresa 评估",
    ),
    "cfps": Importer(read_cfps, "China Family Panel Studies, rural", "中国家庭追踪调查(农村)"),
    "german-health": Importer(
        read_german_health, "German health panel 1984-1988", "德国健康追踪调查"
    ),
}
