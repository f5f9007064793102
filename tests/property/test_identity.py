"""What holds for the identity of every text: nothing raises, the same stays the same, nothing takes long."""

from __future__ import annotations

import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from linkbot.identity import canonical_url, identify, page_url, suggest_url
from linkbot.rulebook import load_rulebook

RULEBOOK = load_rulebook()

HOSTS = sorted({host for rule in RULEBOOK.identities for pattern in rule.patterns for host in pattern.hosts})
WORDS = st.sampled_from(["abs", "pdf", "owner", "Name.git", "tree", "main", "datasets", "squad", "gpt2", "watch", "cs", "papers"])
NUMBERS = st.sampled_from(["1706.03762", "v2", ".pdf", "10.1145", "10.48550", "arXiv.", "0112017", "?v=", "kCc8FmEb1nY", "?id="])
OTHERS = st.sampled_from(["%20", "%2F", "%3F", "%25", "%E4", "é", "]", "?", "#", " "])
PIECES = WORDS | NUMBERS | OTHERS
PATHS = st.lists(PIECES | st.text(max_size=4), max_size=6).map("/".join)
KNOWN_URLS = st.builds("{}://{}/{}".format, st.sampled_from(["http", "https", "HTTPS"]), st.sampled_from(HOSTS), PATHS)
OTHER_URLS = st.builds(
    "{}{}/{}".format, st.sampled_from(["https://", "htps://", "http:/", "//", ""]), st.text(max_size=12), PATHS
)
URLS = KNOWN_URLS | OTHER_URLS | st.text(max_size=30)


@given(URLS, st.sampled_from(["", "README.md", "docs/list.md"]))
def test_every_text_has_an_identity(url: str, base: str) -> None:
    assert identify(url, RULEBOOK, base=base).kind


@given(URLS)
def test_the_identity_of_the_canonical_url_is_the_identity(url: str) -> None:
    identity = identify(url, RULEBOOK)
    canonical = canonical_url(identity, RULEBOOK)

    assert not canonical or identify(canonical, RULEBOOK) == identity


@given(URLS)
def test_the_page_of_a_page_is_the_page(url: str) -> None:
    identity = identify(url, RULEBOOK)

    assert identity.kind != "web" or page_url(page_url(url)) == page_url(url) == identity.key


@given(URLS)
def test_what_is_suggested_is_not_malformed(url: str) -> None:
    meant = suggest_url(url)

    assert meant is None or identify(meant, RULEBOOK).kind != "malformed"


@given(st.sampled_from(HOSTS), PATHS)
def test_scheme_and_case_of_the_host_change_nothing_of_a_known_thing(host: str, path: str) -> None:
    plain = identify(f"https://{host}/{path}", RULEBOOK)
    loud = identify(f"HTTP://{host.upper()}/{path}", RULEBOOK)

    assert plain.kind in ("web", "malformed") or loud == plain


@pytest.mark.parametrize("host", HOSTS)
@pytest.mark.parametrize("piece", ["a", "a/", "(", "%2F", "?a=", "&list", "v1", "1706.03762", ".", "-", "é", "tree/"])
def test_a_long_url_takes_no_longer_than_its_length(host: str, piece: str) -> None:
    url = f"https://{host}/{piece * 20_000}"
    started = time.perf_counter()

    identify(url, RULEBOOK)

    assert time.perf_counter() - started < 5


@pytest.mark.parametrize(
    "url", ["a." * 50_000, "https//" * 20_000, "www." * 50_000 + "com/", "h" * 100_000 + "://a.b", "-" * 100_000]
)
def test_a_long_text_takes_no_longer_than_its_length(url: str) -> None:
    started = time.perf_counter()

    identify(url, RULEBOOK)
    suggest_url(url)

    assert time.perf_counter() - started < 5
