"""What deploys the service must say what the service says: ports, paths, settings, limits."""

import json
import re
import shlex
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
import yaml
from riskmodel_api.routers import health
from typer.testing import CliRunner

from riskmodel.cli.main import commands
from riskmodel.settings import Settings

ROOT = Path(__file__).parents[2]
DEPLOY = ROOT / "deploy"
VERSION = re.search(r'^version = "(.+)"', (ROOT / "pyproject.toml").read_text(), re.MULTILINE)[1]
CONTAINERFILE = (DEPLOY / "Containerfile").read_text(encoding="utf-8")
COMPOSE = yaml.safe_load((DEPLOY / "compose.yaml").read_text(encoding="utf-8"))
MANIFESTS = [
    held
    for file in sorted((DEPLOY / "kubernetes").glob("*.yaml"))
    for held in yaml.safe_load_all(file.read_text(encoding="utf-8"))
]
PODS = [held["spec"]["template"] for held in MANIFESTS if "template" in held.get("spec", {})]
CONTAINERS = [one for pod in PODS for one in pod["spec"]["containers"]]
POD, SERVICE = next(
    (pod["spec"], one) for pod in PODS for one in pod["spec"]["containers"] if "ports" in one
)
UNIT = (DEPLOY / "systemd" / "riskmodel.service").read_text(encoding="utf-8")
KNOWN = {f"RISKMODEL_{name.upper()}" for name in Settings.model_fields}
FIELDS = Settings.model_fields
LONGEST_STOP = FIELDS["stop_pause_seconds"].default + FIELDS["stop_seconds"].default + 5
PROBES = {f"{health.router.prefix}{one}" for one in ("/live", "/ready")}
FILES = [file for file in sorted(DEPLOY.rglob("*")) if file.is_file()]


@pytest.mark.parametrize("file", FILES, ids=lambda path: str(path.relative_to(DEPLOY)))
def test_every_setting_that_is_named_exists(file):
    named = set(re.findall(r"RISKMODEL_[A-Z0-9_]+", file.read_text(encoding="utf-8")))
    assert named <= KNOWN


def test_the_probes_are_routes_and_the_ports_are_the_default():
    assert {route.path for route in health.router.routes} >= PROBES
    for probe in ("startupProbe", "livenessProbe", "readinessProbe"):
        assert SERVICE[probe]["httpGet"]["path"] in PROBES
    port = FIELDS["port"].default
    assert SERVICE["ports"] == [{"name": "http", "containerPort": port}]
    assert f"EXPOSE {port}\n" in CONTAINERFILE
    assert f"http://127.0.0.1:{port}/health/live" in CONTAINERFILE
    assert f"RISKMODEL_PORT={port}\n" in (DEPLOY / "systemd" / "riskmodel.env").read_text()
    upstreams = [file.read_text() for file in (DEPLOY / "nginx").glob("upstream*.conf")]
    assert all(f":{port};" in upstream for upstream in upstreams)


def test_whatever_stops_the_service_waits_for_its_last_answers():
    assert POD["terminationGracePeriodSeconds"] >= LONGEST_STOP
    assert int(re.search(r"TimeoutStopSec=(\d+)", UNIT)[1]) >= LONGEST_STOP
    assert int(COMPOSE["services"]["riskmodel"]["stop_grace_period"].rstrip("s")) >= LONGEST_STOP


def test_every_pod_is_shut_in_and_bounded():
    for pod in PODS:
        spec = pod["spec"]
        assert spec["securityContext"]["runAsNonRoot"] is True
        assert spec["automountServiceAccountToken"] is False
        # A service called riskmodel would set RISKMODEL_PORT for its pods.
        assert spec["enableServiceLinks"] is False
    for one in CONTAINERS:
        held = one["securityContext"]
        assert held["readOnlyRootFilesystem"] is True
        assert held["allowPrivilegeEscalation"] is False
        assert held["capabilities"] == {"drop": ["ALL"]}
        assert {"requests", "limits"} <= set(one["resources"])


def test_what_a_manifest_names_is_there():
    kinds = {(held["kind"], held["metadata"]["name"]) for held in MANIFESTS}
    for pod in PODS:
        spec = pod["spec"]
        volumes = {volume["name"] for volume in spec["volumes"]}
        templates = {"state"} if spec is POD else set()
        for one in spec["containers"]:
            assert {mount["name"] for mount in one["volumeMounts"]} == volumes | templates
            for source in one.get("envFrom", []):
                assert ("ConfigMap", source["configMapRef"]["name"]) in kinds
        for volume in spec["volumes"]:
            if "persistentVolumeClaim" in volume:
                claim = volume["persistentVolumeClaim"]["claimName"]
                assert ("PersistentVolumeClaim", claim) in kinds
    labels = next(pod["metadata"]["labels"] for pod in PODS if pod["spec"] is POD)
    for held in MANIFESTS:
        spec = held.get("spec", {})
        selector = spec.get("selector") or spec.get("podSelector")
        if selector and held["kind"] != "Job":
            assert selector.get("matchLabels", selector) == labels, held["kind"]


def test_every_image_is_of_this_release():
    ours = [one["image"] for one in CONTAINERS]
    ours += [one["image"] for one in COMPOSE["services"].values() if "build" in one]
    assert {image.partition(":")[2] for image in ours} == {VERSION}


