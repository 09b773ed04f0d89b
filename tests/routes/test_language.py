"""The interface in everybody's own language."""

import pytest
from starlette.testclient import TestClient


def test_a_chosen_language_stays_on_this_device(stranger: TestClient) -> None:
    reply = stranger.post("/language", data={"language": "ar", "back": "/signin"})

    assert (reply.status_code, reply.headers["location"]) == (303, "/signin")
    assert 'lang="ar" dir="rtl"' in stranger.get("/signin").text


def test_a_language_that_the_interface_does_not_speak_changes_nothing(stranger: TestClient) -> None:
    stranger.post("/language", data={"language": "tlh"})

    assert "language" not in stranger.cookies


def test_a_browser_that_never_chose_gets_the_language_it_asks_for(stranger: TestClient) -> None:
    asked = {"tr-TR,tr;q=0.9": "tr", "de-DE": "nl", "ar": "ar", ";;,": "nl", "": "nl"}

    shown = {tags: stranger.get("/signin", headers={"accept-language": tags}).text for tags in asked}

    assert all(f'lang="{asked[tags]}"' in page for tags, page in shown.items())


@pytest.mark.parametrize(
    "back",
    [
        "https://evil.example/",
        "//evil.example",
        "///evil.example",
        "/\\evil.example",
        "\\\\evil.example",
        "/\t/evil.example",
        "/\n/evil.example",
        " //evil.example",
        "javascript:alert(1)",
        "/ok\r\nSet-Cookie: session=x",
    ],
)
def test_nobody_is_led_to_another_website(stranger: TestClient, back: str) -> None:
    reply = stranger.post("/language", data={"language": "nl", "back": back})

    there = reply.headers["location"]
    assert reply.status_code == 303
    assert there.startswith("/")
    assert not there.startswith(("//", "/\\"))
    assert not set(there) & set("\t\r\n")
    assert "session" not in reply.cookies
