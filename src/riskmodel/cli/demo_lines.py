"""Income lines made up for the demo: for years of which no province's line is among the shipped.

A score stands beside the line of its day, so that without them the panel's earlier years would
have none. They lie in a folder of an office's own, over the shipped values and marked as made up.
"""

from pathlib import Path

from riskmodel.settings import Settings

PROVINCE = "53"
"""Yunnan, whose line of 2025 is among the shipped values."""
FOLDER = "demo-parameters"
MADE_UP = {2022: 7_500, 2023: 8_000, 2024: 8_400}
_SOURCE = (
    "演示用的虚构数值, 并非任何地区公布的监测线; made up for the demo, published by no province"
)


def with_lines(settings: Settings) -> Settings:
    """The settings with the demo's own parameters, unless an office's folder is set already."""
    if settings.parameters is not None:
        return settings
    return settings.model_copy(update={"parameters": write_lines(settings.state)})


def write_lines(state: Path) -> Path:
    """Write the folder of parameters below a state folder, and give it."""
    folder = state / FOLDER
    folder.mkdir(parents=True, exist_ok=True)
    values = (
        f"[[value]]\narea = '{PROVINCE}'\nfrom = {year}-01-01\nto = {year}-12-31\n"
        f"value = {line}\nconfidence = 'U'\nsource = '{_SOURCE}'\n"
        for year, line in MADE_UP.items()
    )
    (folder / "monitoring_line.toml").write_text("\n".join(values), encoding="utf-8")
    return folder
