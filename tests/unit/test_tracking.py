"""What is taken out of a URL, and what stays as it is."""

from __future__ import annotations

import pytest

from linkbot.checks.tracking import without_tracking
from linkbot.rulebook import load_rulebook


@pytest.mark.parametrize(
    ("url", "clean", "names"),
    [
        ("https://a.example.org/?utm_source=x", "https://a.example.org/", ("utm_source",)),
        ("https://a.example.org/?UTM_Source=x&b=%7E&fbclid=1#c", "https://a.example.org/?b=%7E#c", ("UTM_Source", "fbclid")),
        ("https://youtu.be/abc?si=1&t=30", "https://youtu.be/abc?t=30", ("si",)),
        ("https://x.com/a/status/1?s=20", "https://x.com/a/status/1", ("s",)),
        ("https://someone.medium.com/a?source=home", "https://someone.medium.com/a", ("source",)),
    ],
)
def test_tracking_goes_and_the_rest_keeps_its_spelling(url: str, clean: str, names: tuple[str, ...]) -> None:
    assert without_tracking(url, load_rulebook()) == (clean, names)


@pytest.mark.parametrize(
    "url",
    [
        "https://a.example.org/?ref=main&source=a.pdf&s=20&t=1",
        "https://notx.com/?s=20",
        "https://a.example.org/?",
        "https://a.example.org/utm_source=x",
        "https://medium.com/a?sk=1234",
    ],
)
def test_what_may_mean_something_stays(url: str) -> None:
    assert without_tracking(url, load_rulebook()) == (url, ())
