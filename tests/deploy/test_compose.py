"""compose.yaml: every service is confined, every setting exists, every secret is a file, one door leads in."""

import re
from typing import Any, Final

import pytest
import yaml

from bot.settings import PREFIX, SECRETS, Settings
from tests.homes import ROOT

COMPOSE: Final[dict[str, Any]] = yaml.safe_load((ROOT / "compose.yaml").read_text("utf-8"))
SERVICES: Final[dict[str, dict[str, Any]]] = COMPOSE["services"]
OURS: Final = [name for name, service in SERVICES.items() if service["image"] == "nuanyi"]
WORKERS: Final = [name for name in OURS if name.startswith("worker")]
every_service = pytest.mark.parametrize("name", SERVICES)


@every_service
def test_a_service_that_is_taken_over_cannot_do_much(name: str) -> None:
    service = SERVICES[name]
    assert service["read_only"] is True
    assert service["cap_drop"] == ["ALL"]
    assert service.get("cap_add", []) == (["NET_BIND_SERVICE"] if name == "proxy" else [])
    assert service["security_opt"] == ["no-new-privileges:true"]
    assert "/tmp" in service["tmpfs"]
    assert not service.keys() & {"privileged", "network_mode", "pid", "devices"}


@every_service
def test_no_service_eats_the_machine_or_its_disk(name: str) -> None:
    service = SERVICES[name]
    assert re.fullmatch(r"\d+[mg]", service["mem_limit"])
    assert service["pids_limit"] <= 512
    assert service["logging"]["options"].keys() == {"max-size", "max-file"}


@every_service
def test_a_service_comes_back_and_says_how_it_is(name: str) -> None:
    service = SERVICES[name]
    if name == "upgrade":
        assert service["restart"] == "no"
        assert service["healthcheck"] == {"disable": True}
        return
    assert service["restart"] == "unless-stopped"
    assert "healthcheck" in service or service["image"] == "nuanyi", "ours has the one of its Dockerfile"


@every_service
def test_an_image_is_pinned_and_names_no_registry(name: str) -> None:
    assert re.fullmatch(r"nuanyi|[a-z]+:\d+\.\d+(\.\d+)?-[a-z]+", SERVICES[name]["image"])


@pytest.mark.parametrize("name", OURS)
def test_every_setting_exists_and_every_secret_is_a_file(name: str) -> None:
    settings = SERVICES[name]["environment"]
    secrets = {f"{PREFIX}{secret.upper()}_FILE" for secret in SECRETS}
    assert settings.keys() <= {PREFIX + each.upper() for each in Settings.model_fields} | secrets
    assert not settings.keys() & {PREFIX + each.upper() for each in SECRETS}
    files = {value for setting, value in settings.items() if setting in secrets}
    assert files == {f"/run/secrets/{secret}" for secret in SERVICES[name]["secrets"]}


@every_service
def test_every_secret_of_a_service_is_declared(name: str) -> None:
    assert {*SERVICES[name].get("secrets", [])} <= COMPOSE["secrets"].keys()


@pytest.mark.parametrize("page", ["docs/operating/deploying.md", "docs/operating/deploying.zh-CN.md"])
def test_who_follows_the_page_has_every_secret(page: str) -> None:
    made = re.findall(r"> secrets/(\w+)", (ROOT / page).read_text("utf-8"))
    assert sorted(made) == sorted(COMPOSE["secrets"])


def test_no_secret_can_be_committed() -> None:
    assert {secret["file"].split("/")[0] for secret in COMPOSE["secrets"].values()} == {"secrets"}
    assert "/secrets/" in (ROOT / ".gitignore").read_text().splitlines()


def test_only_the_proxy_can_be_reached_and_the_database_reaches_nobody() -> None:
    assert [name for name, service in SERVICES.items() if "ports" in service] == ["proxy"]
    assert SERVICES["database"]["networks"] == ["storage"]
    assert COMPOSE["networks"]["storage"] == {"internal": True}
    assert "storage" not in SERVICES["proxy"]["networks"]


def test_the_proxy_knows_the_two_workers_at_the_port_they_listen_on() -> None:
    ports = {SERVICES[name]["environment"]["NUANYI_HTTP_PORT"] for name in WORKERS}
    assert len(WORKERS) == 2
    assert SERVICES["proxy"]["environment"]["WORKERS"].split() == [
        f"{name}:{port}" for name in WORKERS for port in ports
    ]
    assert {SERVICES[name]["environment"]["NUANYI_HTTP_HOST"] for name in WORKERS} == {"0.0.0.0"}


@pytest.mark.parametrize("name", WORKERS)
def test_a_worker_waits_for_the_database_and_its_schema(name: str) -> None:
    assert SERVICES[name]["depends_on"] == {
        "database": {"condition": "service_healthy"},
        "upgrade": {"condition": "service_completed_successfully"},
    }
    assert SERVICES["upgrade"]["command"] == ["db", "upgrade"]


def test_what_a_union_fills_in_is_named_and_real() -> None:
    example = dict(re.findall(r"^(\w+)=(.*)$", (ROOT / ".env.example").read_text("utf-8"), re.MULTILINE))
    needed = {*re.findall(r"\$\{(\w+)", (ROOT / "compose.yaml").read_text("utf-8"))}
    assert needed <= example.keys()
    assert Settings.model_validate({name.removeprefix(PREFIX).lower(): value for name, value in example.items()})
    named = {name for name in example if name.startswith(PREFIX)}
    assert named <= {PREFIX + each.upper() for each in Settings.model_fields}
    assert named.isdisjoint(SERVICES["worker-1"]["environment"])
