import re
from pathlib import Path
from typing import Any

import pytest
import yaml
from sqlalchemy.engine import make_url

ROOT = Path(__file__).parents[1]
COMPOSE: dict[str, Any] = yaml.safe_load((ROOT / "compose.yaml").read_text())
SERVICES: dict[str, dict[str, Any]] = COMPOSE["services"]
EXPLAINED = set(re.findall(r"^(\w+)=$", (ROOT / ".env.example").read_text(), re.MULTILINE))


def test_every_secret_is_asked_for_by_name_and_explained_and_none_is_written_down() -> None:
    asked = set(re.findall(r"\$\{(\w+):\?Fill in \1 in \.env\}", (ROOT / "compose.yaml").read_text()))

    assert asked == EXPLAINED
    assert not re.search(r"\$\{\w+(:?-|\})", (ROOT / "compose.yaml").read_text())


def test_only_https_is_open_to_the_world() -> None:
    open_services = {name: service["ports"] for name, service in SERVICES.items() if "ports" in service}

    assert open_services == {"https": ["80:80", "443:443", "443:443/udp"]}


def test_the_app_finds_the_database_beside_it() -> None:
    text = re.sub(r"\$\{POSTGRES_PASSWORD[^}]*\}", "0a1b", SERVICES["app"]["environment"]["ALOUD_DATABASE_URL"])
    url, database = make_url(text), SERVICES["database"]["environment"]

    assert url.host in SERVICES
    assert (url.username, url.database) == (database["POSTGRES_USER"], database["POSTGRES_DB"])
    assert url.drivername == "postgresql+psycopg"


def test_each_waits_until_the_one_it_needs_is_well() -> None:
    needs = {name: service.get("depends_on", {}) for name, service in SERVICES.items()}

    assert needs["app"] == {"database": {"condition": "service_healthy"}}
    assert needs["https"] == {"app": {"condition": "service_healthy"}}
    assert "healthcheck" in SERVICES["database"]


@pytest.mark.parametrize("name", SERVICES)
def test_every_service_comes_back_after_a_power_cut_and_is_pinned(name: str) -> None:
    service = SERVICES[name]

    assert service["restart"] == "unless-stopped"
    assert "build" in service or re.search(r":\d+(\.\d+)*-\w+$", service["image"])


def test_whatever_must_outlive_a_container_lies_in_a_volume() -> None:
    used = {volume.split(":")[0] for service in SERVICES.values() for volume in service["volumes"]}

    assert used - {"./Caddyfile"} == set(COMPOSE["volumes"])


def test_caddy_writes_down_no_request_also_when_the_app_is_away() -> None:
    """Otherwise every parent who opens her link during a restart leaves it in the log, with her network address."""
    caddyfile = (ROOT / "Caddyfile").read_text()
    first_block = re.split(r"^\}$", caddyfile, maxsplit=1, flags=re.MULTILINE)[0]

    assert re.search(r"^\{\n\tlog default \{\n", first_block, re.MULTILINE)
    assert re.search(r"^\t\texclude http\.log\.error http\.handlers\.reverse_proxy$", first_block, re.MULTILINE)
    assert not re.search(r"^\tlog\b", caddyfile.removeprefix(first_block), re.MULTILINE)  # and no access log


def test_caddy_hands_on_to_the_app_under_the_name_of_the_study() -> None:
    caddyfile = (ROOT / "Caddyfile").read_text()

    assert "{$ALOUD_DOMAIN} {" in caddyfile
    assert "reverse_proxy app:8000" in caddyfile
    assert "ALOUD_DOMAIN" in SERVICES["https"]["environment"]
