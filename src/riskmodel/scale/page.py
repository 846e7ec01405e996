"""The summary as one HTML page that needs nothing beside it: tables, and pictures drawn as SVG."""

from collections.abc import Iterable, Mapping, Sequence
from html import escape
from typing import Any

from riskmodel.scale.words import said

_STYLE = (
    "body{font:16px/1.5 'Noto Sans','Noto Sans CJK SC',sans-serif;color:#1a1a1a;"
    "max-width:60rem;margin:2rem auto;padding:0 1rem}"
    "table{border-collapse:collapse;margin:.5rem 0}"
    "th,td{padding:.2rem .8rem .2rem 0;text-align:right;border-bottom:1px solid #ddd}"
    "th:first-child,td:first-child{text-align:left}"
    "svg{max-width:100%}rect{fill:#2b6777}text{font-size:13px}"
    "h2{margin-top:2rem}.note{color:#555}"
)
_ROW, _LEFT, _WIDTH = 24, 320, 760
_MOST_FEATURES, _MOST_AREAS = 15, 400
_BANDS = ("high", "elevated", "see_first", "ordinary", "not_scored")
Counts = Mapping[str, int]


def summary_page(summary: Mapping[str, Any]) -> str:
    """The page of a summary, Chinese beside English; `summary` is a `Summary` as plain data."""
    parts = [
        f"<h1>{said('title')}</h1>",
        _head(summary),
        _section("disagreement", said("disagreement_note"), _matrix(summary["matrix"])),
        _section("status", "", _bars(summary["proposed_status"], summary["assessed"])),
        _section("bands", said("bands_note"), _bars(summary["bands"], summary["assessed"])),
        _visits(summary["visits"]),
        _section("rules", "", _bars(summary["rules_met"], summary["assessed"])),
        _section("areas", said("areas_note"), _areas(summary["areas"])),
        _section("drift", said("drift_note"), _drift(summary)),
        _section("quality", "", _bars(summary["data_quality"], summary["assessed"])),
        _section("not_scored", "", _bars(summary["not_scored"], summary["assessed"])),
        _section("quarantine", said("quarantine_note"), _bars(summary["faults"], summary["rows"])),
    ]
    return (
        '<!doctype html><html lang="zh"><head><meta charset="utf-8"><meta name="viewport" '
        f'content="width=device-width"><title>{said("title")}</title><style>{_STYLE}</style></head>'
        f"<body>{''.join(parts)}</body></html>\n"
    )


def _head(summary: Mapping[str, Any]) -> str:
    made = summary["made_with"]
    rows = [
        (said("rows"), f"{summary['rows']:,}"),
        (said("assessed"), f"{summary['assessed']:,}"),
        (said("quarantined"), f"{summary['quarantined']:,}"),
        (said("expected"), f"{summary['expected']:,.0f}"),
        (said("model"), f"{made['model']} {made['version']} ({made['artifact_sha256'][:12]})"),
        (said("rule_pack"), made["rule_pack"]),
    ]
    return f"<p>{said('human')}</p>" + _table((), rows)


def _section(name: str, note: str, content: str) -> str:
    if not content:
        return ""
    told = f'<p class="note">{note}</p>' if note else ""
    return f"<h2>{said(name)}</h2>{told}{content}"


def _table(heads: Sequence[str], rows: Iterable[Sequence[object]]) -> str:
    head = "".join(f"<th>{one}</th>" for one in heads)
    body = "".join(
        "<tr>" + "".join(f"<td>{escape(str(cell), quote=False)}</td>" for cell in row) + "</tr>"
        for row in rows
    )
    return f"<table>{f'<tr>{head}</tr>' if heads else ''}{body}</table>"


def _bars(counts: Counts, whole: int) -> str:
    """A picture of counts as bars, the largest first, each with its number and share."""
    ordered = sorted(counts.items(), key=lambda one: (-one[1], one[0]))
    if not ordered or not whole:
        return ""
    most, drawn = max(ordered[0][1], 1), []
    for place, (name, count) in enumerate(ordered):
        top, length = place * _ROW, round((_WIDTH - _LEFT - 150) * count / most, 1)
        shown = f"{count:,} ({count / whole:.1%})"
        drawn.append(
            f'<text x="{_LEFT - 8}" y="{top + 16}" text-anchor="end">{escape(said(name))}</text>'
            f'<rect x="{_LEFT}" y="{top + 4}" width="{length}" height="{_ROW - 8}"/>'
            f'<text x="{_LEFT + length + 6}" y="{top + 16}">{shown}</text>'
        )
    height = len(ordered) * _ROW
    told = escape("; ".join(f"{name} {count}" for name, count in ordered))
    return (
        f'<svg viewBox="0 0 {_WIDTH} {height}" width="{_WIDTH}" role="img" aria-label="{told}">'
        f"{''.join(drawn)}</svg>"
    )


def _matrix(matrix: Mapping[str, Counts]) -> str:
    if not matrix:
        return ""
    rows = [
        (said(rule), *(f"{matrix.get(rule, {}).get(band, 0):,}" for band in _BANDS))
        for rule in ("fires", "silent")
    ]
    return _table(("", *(said(band) for band in _BANDS)), rows)


def _visits(visits: Any) -> str:
    if not visits:
        return ""
    households, by_agreement, expected = visits
    rows = [(said(name or "not_scored"), f"{count:,}") for name, count in by_agreement.items()]
    rows += [(said("listed"), f"{households:,}"), (said("expected"), f"{expected:,.1f}")]
    return _section("visits", said("visits_note"), _table((), rows))


def _areas(areas: Sequence[Mapping[str, Any]]) -> str:
    """Counts and rates in the order of the codes, which ranks nobody."""
    heads = [said(name) for name in ("county", "households", "rule_fires", "high", "see_first")]
    rows = [
        (
            one["county_code"] or "–",
            f"{one['households']:,}",
            _rate(one["rule_fires"], one["households"]),
            _rate(one["high"], one["scored"]),
            _rate(one["see_first"], one["scored"]),
        )
        for one in areas[:_MOST_AREAS]
    ]
    more = f"<p>{said('more_areas')}</p>" if len(areas) > _MOST_AREAS else ""
    return _table(heads, rows) + more


def _rate(count: int, whole: int) -> str:
    return f"{count:,} ({count / whole:.1%})" if whole else "–"


def _drift(summary: Mapping[str, Any]) -> str:
    heads = [said(name) for name in ("feature", "index", "missing", "other_unit")]
    rows: list[Sequence[object]] = [
        (said("of_scores"), f"{summary['score_stability_index']:.3f}", "", "")
    ]
    rows += [
        (
            f"{one['label_zh']} {one['label_en']}",
            f"{one['stability_index']:.3f}",
            f"{one['missing_then']:.1%} → {one['missing_now']:.1%}",
            f"{one['other_unit']:.1%}",
        )
        for one in summary["drift"][:_MOST_FEATURES]
    ]
    return _table(heads, rows)