def test_the_state_folder_is_one_that_may_be_written():
    state = re.search(r"RISKMODEL_STATE=(\S+)", CONTAINERFILE)[1]
    assert f'VOLUME ["{state}"]' in CONTAINERFILE
    assert state in {mount["mountPath"] for mount in SERVICE["volumeMounts"]}
    assert f"state:{state}" in COMPOSE["services"]["riskmodel"]["volumes"]
    name = re.search(r"StateDirectory=(\S+)", UNIT)[1]
    assert f"RISKMODEL_STATE=/var/lib/{name} " in UNIT


def test_the_image_is_made_of_the_locks_by_somebody_who_is_not_root():
    stages = re.findall(r"^FROM .* AS (\S+)$", CONTAINERFILE, flags=re.MULTILINE)
    assert stages[-1] == "serving"
    last = CONTAINERFILE.split("AS serving\n")[1]
    assert re.search(r"^USER \d+:\d+$", last, flags=re.MULTILINE)
    assert "HEALTHCHECK" in last
    installs = [line for line in CONTAINERFILE.splitlines() if "pip install" in line]
    assert installs
    for line in installs:
        assert "--require-hashes" in line or ("--no-deps" in line and "--no-index" in line)
    for source in re.findall(r"^COPY (?!--from)(.+) \S+$", CONTAINERFILE, flags=re.MULTILINE):
        for one in source.split():
            assert (ROOT / one).exists(), one
            assert f"!{one}" in (DEPLOY / "Containerfile.dockerignore").read_text()


def test_what_builds_the_wheel_is_locked_as_everywhere_else():
    build = (DEPLOY / "requirements-build.lock").read_text(encoding="utf-8")
    asked = re.search(r"requires = \[(.+)\]", (ROOT / "pyproject.toml").read_text())[1]
    pinned = dict(re.findall(r"^([a-z-]+)==(\S+)", build, flags=re.MULTILINE))
    assert set(re.findall(r'"(\w+)"', asked)) <= set(pinned)
    whole = (ROOT / "requirements.lock").read_text(encoding="utf-8")
    assert all(f"\n{name}=={version} " in whole for name, version in pinned.items())


def commands_started():
    """Every command line of ours that a deployment starts, by where it stands."""
    container = re.findall(r"^CMD (\[.+\])$", CONTAINERFILE, flags=re.MULTILINE)[-1]
    yield "Containerfile", json.loads(container)
    yield "unit", shlex.split(re.search(r"^ExecStart=(.+)$", UNIT, re.MULTILINE)[1])
    for one in CONTAINERS:
        yield one["name"], one["args"]
    yield "compose", shlex.split(COMPOSE["services"]["riskmodel"]["command"][-1])[2:]


STARTED = dict(commands_started())


@pytest.mark.parametrize("where", STARTED)
def test_every_command_that_is_started_is_one_that_there_is(where):
    line = STARTED[where]
    assert Path(line[0]).name == "riskmodel"
    group, options = commands, [*line[1:]]
    shown = CliRunner().invoke(group, [*(one for one in options if one[0].isalpha()), "--help"])
    assert shown.exit_code == 0
    plain = re.sub(r"\x1b\[[0-9;]*m", "", shown.output)
    assert all(one in plain for one in options if one.startswith("--"))


def test_the_unit_is_one_that_systemd_takes(tmp_path):
    analyze = shutil.which("systemd-analyze")
    if analyze is None:
        pytest.skip("systemd-analyze is not installed")
    file = tmp_path / "riskmodel.service"
    binary = re.search(r"^ExecStart=(\S+)", UNIT, re.MULTILINE)[1]
    file.write_text(UNIT.replace(binary, sys.executable))
    found = subprocess.run(
        [analyze, "verify", "--man=no", str(file)], capture_output=True, text=True, check=False
    )
    assert (found.returncode, found.stderr) == (0, "")


def test_compose_reaches_the_outside_by_proxies_only_and_mlflow_unpickles_nothing():
    services = COMPOSE["services"]
    open_to_all = {name for name, one in services.items() if "ports" in one}
    assert open_to_all == {"proxy", "mlflow-proxy"}
    inner = {name for name, held in COMPOSE["networks"].items() if held.get("internal")}
    for name, one in services.items():
        assert one["read_only"] is True, name
        assert one["cap_drop"] == ["ALL"], name
        if name not in open_to_all:
            assert set(one["networks"]) <= inner, name
    # The service and MLflow do not even see each other.
    assert not set(services["mlflow"]["networks"]) & set(services["riskmodel"]["networks"])
    assert services["mlflow"]["environment"]["MLFLOW_ALLOW_PICKLE_DESERIALIZATION"] == "false"
    assert "MLFLOW_ALLOW_PICKLE_DESERIALIZATION=false" in CONTAINERFILE
    for one in services.values():
        for named in one.get("secrets", []):
            assert named in COMPOSE["secrets"]
        for volume in one.get("volumes", []):
            source = volume.split(":")[0]
            made_by_hand = source in {"./tls"}
            assert made_by_hand or source in COMPOSE["volumes"] or (DEPLOY / source).exists()
    proxy = services["proxy"]["networks"]["inside"]["ipv4_address"]
    assert services["riskmodel"]["environment"]["FORWARDED_ALLOW_IPS"] == proxy
