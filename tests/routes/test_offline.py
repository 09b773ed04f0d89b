"""What phones may keep, and how they know that it is ours."""

import json
import re

import pytest
from fastapi import FastAPI
from starlette.testclient import TestClient

from app.i18n import INTERFACE
from app.templating import build, kept
from tests.conftest import Visit
from tests.factories import SmallStudy

on_sqlite = pytest.mark.parametrize("engine", ["sqlite"], indirect=True)
OURS = "aloud-release"
IMMUTABLE = "public, max-age=31536000, immutable"


def told(worker: str) -> dict[str, object]:
    first = re.match(r"const aloud = (\{.*?\});\n", worker)
    assert first
    found: dict[str, object] = json.loads(first[1])
    return found


@on_sqlite
def test_everything_that_is_to_be_kept_can_be_had_and_says_that_it_is_ours(stranger: TestClient) -> None:
    replies = {address: stranger.get(address) for address in kept()}

    assert {(reply.status_code, reply.headers[OURS]) for reply in replies.values()} == {(200, build())}
    assert {reply.headers["cache-control"] for reply in replies.values()} == {IMMUTABLE}


@on_sqlite
def test_a_phone_keeps_the_pages_of_every_language_and_no_worker(stranger: TestClient) -> None:
    assert {f"/shell/{tag}/{build()}" for tag in INTERFACE} < set(kept())
    assert not [address for address in kept() if "/sw" in address]


@on_sqlite
def test_a_browser_that_reads_brotli_gets_less_of_the_same(stranger: TestClient) -> None:
    address = f"/static/{build()}/home.js"

    plain = stranger.get(address, headers={"accept-encoding": "identity"})

    with stranger.stream("GET", address, headers={"accept-encoding": "br, gzip"}) as reply:
        packed = b"".join(reply.iter_raw())
        assert (reply.headers["content-encoding"], reply.headers["vary"]) == ("br", "Accept-Encoding")
        assert reply.headers["content-type"].startswith("text/javascript")
    assert "content-encoding" not in plain.headers
    assert 0 < len(packed) < len(plain.content) / 2


@on_sqlite
def test_an_address_of_another_release_is_answered_but_not_for_ever(stranger: TestClient) -> None:
    for address in ("/static/0ld/home.js", "/shell/nl/0ld"):
        reply = stranger.get(address)
        assert (reply.status_code, reply.headers["cache-control"], reply.headers[OURS]) == (200, "no-cache", build())


@on_sqlite
def test_the_worker_knows_its_release_and_is_asked_for_every_time(stranger: TestClient) -> None:
    reply = stranger.get("/sw.js")

    assert reply.headers["cache-control"] == "no-cache"
    assert reply.headers["content-type"].startswith("text/javascript")
    assert told(reply.text) == {"release": build(), "keep": kept()}


@on_sqlite
def test_a_deploy_can_end_all_workers(stranger: TestClient, app: FastAPI) -> None:
    app.state.settings.offline = False

    worker = stranger.get("/sw.js").text

    assert "unregister()" in worker
    assert "fetch" not in worker.partition("\n")[2]


@on_sqlite
@pytest.mark.parametrize("language", INTERFACE)
def test_home_without_persons_is_the_same_for_everybody(visit: Visit, study: SmallStudy, language: str) -> None:
    address = f"/shell/{language}/{build()}"

    pages = {visit(person).get(address).text for person in (None, study.student, study.lead)}

    (shell,) = pages
    assert f'<html lang="{language}"' in shell
    assert study.student.name not in shell
    assert "<!--evening-->" in shell


@on_sqlite
@pytest.mark.parametrize("language", INTERFACE)
def test_a_phone_can_put_us_on_its_home_screen(stranger: TestClient, language: str) -> None:
    reply = stranger.get(f"/manifest/{language}.webmanifest")

    manifest = reply.json()
    assert reply.headers["content-type"] == "application/manifest+json"
    assert {manifest[name] for name in ("id", "start_url", "scope")} == {"/"}
    assert (manifest["lang"], manifest["dir"]) == (language, "rtl" if language == "ar" else "ltr")
    assert {(icon["sizes"], icon["purpose"]) for icon in manifest["icons"]} == {
        (size, purpose) for size in ("192x192", "512x512") for purpose in ("any", "maskable")
    }
    assert {stranger.get(icon["src"]).headers["content-type"] for icon in manifest["icons"]} == {"image/png"}


@on_sqlite
def test_the_counts_name_nobody(phone: TestClient, study: SmallStudy) -> None:
    """They are kept on the phone."""
    fragment = phone.get("/home", headers={"HX-Request": "true"})

    assert study.student.name not in fragment.text
    assert fragment.headers[OURS] == build()
    assert f'data-date="{study.talk.held_on}"' in fragment.text
