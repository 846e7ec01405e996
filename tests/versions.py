"""Versions of a small model that are made in seconds, for tests that need more than one."""

from pathlib import Path

from panels import a_drawn_panel

from riskmodel.modelling.artifact import write_artifact
from riskmodel.modelling.definition import parse_definition
from riskmodel.modelling.fitting import background, fit_block
from riskmodel.modelling.model import RiskModel
from riskmodel.modelling.pipeline import Trained, run, served_block
from riskmodel.modelling.prepared import Floats, prepare
from riskmodel.modelling.provenance import panel_digest
from riskmodel.registry.golden import golden_vectors

JUDGED = '{"horizon_months": 12,\n"blocks": [{"origin": "2023-12-31"}]}\n'
"""What an artefact has to tell of its evaluation to be loaded."""

ROOT = Path(__file__).parents[1]
NAME = "return-to-poverty-12m"
SMALL = {
    "tested_folds = 5": "tested_folds = 2",
    "\nfits = 10\n": "\nfits = 2\n",
    "trees = 80": "trees = 15",
    "rows_in_leaf = 100": "rows_in_leaf = 20",
    "resamples = 1000": "resamples = 60",
    "refits = 25": "refits = 4",
}


def small_definition() -> str:
    """The shipped definition with a learner and a judgement small enough for a test."""
    text = (ROOT / "models" / f"{NAME}.toml").read_text(encoding="utf-8")
    for whole, small in SMALL.items():
        assert whole in text
        text = text.replace(whole, small)
    return text


def trained_small(text: str) -> Trained:
    """A whole training, judged."""
    panel = a_drawn_panel()
    definition = parse_definition(text.encode(), "small")
    return run(panel, definition, panel_digest(panel), lambda *_: None)


def fitted(text: str, panel=None) -> tuple[RiskModel, Floats]:
    """The model that would serve, and its background, without any judgement."""
    held = a_drawn_panel() if panel is None else panel
    prepared = prepare(held, parse_definition(text.encode(), "small"))
    block = served_block(prepared)
    return fit_block(prepared, block), background(prepared, block)


def written(model: RiskModel, drawn: Floats, text: str, folder: Path) -> str:
    """Write a version whose evaluation nobody will read; returns its SHA-256."""
    texts = {
        "definition.toml": text,
        "golden.json": golden_vectors(model, drawn),
        "evaluation.json": JUDGED,
        "card.md": "# Small\n\nOf 1234 rows.\n",
        "panel_sha256": "",
        "code_version": "test",
    }
    return write_artifact(model, drawn, texts, folder)


def two_versions(folder: Path) -> list[tuple[Path, str]]:
    """Two versions with other trees, each a folder and its SHA-256."""
    found = []
    for seed in (7, 99):
        text = small_definition().replace("seed = 7\n", f"seed = {seed}\n")
        place = folder / f"seed-{seed}"
        found.append((place, written(*fitted(text), text, place)))
    return found
