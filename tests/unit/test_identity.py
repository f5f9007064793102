"""Which thing a URL means: the examples of rules/identities, and what no pattern can say."""

from __future__ import annotations

import pytest

from linkbot.identity import canonical_url, identify, page_url, suggest_url
from linkbot.model.identity import Identity
from linkbot.rulebook import load_rulebook

RULEBOOK = load_rulebook()
EXAMPLES = [(rule.kind, url, identity) for rule in RULEBOOK.identities for url, identity in rule.examples.items()]
OTHERS = [(rule.kind, url) for rule in RULEBOOK.identities for url in rule.not_this]


@pytest.mark.parametrize(("kind", "url", "identity"), EXAMPLES)
def test_an_example_has_the_identity_that_its_rule_says(kind: str, url: str, identity: str) -> None:
    found = identify(url, RULEBOOK)

    assert (found.kind, str(found)) == (kind, identity)


@pytest.mark.parametrize(("kind", "url", "identity"), EXAMPLES)
def test_the_canonical_url_of_an_example_has_the_same_identity(kind: str, url: str, identity: str) -> None:
    found = identify(url, RULEBOOK)

    assert identify(canonical_url(found, RULEBOOK), RULEBOOK) == found


@pytest.mark.parametrize(("kind", "url"), OTHERS)
def test_what_a_rule_says_it_is_not_is_something_else(kind: str, url: str) -> None:
    assert identify(url, RULEBOOK).kind != kind


@pytest.mark.parametrize("rule", RULEBOOK.identities, ids=lambda rule: rule.kind)
def test_the_hosts_of_a_rule_are_written_as_they_are_compared(rule: object) -> None:
    hosts = [host for pattern in rule.patterns for host in pattern.hosts]

    assert hosts == [host.lower() for host in hosts]


@pytest.mark.parametrize(
    ("url", "canonical"),
    [
        ("https://arxiv.org/pdf/1706.03762v2.pdf", "https://arxiv.org/abs/1706.03762v2"),
        ("https://arxiv.org/abs/math.GT/0309136", "https://arxiv.org/abs/math/0309136"),
        ("https://hf.co/gpt2", "https://huggingface.co/gpt2"),
        ("https://hf.co/datasets/squad", "https://huggingface.co/datasets/squad"),
        ("https://www.github.com/Owner/Name.git", "https://github.com/owner/name"),
        ("https://github.com/o/n/blob/main/a%20b.md#L1", "https://github.com/o/n/blob/main/a%20b.md#L1"),
        ("https://github.com/o/n/blob/main/what%3F.md", "https://github.com/o/n/blob/main/what%3F.md"),
        ("https://EXAMPLE.com:443/A?b=C#D", "https://example.com/A?b=C#D"),
        ("mailto:someone@example.com?subject=x", "mailto:someone@example.com"),
        ("docs/readme.md", ""),
        ("arxiv.org/abs/1706.03762", ""),
    ],
)
def test_the_canonical_form(url: str, canonical: str) -> None:
    assert canonical_url(identify(url, RULEBOOK), RULEBOOK) == canonical


@pytest.mark.parametrize(
    ("url", "identity"),
    [
        ("readme.md", Identity("file", "lists/readme.md")),
        ("./sub/../readme.md", Identity("file", "lists/readme.md")),
        ("../readme.md#Caf%C3%A9", Identity("file", "readme.md", fragment="Café")),
        ("../../readme.md", Identity("file", "../readme.md")),
        ("a%20b.md?raw=true", Identity("file", "lists/a b.md")),
        ("docs/", Identity("file", "lists/docs")),
        ("..", Identity("file", ".")),
        ("/docs/a.md", Identity("file", "//docs/a.md")),
        ("/", Identity("file", "//")),
        ("#papers", Identity("file", "lists/README.md", fragment="papers")),
        ("#", Identity("file", "lists/README.md")),
    ],
)
def test_a_relative_link_is_a_path_from_its_document(url: str, identity: Identity) -> None:
    assert identify(url, RULEBOOK, base="lists/README.md") == identity


@pytest.mark.parametrize(
    "url",
    [
        "docs/readme.md",
        "README.md",
        "notes.ai",
        "research.md",
        "example.com",
        "node.js/readme.md",
        "asp.net/intro.md",
        "socket.io/docs",
        "v1.0/notes",
        "images/icon@2x.png",
        "learning.in/README.md",
        "https/readme.md",
    ],
)
def test_a_path_that_looks_like_a_host_is_a_file(url: str) -> None:
    assert identify(url, RULEBOOK).kind == "file"


