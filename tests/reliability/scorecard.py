"""The scorecard of reliability: 22 promises, each with what was measured of it."""

import json
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).parents[2]
PAGE = ROOT / "docs" / "reliability.md"
DATA = ROOT / "docs" / "reliability.json"
NOT_MEASURED = "not measured yet"


@dataclass(frozen=True)
class Row:
    """One promise: its target, the figure that was reached, and whether that is enough."""

    number: int
    promise: str
    target: str
    figure: str
    met: bool | None
    """None for a promise that was not measured yet, or not all of it."""


@dataclass(frozen=True)
class Promise:
    """What is promised, in both languages, and how anybody can see whether it holds.

    `short` are the tests that guard it in every run of the suite; `reason` says why there is none.
    """

    number: int
    zh: str
    en: str
    target: str
    short: tuple[str, ...] = ()
    reason: str = ""


PROMISES = (
    Promise(
        1,
        "损坏或被改动的模型不会被加载，也不会使服务退出",
        "A corrupt or altered model never loads and never kills the service",
        "1,000 mutations of each artefact file offered to a live server: all refused before "
        "parsing, 0 process exits, 0 failed requests meanwhile",
        ("tests/unit/modelling/test_artifact.py", "tests/integration/test_hostile_artefacts.py"),
    ),
    Promise(
        2,
        "加载模型文件不会执行代码",
        "Loading an artefact cannot run code",
        "at least 12 hostile artefacts (pickle, cloudpickle, skops, loader_module, code/, ../, "
        "links, zip bomb): all refused, 0 markers",
        ("tests/integration/test_hostile_artefacts.py", "tests/integration/test_registry.py"),
    ),
    Promise(
        3,
        "切换模型不丢失任何请求",
        "A model swap loses nothing",
        "200 swaps, 100 of them bad, under 50 requests a second: 0 answers other than 2xx, 0 that "
        "mix two versions, each names its model",
        ("tests/integration/test_hostile_artefacts.py",),
    ),
    Promise(
        4,
        "停止服务不丢失已接收的请求",
        "A stop loses nothing that was accepted",
        "100 SIGTERM under load and a rolling restart of 2 workers: 0 accepted requests lost, "
        "exit within 30 s",
        ("tests/integration/test_operation.py",),
    ),
    Promise(
        5,
        "崩溃不丢失已确认的记录",
        "A crash loses nothing that was acknowledged",
        "500 SIGKILL at random moments: 0 acknowledged rows lost, 0 twice",
        ("tests/integration/test_operation.py", "tests/integration/test_kills.py"),
    ),
    Promise(
        6,
        "健康检查如实反映状态",
        "Probes tell the truth",
        "workers killed, disk full, database gone, manifest corrupt, model hung: not ready within "
        "5 s in 5 of 5; live stays true where a restart would not help",
        ("tests/integration/test_operation.py", "tests/unit/api/test_records.py"),
    ),
    Promise(
        7,
        "承受设计负荷",
        "It holds its load",
        "30 min at 100 assessments a second with explanations, on record, on 2 cores: p99 ≤ 50 "
        "ms, 0 × 5xx, memory growth ≤ 5 %",
        ("tests/integration/test_load.py",),
    ),
    Promise(
        8,
        "过载时有序拒绝并恢复",
        "Overload is shed",
        "ten times that load for 60 s: only 200, 429, 503; p99 of row 7 again within 10 s",
        ("tests/integration/test_load.py", "tests/unit/api/test_abuse.py"),
    ),
    Promise(
        9,
        "错误请求只得到 4xx",
        "Bad requests are 4xx",
        "at least 5,000 generated cases over all routes and at least 60 hostile bodies: 0 × 5xx, "
        "0 undocumented statuses",
        ("tests/e2e/test_service_schema.py", "tests/e2e/test_hostile_bodies.py"),
    ),
    Promise(
        10,
        "错误信息从不回显个人数据",
        "Errors never echo personal data",
        "every bad body carries a marked id: 0 found in responses, logs, metrics and traces",
        ("tests/e2e/test_hostile_bodies.py", "tests/integration/test_operation.py"),
    ),
    Promise(
        11,
        "超大或极慢的请求无害",
        "Big and slow bodies are harmless",
        "10 GiB chunked and declared, 400 slow sockets for 120 s: 413 before 1 MiB is read, "
        "memory + ≤ 64 MiB, p99 of row 7 still met",
        ("tests/e2e/test_hostile_bodies.py", "tests/integration/test_operation.py"),
    ),
    Promise(
        12,
        "训练与服务结果一致",
        "Training is serving",
        "10,000 held-out rows through training, batch and service: difference 0 on the score, "
        "≤ 1e-9 on attributions",
        ("tests/e2e/test_one_path.py", "tests/integration/test_reliability_of_scores.py"),
    ),
    Promise(
        13,
        "错误的列、单位或类别被拒绝",
        "Wrong columns, units or categories are refused",
        "5,000 generated cases: all refused or flagged as not scored with the reason, 0 silent",
        ("tests/integration/test_reliability_of_scores.py", "tests/unit/assessment/test_units.py"),
    ),
    Promise(
        14,
        "批量作业恰好执行一次",
        "Batch is exactly once",
        "1,000,000 households, 50 kills, 1 % corrupt rows, rerun: byte-identical to an unkilled "
        "run, 1 % quarantined with reasons, ≤ 30 min, ≤ 2 GiB",
        ("tests/integration/test_batch_kills.py", "tests/unit/scale/test_run.py"),
    ),
    Promise(
        15,
        "审计日志完整且防篡改",
        "The audit log is complete and tamper-evident",
        "10,000 actions all logged; 200 of 200 tamperings found with the anchors, clean tail cuts "
        "and a chain rewritten among them; 1,000,000 rows verified in ≤ 10 s",
        ("tests/unit/storage/test_verify.py", "tests/integration/test_scorecard.py"),
    ),
    Promise(
        16,
        "备份可以恢复",
        "A backup restores",
        "backup under write load, restored on an empty machine, verified; refused beside stale "
        "side files; nothing acknowledged before the backup lost; RTO ≤ 30 min",
        ("tests/unit/storage/test_backup.py", "tests/integration/test_scorecard.py"),
    ),
    Promise(
        17,
        "只有有权者能看到农户信息",
        "Only the right person sees a household",
        "role × area × route × object, at least 2,000 checks: 0 leaks, attempts across areas "
        "logged",
        ("tests/unit/api/test_areas.py",),
    ),
    Promise(
        18,
        "滥用查询被制止",
        "Query abuse is stopped",
        "a client of 200 what-if queries, password spraying, scraping: stopped within the day's "
        "budget, alerted, 0 unaudited",
        ("tests/unit/api/test_abuse.py",),
    ),
    Promise(
        19,
        "相同数据得到相同模型",
        "The same data give the same model",
        "trained twice, with 1 and 2 threads: trees byte-identical, lists the same",
        ("tests/integration/test_reliability_of_scores.py",),
    ),
    Promise(
        20,
        "依赖故障时降级而不损坏",
        "Faults in what it depends on degrade it, and corrupt nothing",
        "latency 5 s, resets, partial writes, full disk, clock ± 1 day: rules and manual review "
        "still work, 0 wrong writes, MLflow down changes nothing",
        (
            "tests/integration/test_operation.py",
            "tests/integration/test_reliability_of_scores.py",
        ),
    ),
    Promise(
        21,
        "由人作出决定",
        "The human decides",
        "0 routes or jobs that change eligibility; 10 % judged blind first, with override rate "
        "and time reported monthly",
        ("tests/integration/test_scorecard.py", "tests/unit/casework/test_book.py"),
    ),
    Promise(
        22,
        "依赖干净",
        "Dependencies are clean",
        "every dependency locked by hash; 0 known advisories that are critical or high; a bill of "
        "materials; a build without a network",
        ("tests/unit/test_lock.py", "tests/integration/test_scorecard.py"),
    ),
)
"""Text of the study of what such services promise (row by row), in one place."""


