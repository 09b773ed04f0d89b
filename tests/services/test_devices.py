"""A phone is recognised by two words."""

import pytest

from app.services.devices import readable

WEBKIT = "AppleWebKit/537.36 (KHTML, like Gecko)"
IPHONE = "Mozilla/5.0 (iPhone; CPU iPhone OS 18_6 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko)"


@pytest.mark.parametrize(
    ("device", "words"),
    [
        (f"Mozilla/5.0 (Linux; Android 10; K) {WEBKIT} Chrome/142.0.0.0 Mobile Safari/537.36", "Android · Chrome"),
        (
            f"Mozilla/5.0 (Linux; Android 13; SM-A536B) {WEBKIT} SamsungBrowser/28.0 Chrome/130.0.0.0 Mobile",
            "Android · Samsung Internet",
        ),
        ("Mozilla/5.0 (Android 14; Mobile; rv:145.0) Gecko/145.0 Firefox/145.0", "Android · Firefox"),
        (
            f"Mozilla/5.0 (Linux; Android 10; K) {WEBKIT} Chrome/142.0.0.0 Mobile Safari/537.36 EdgA/142.0.0.0",
            "Android · Edge",
        ),
        (
            f"{IPHONE} Version/18.6 Mobile/15E148 Safari/604.1",
            "iPhone · Safari",
        ),
        (  # from the home screen
            f"{IPHONE} Mobile/15E148",
            "iPhone · Safari",
        ),
        (
            f"{IPHONE} CriOS/142.0.0.0 Mobile/15E148 Safari/604.1",
            "iPhone · Chrome",
        ),
        (f"Mozilla/5.0 (Windows NT 10.0; Win64; x64) {WEBKIT} Chrome/142.0.0.0 Safari/537.36", "Windows · Chrome"),
        ("Mozilla/5.0 (X11; Linux x86_64; rv:145.0) Gecko/20100101 Firefox/145.0", "Linux · Firefox"),
        ("testclient", ""),
        ("", ""),
    ],
)
def test_a_browsers_long_name_becomes_two_words(device: str, words: str) -> None:
    assert readable(device) == words
