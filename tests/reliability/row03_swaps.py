"""Row 3: a model swap loses nothing and mixes nothing.

PYTHONPATH=src:api:tests python -m reliability.row03_swaps 200
"""

import hashlib
import json
import shutil
import sys
import tempfile
from collections.abc import Callable
from pathlib import Path

from reliability.live_service import BODIES, Answer, Load, Service, a_live_service, a_load
from reliability.scorecard import Row
from versions import NAME, two_versions

from riskmodel.assessment import Assessor, read_question
from riskmodel.modelling.artifact import MANIFEST, sha256
from riskmodel.parameters import Parameters
from riskmodel.registry.champion import move_pointer, place_version, read_placed_version
from riskmodel.registry.pointer import Pointer, replace_file


def expected(champions: Path, pointer: Pointer) -> list[Answer]:
    """What a version must answer to each of the questions."""
    assessor = Assessor(Parameters.shipped(), read_placed_version(champions, pointer))
    asked = [read_question(json.loads(body)) for body in BODIES]
    found = [assessor.assess_records([one.record], one.as_of)[0] for one in asked]
    return [Answer.of(body, json.loads(one.model_dump_json())) for body, one in enumerate(found)]


def forged(
    champions: Path,
    source: Pointer,
    version: str,
    change: Callable[[bytes], bytes],
    file: str = "model.txt",
):
    """A version with another file whose every hash fits, as anybody without the key could make."""
    home = champions / NAME
    files = {path.name: path.read_bytes() for path in (home / source.folder).iterdir()}
    files[file] = change(files[file])
    manifest = json.loads(files[MANIFEST])
    manifest["files"][file] = sha256(files[file])
    files[MANIFEST] = json.dumps(manifest).encode()
    pointer = Pointer(name=NAME, version=version, artifact_sha256=sha256(files[MANIFEST]))
    (home / pointer.folder).mkdir(exist_ok=True)
    for name, content in files.items():
        (home / pointer.folder / name).write_bytes(content)
    return pointer


def killing(trees: bytes) -> bytes:
    """Text on which LightGBM ends the whole process."""
    return trees[: len(trees) // 3]


def other_leaf(trees: bytes) -> bytes:
    """Another figure of the same length in the first leaf: it loads, and scores otherwise."""
    place = trees.index(b"leaf_value=") + len(b"leaf_value=")
    sign = trees[place : place + 1] == b"-"
    at = place + sign + 2
    return trees[:at] + (b"9" if trees[at : at + 1] != b"9" else b"1") + trees[at + 1 :]


def bad_pointers(champions: Path, good: Pointer) -> list[bytes]:
    """Pointers to what must never serve."""
    home = champions / NAME

    def text(pointer: Pointer) -> bytes:
        return pointer.model_dump_json().encode()

    altered = good.model_copy(update={"version": "900"})
    shutil.copytree(home / good.folder, home / altered.folder)
    (home / altered.folder / "model.txt").write_bytes(b"tree\n")
    half = good.model_copy(update={"version": "901"})
    shutil.copytree(home / good.folder, home / half.folder)
    (home / half.folder / "serving.json").unlink()
    return [
        text(altered),
        text(half),
        text(good)[:40],
        text(good.model_copy(update={"version": "902"})),
        text(good.model_copy(update={"name": "another-model"})),
        text(forged(champions, good, "903", killing)),
        text(forged(champions, good, "904", other_leaf)),
    ]


def swap(service: Service, champions: Path, content: bytes, version: str) -> bool:
    """Put a pointer there; whether the service came to say what it should of it."""
    replace_file(champions / NAME / "champion.json", content)
    digest = hashlib.sha256(content).hexdigest()
    found = service.wait_for(
        lambda _, told: (
            (told.get("refused") or {}).get("pointer_sha256") == digest
            or (version and told.get("version") == version and not told.get("refused"))
        )
    )
    return (found.get("version") == version) if version else bool(found["refused"])


def mixed(load: Load, truth: set[Answer]) -> int:
    """Answers whose figures are not those of the version and the hash that they name."""
    return sum(answer not in truth for answer in load.answers)


def measure(swaps: int = 200, per_second: float = 50) -> Row:
    """Swap to and fro between two versions, every other time to a bad one, under load."""
    with tempfile.TemporaryDirectory() as scratch:
        state = Path(scratch)
        champions = state / "champions"
        made = two_versions(state / "made")
        good = [
            place_version(champions, NAME, str(number), *one)
            for number, one in enumerate(made, start=1)
        ]
        truth = {answer for one in good for answer in expected(champions, one)}
        bad = bad_pointers(champions, good[1])
        move_pointer(champions, good[0])
        with a_live_service(state, champion_poll_seconds=0.05) as service:
            before = service.memory_mb()
            with a_load(service, per_second) as load:
                went = [
                    swap(service, champions, bad[turn // 2 % len(bad)], "")
                    if turn % 2
                    else swap(
                        service,
                        champions,
                        good[(turn // 2 + 1) % 2].model_dump_json().encode(),
                        good[(turn // 2 + 1) % 2].version,
                    )
                    for turn in range(swaps)
                ]
            most = service.memory_mb("VmHWM")
    wrong = mixed(load, truth)
    both = {answer.version for answer in load.answers}
    figure = (
        f"{sum(went)} of {swaps} swaps as they should be ({swaps // 2} bad); {len(load.answers)} "
        f"answers at {per_second:g} a second, {len(load.failed)} not 2xx, {wrong} mixed; "
        f"p99 {load.percentile_ms(0.99):.0f} ms; memory {before:.0f} MiB, at most {most:.0f}"
    )
    return Row(
        3,
        "A model swap loses nothing",
        "200 swaps, 100 bad, at 50 requests a second: 0 non-2xx, 0 mixed answers",
        figure,
        all(went) and not load.failed and not wrong and len(both) == len(good),
    )


if __name__ == "__main__":
    sys.stdout.write(f"{measure(int(sys.argv[1]) if len(sys.argv) > 1 else 200)}\n")
