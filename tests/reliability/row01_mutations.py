"""Row 1: a version with an altered file never loads, and never disturbs the service.

PYTHONPATH=src:api:tests python -m reliability.row01_mutations 1000
"""

import hashlib
import random
import re
import shutil
import sys
import tempfile
from pathlib import Path

from reliability.live_service import Service, a_live_service, a_load
from reliability.scorecard import Row
from versions import NAME, two_versions

from riskmodel.modelling.artifact import FILES, MANIFEST
from riskmodel.registry.champion import move_pointer, place_version
from riskmodel.registry.pointer import POINTER, Pointer

BEFORE_PARSING = ("does not match the manifest", "is not the one that was registered")


def mutated(content: bytes, draw: random.Random) -> bytes:
    """Other bytes: cut, a bit flipped, two lines swapped, or a digit for another."""
    kind = draw.choice((_cut, _flipped, _swapped, _other_digit))
    found = kind(content, draw)
    return found if found != content else _flipped(content, draw)


def _cut(content: bytes, draw: random.Random) -> bytes:
    return content[: draw.randrange(len(content))]


def _flipped(content: bytes, draw: random.Random) -> bytes:
    place = draw.randrange(len(content))
    return (
        content[:place] + bytes([content[place] ^ 1 << draw.randrange(8)]) + content[place + 1 :]
    )


def _swapped(content: bytes, draw: random.Random) -> bytes:
    lines = content.split(b"\n")
    one, other = draw.randrange(len(lines)), draw.randrange(len(lines))
    lines[one], lines[other] = lines[other], lines[one]
    return b"\n".join(lines)


def _other_digit(content: bytes, draw: random.Random) -> bytes:
    digits = [found.start() for found in re.finditer(rb"[0-9]", content)]
    if not digits:
        return content
    place = draw.choice(digits)
    digit = b"0123456789"[(content[place] - 48 + draw.randrange(1, 10)) % 10]
    return content[:place] + bytes([digit]) + content[place + 1 :]


def offer(service: Service, home: Path, pointer: Pointer, number: int) -> str:
    """Point at a version and wait until the service has said why it does not take it."""
    named = hashlib.sha256(str(number).encode()).hexdigest()  # so that every pointer is a new one
    offered = pointer.model_copy(update={"tables_sha256": named})
    move_pointer(home.parent, offered)
    digest = hashlib.sha256((home / POINTER).read_bytes()).hexdigest()
    told = service.wait_for(
        lambda _, found: (
            (found.get("refused") or {}).get("pointer_sha256") == digest
            or found.get("artifact_sha256") == pointer.artifact_sha256
        )
    )
    return "" if told["artifact_sha256"] == pointer.artifact_sha256 else told["refused"]["reason"]


def measure(each: int = 1000, files: tuple[str, ...] = (*FILES, MANIFEST)) -> Row:
    """Offer `each` mutations of every file to a running service that is asked meanwhile."""
    draw = random.Random(1)  # noqa: S311 - no secret
    refused = offered = 0
    with tempfile.TemporaryDirectory() as scratch:
        state = Path(scratch)
        first, second = two_versions(state / "made")
        champions, home = state / "champions", state / "champions" / NAME
        move_pointer(champions, place_version(champions, NAME, "1", *first))
        next_one = place_version(champions, NAME, "2", *second)
        folder = home / next_one.folder
        with (
            a_live_service(state, champion_poll_seconds=0.01) as service,
            a_load(service, per_second=20, clients=2) as load,
        ):
            for name in files:
                whole = (folder / name).read_bytes()
                for _ in range(each):
                    (folder / name).write_bytes(mutated(whole, draw))
                    offered += 1
                    reason = offer(service, home, next_one, offered)
                    refused += any(words in reason for words in BEFORE_PARSING)
                (folder / name).write_bytes(whole)
            alive = service.process.poll() is None
            still = service.ask("GET", "/health/ready")[1]["version"] == "1"
        shutil.rmtree(folder)
    lost = len(load.failed) + sum(answer.version != "1" for answer in load.answers)
    figure = (
        f"{refused} of {offered} refused before parsing ({len(files)} files); "
        f"{'no' if alive else 'a'} process exit; {lost} of {len(load.seconds)} requests failed"
    )
    return Row(
        1,
        "A corrupt or altered model never loads and never disturbs the service",
        "1,000 mutations of each file refused before parsing; 0 exits; 0 failed requests",
        figure,
        refused == offered and alive and still and not lost and bool(load.answers),
    )


if __name__ == "__main__":
    sys.stdout.write(f"{measure(int(sys.argv[1]) if len(sys.argv) > 1 else 1000)}\n")
