"""The container, the compose file, the balancer and the manifest agree with one another and with the application."""

from __future__ import annotations

import re
from typing import Any

import yaml
from streamlit import config

from explorer.routes import ROUTES
from explorer.version import ROOT
from scripts.try_replicas import configuration

DOCKERFILE = (ROOT / "deploy" / "Dockerfile").read_text(encoding="utf-8")
COMPOSE: dict[str, Any] = yaml.safe_load((ROOT / "compose.yaml").read_text(encoding="utf-8"))
MANIFEST = {each["kind"]: each for each in yaml.safe_load_all((ROOT / "deploy" / "kubernetes.yaml").read_text("utf-8"))}
BALANCER = (ROOT / "deploy" / "haproxy.cfg").read_text(encoding="utf-8")
APP = COMPOSE["services"]["app"]
POD = MANIFEST["Deployment"]["spec"]["template"]["spec"]
CONTAINER = POD["containers"][0]
OURS = re.compile(r"MATHSCOPE_[A-Z_]+")


def test_every_variable_is_one_that_is_read():
    named = set(re.findall(r"STREAMLIT_([A-Z_]+)", DOCKERFILE + str(COMPOSE) + str(MANIFEST)))
    known = {re.sub(r"([A-Z])", r"_\1", key).replace(".", "_").upper() for key in config.get_config_options()}
    assert named and named <= known
    read = {
        name
        for folder in ("explorer", "mathcore")
        for path in (ROOT / folder).rglob("*.py")
        for name in OURS.findall(path.read_text(encoding="utf-8"))
    }
    given = {*APP["environment"], *(each["name"] for each in CONTAINER["env"])}
    given |= set(OURS.findall(DOCKERFILE))
    assert {name for name in given if OURS.match(name)} <= read


def test_nobody_runs_as_root_or_writes_where_it_is_installed():
    users = re.findall(r"^USER (\S+)", DOCKERFILE, re.MULTILINE)
    assert users == ["10001:10001"] and POD["securityContext"]["runAsUser"] == 10001
    assert DOCKERFILE.index("USER ") > DOCKERFILE.index("pip install --no-cache-dir --constraint /sources")
    assert POD["securityContext"]["runAsNonRoot"] and CONTAINER["securityContext"]["readOnlyRootFilesystem"]
    for service in COMPOSE["services"].values():
        assert service["read_only"] and service["cap_drop"] == ["ALL"]
    assert APP["tmpfs"] == ["/tmp"] and "HOME=/tmp" in DOCKERFILE


def test_everybody_asks_the_same_port_whether_it_is_well():
    assert '"--port", "8501"' in DOCKERFILE and "EXPOSE 8501" in DOCKERFILE
    assert CONTAINER["ports"][0]["containerPort"] == 8501 and APP["expose"] == ["8501"]
    assert "server-template app 8 app:8501" in BALANCER
    assert any(getattr(route, "path", "") == "/health" for route in ROUTES)
    assert "'health'" in DOCKERFILE.partition("HEALTHCHECK")[2]
    assert COMPOSE["services"]["balancer"]["environment"]["HEALTH"].endswith("/health")
    for probe, path in (("startup", "/health"), ("readiness", "/health"), ("liveness", "/_stcore/health")):
        assert CONTAINER[f"{probe}Probe"]["httpGet"] == {"path": path, "port": "http"}
    assert "${HEALTH}" in BALANCER


def test_there_are_two_replicas_and_a_readers_page_stays_with_one():
    assert APP["deploy"]["replicas"] == MANIFEST["Deployment"]["spec"]["replicas"] == 2
    name = re.search(r"cookie (\S+) insert", BALANCER)
    annotations = MANIFEST["Ingress"]["metadata"]["annotations"]
    assert name and annotations["nginx.ingress.kubernetes.io/session-cookie-name"] == name[1]
    labels = MANIFEST["Deployment"]["spec"]["template"]["metadata"]["labels"]
    assert MANIFEST["Service"]["spec"]["selector"] == labels
    assert MANIFEST["PodDisruptionBudget"]["spec"]["selector"]["matchLabels"] == labels


def test_what_the_dockerfile_copies_and_runs_is_there():
    ignored = (ROOT / ".dockerignore").read_text(encoding="utf-8").split()
    for needed in ("pyproject.toml", "requirements-dev.txt", "requirements.txt", "scripts/wheels.py", "rust_kernels"):
        assert (ROOT / needed).exists() and needed.split("/")[0] not in ignored
    assert "-m scripts.wheels" in DOCKERFILE
    toolchain = re.search(r"FROM rust:([\d.]+)", DOCKERFILE)
    wanted = re.search(r'rust-version = "([\d.]+)"', (ROOT / "rust_kernels" / "Cargo.toml").read_text("utf-8"))
    assert toolchain and wanted and toolchain[1] == wanted[1]


def test_the_balancer_of_the_trial_is_that_of_the_compose_file():
    text = configuration([8502, 8503], 8500)
    assert "server app0 127.0.0.1:8502" in text and "server app1 127.0.0.1:8503" in text
    assert "resolvers" not in text and "docker" not in text and "bind 127.0.0.1:8500" in text


def test_a_container_draws_by_its_memory_and_not_by_the_cores_of_its_machine():
    held = 500  # MB of the server and of each process, as README says
    assert "500 MB" in (ROOT / "deploy" / "README.md").read_text("utf-8")
    image = re.search(r"MATHSCOPE_PROCESSES=(\d+)", DOCKERFILE)
    compose = re.search(r":-(\d+)\}", APP["environment"]["MATHSCOPE_PROCESSES"])
    manifest = next(each["value"] for each in CONTAINER["env"] if each["name"] == "MATHSCOPE_PROCESSES")
    assert image and compose and image[1] == compose[1] == manifest
    limits = APP["deploy"]["resources"]["limits"]["memory"], CONTAINER["resources"]["limits"]["memory"]
    for limit in limits:
        # Beside them Chromium, and the figures that lie in /tmp.
        assert int(re.sub(r"\D", "", limit)) >= (1 + int(manifest)) * held + 1000


def test_the_image_has_what_every_format_needs():
    last = DOCKERFILE.rpartition("FROM ")[2]
    assert "chromium" in last and "poppler-utils" in last


def test_what_the_readme_says_of_the_load_was_measured():
    table = (ROOT / "benchmarks" / "load.md").read_text("utf-8")
    rows = [[cell.strip() for cell in line.strip("| ").split("|")] for line in table.splitlines() if "core" not in line]
    by_kind = {(row[0], row[1], row[2], row[3]): row for row in rows if len(row) == 12}
    said = (ROOT / "README.md").read_text("utf-8")
    for who, cores, readers in (("the server itself", 1, 25), ("3 processes", 2, 25), ("3 processes", 2, 50)):
        row = by_kind[who, str(cores), str(readers), "0"]
        share, slow = round(100 * float(row[8])), row[6]
        assert re.search(rf"{share}% of (the values|those) of {readers}( readers)?,? within {slow} ms", said), row
    assert f"95% of them within {by_kind['the server itself', '1', '10', '0'][6]} ms" in said