@pytest.mark.parametrize(
    ("url", "meant"),
    [
        ("arxiv.org/abs/2310.12036", "https://arxiv.org/abs/2310.12036"),
        ("github.com/owner/name", "https://github.com/owner/name"),
        ("www.example.com", "https://www.example.com"),
        ("someone.medium.com/a-post-1", "https://someone.medium.com/a-post-1"),
        ("example.org/x", "https://example.org/x"),
        ("https//example.com/x", "https://example.com/x"),
        ("http//example.com/x", "http://example.com/x"),
        ("https:/example.com/x", "https://example.com/x"),
        ("https:example.com/x", "https://example.com/x"),
        ("https:///example.com/x", "https://example.com/x"),
        ("https;//example.com/x", "https://example.com/x"),
        ("htps://example.com/x", "https://example.com/x"),
        ("hhttps://example.com/x", "https://example.com/x"),
        ("htp://example.com/x", "http://example.com/x"),
        ("://example.com/x", "https://example.com/x"),
        ("https://https://example.com/x", "https://example.com/x"),
        ("https://example.com/x\u00a0", "https://example.com/x"),
        ("\ufeffhttps://example.com/x", "https://example.com/x"),
    ],
)
def test_a_malformed_url_with_one_reading_is_mended(url: str, meant: str) -> None:
    assert identify(url, RULEBOOK) == Identity("malformed", url)
    assert suggest_url(url) == meant


@pytest.mark.parametrize(
    "url",
    [
        "",
        "http://",
        "https://",
        "https:///",
        "https://example.com/a b",
        "https://exam ple.com/",
        "https://example.com/x]",
        "https://example.com/x)",
        'https://example.com/x"',
        "https://example.com/<id>",
        "https://example.com/100%",
        "https://example.com/%zz",
        "https://example.com:99999/",
        "https://example.com:http/",
        "https://[::1/",
        "https://a..b/",
        "example.com:8080/x",
    ],
)
def test_a_malformed_url_with_several_readings_or_none_is_left_to_its_author(url: str) -> None:
    assert identify(url, RULEBOOK) == Identity("malformed", url)
    assert suggest_url(url) is None


@pytest.mark.parametrize("url", ["ftp://example.com/x", "tel:+1234", "javascript:void(0)", "hxxps://evil.example/x", "data:,x"])
def test_another_scheme_is_left_alone(url: str) -> None:
    assert identify(url, RULEBOOK) == Identity("other", url)


@pytest.mark.parametrize(
    "url",
    [
        "https://en.wikipedia.org/wiki/Attention_(machine_learning)",
        "https://example.com/a?b[]=1&c[]=2",
        "https://example.com/%E2%82%AC",
        "https://example.com/#:~:text=100%,more",
        "https://user@example.com/",
        "https://[2001:db8::1]/",
        "https://example.com./",
        "https://my_site.example.com/",
        "//example.com/x",
    ],
)
def test_an_unusual_url_is_still_a_page(url: str) -> None:
    assert identify(url, RULEBOOK).kind == "web"


def test_port_and_user_information_make_another_thing_of_a_known_host() -> None:
    assert identify("https://arxiv.org:8443/abs/1706.03762", RULEBOOK).kind == "web"
    assert identify("https://me@arxiv.org/abs/1706.03762", RULEBOOK).kind == "web"
    assert identify("https://arxiv.org:443/abs/1706.03762", RULEBOOK) == Identity("arxiv", "1706.03762")


def test_an_encoded_path_means_the_same_as_a_plain_one() -> None:
    assert identify("https://arxiv.org/abs/cs%2F0112017", RULEBOOK) == Identity("arxiv", "cs/0112017")
    assert identify("https://doi.org/10.1145%2F3292500.3330701", RULEBOOK) == Identity("doi", "10.1145/3292500.3330701")


@pytest.mark.parametrize(
    ("url", "page"),
    [
        ("https://Example.COM", "https://example.com/"),
        ("HTTP://example.com:80/A/../b?C=d#e", "http://example.com/A/../b?C=d"),
        ("https://example.com:8443/", "https://example.com:8443/"),
        ("https://bücher.example/ü?ö", "https://xn--bcher-kva.example/%C3%BC?%C3%B6"),
        ("https://example.com/a b", "https://example.com/a%20b"),
        ("https://example.com/%7Euser/%e4", "https://example.com/%7Euser/%e4"),
        ("//example.com/x", "https://example.com/x"),
        ("https://[::1]:443/", "https://[::1]/"),
    ],
)
def test_the_page_to_fetch_is_the_url_with_nothing_changed_that_matters(url: str, page: str) -> None:
    assert page_url(url) == page


@pytest.mark.parametrize("url", ["docs/readme.md", "mailto:a@b.c", "https://", "https://a b/"])
def test_there_is_no_page_to_fetch_for_what_is_no_page(url: str) -> None:
    with pytest.raises(ValueError, match=r"not an http URL|no host"):
        page_url(url)