def row(number: int, figure: str, *, met: bool | None) -> Row:
    """A measured row, with the words of its promise."""
    promise = PROMISES[number - 1]
    return Row(number, promise.en, promise.target, figure, met)


def unmeasured(number: int) -> Row:
    """A row that has no figure, and says so."""
    reason = PROMISES[number - 1].reason
    return row(number, f"{NOT_MEASURED}: {reason}" if reason else NOT_MEASURED, met=None)


def read_rows(path: Path = DATA) -> list[Row]:
    """The rows that were written last; those of promises that nobody measured say so."""
    held = json.loads(path.read_text(encoding="utf-8")) if path.is_file() else []
    rows = [row(number, one["figure"], met=one["met"]) for number, one in enumerate(held, start=1)]
    rows += [unmeasured(number) for number in range(len(rows) + 1, len(PROMISES) + 1)]
    return [unmeasured(one.number) if one.figure.startswith(NOT_MEASURED) else one for one in rows]


def as_data(rows: Sequence[Row]) -> str:
    """The list of promises, targets and figures as JSON."""
    listed = [
        {"promise": one.promise, "target": one.target, "figure": one.figure, "met": one.met}
        for one in rows
    ]
    return json.dumps(listed, ensure_ascii=False, indent=1) + "\n"


def as_page(rows: Sequence[Row]) -> str:
    """The same as a page."""
    head = [
        "# Reliability (可靠性)",
        "",
        "Written by `make reliability`, which measures each promise at full length on the machine",
        "that it runs on; `make test` holds a short form of each. A promise that was not measured",
        "says so. `make load` draws the answer times.",
        "",
        "由 `make reliability` 在运行它的机器上全量测量生成; `make test` 含每项的简短形式。",
        "未测量者如实标明。",
        "",
        f"Met: {sum(one.met is True for one in rows)} of {len(rows)}; not met: "
        f"{sum(one.met is False for one in rows)}; not measured, or not all of it: "
        f"{sum(one.met is None for one in rows)}.",
        "",
        "| # | promise 承诺 | target 目标 | measured 实测 | met 达标 |",
        "| --- | --- | --- | --- | --- |",
    ]
    return "\n".join([*head, *(_line(one) for one in rows), "", *_guards()])


def _line(one: Row) -> str:
    met = {True: "yes 是", False: "**no 否**", None: "–"}[one.met]
    words = f"{PROMISES[one.number - 1].zh}<br>{one.promise}"
    return f"| {one.number} | {words} | {one.target} | {one.figure} | {met} |"


def _guards() -> list[str]:
    lines = ["## In every run of the tests", "", "| # | short form |", "| --- | --- |"]
    for promise in PROMISES:
        guard = ", ".join(f"`{path}`" for path in promise.short) or f"none: {promise.reason}"
        lines.append(f"| {promise.number} | {guard} |")
    return [*lines, ""]
