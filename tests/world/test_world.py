"""The world answers as the real services do: shown with the clients that people use."""

from __future__ import annotations

import asyncio
import ssl
import zlib

import aiohttp
import arxiv
import github
import pytest
from yarl import URL

from tests.world.server import World


async def get(
    world: World, url: str, *, method: str = "GET", headers: dict[str, str] | None = None, seconds: float = 10.0
) -> tuple[int, bytes, dict[str, str]]:
    """One request through the world's resolver, redirects not followed."""
    context = ssl.create_default_context()
    connector = aiohttp.TCPConnector(resolver=world.resolver, ssl=context)
    timeout = aiohttp.ClientTimeout(total=seconds)
    try:
        async with (
            aiohttp.ClientSession(connector=connector, timeout=timeout, auto_decompress=False) as session,
            session.request(method, URL(url), headers=headers, allow_redirects=False) as response,
        ):
            return response.status, await response.read(), {name.lower(): value for name, value in response.headers.items()}
    finally:
        await asyncio.sleep(0.01)  # a transport closes one turn of the loop after its session


def fetch(
    world: World, url: str, *, method: str = "GET", headers: dict[str, str] | None = None, seconds: float = 10.0
) -> tuple[int, bytes, dict[str, str]]:
    return asyncio.run(get(world, url, method=method, headers=headers, seconds=seconds))


def test_a_page_answers_over_tls_with_its_title_and_ids(world: World) -> None:
    world.page("https://example.org/x", title="A Page", ids=["results"])

    status, body, _ = fetch(world, "https://example.org/x")

    assert status == 200
    assert b"<title>A Page</title>" in body
    assert b'id="results"' in body


def test_http_leads_to_https_where_only_that_is_declared(world: World) -> None:
    world.page("https://example.org/x")

    status, _, headers = fetch(world, "http://example.org/x")

    assert (status, headers["location"]) == (301, "https://example.org/x")


def test_a_path_that_is_not_declared_is_missing_and_the_root_is_there(world: World) -> None:
    world.page("https://example.org/x")

    assert fetch(world, "https://example.org/y")[0] == 404
    assert fetch(world, "https://example.org/")[0] == 200


def test_a_redirect_is_one_hop(world: World) -> None:
    world.redirect("https://example.org/old", "https://example.org/new", status=308)

    status, _, headers = fetch(world, "https://example.org/old")

    assert (status, headers["location"]) == (308, "https://example.org/new")


def test_head_may_be_refused_where_get_is_fine(world: World) -> None:
    world.page("https://example.org/x", head=405)

    assert fetch(world, "https://example.org/x", method="HEAD")[0] == 405
    assert fetch(world, "https://example.org/x")[0] == 200


@pytest.mark.parametrize(("dns", "number"), [("nxdomain", 4), ("servfail", 3), ("timeout", 12), ("nodata", 1)])
def test_names_fail_as_c_ares_fails(world: World, dns: str, number: int) -> None:
    world.host("example.org", dns=dns)  # type: ignore[arg-type]

    with pytest.raises(aiohttp.ClientConnectorDNSError) as caught:
        fetch(world, "https://example.org/")

    assert caught.value.os_error.__cause__ is not None
    assert caught.value.os_error.__cause__.args[0] == number


def test_a_host_that_nobody_declared_does_not_exist(world: World) -> None:
    with pytest.raises(aiohttp.ClientConnectorDNSError):
        fetch(world, "https://nowhere.example/")

    assert world.resolver.lookups == ["nowhere.example"]


@pytest.mark.parametrize("tls", ["expired", "self-signed", "strange", "wrong-name"])
def test_a_bad_certificate_is_refused_by_a_client(world: World, tls: str) -> None:
    world.host("example.org", tls=tls)  # type: ignore[arg-type]

    with pytest.raises(aiohttp.ClientConnectorCertificateError):
        fetch(world, "https://example.org/")


@pytest.mark.parametrize(("tcp", "error"), [("refused", aiohttp.ClientConnectorError), ("reset", aiohttp.ClientError)])
def test_a_connection_may_be_refused_or_reset(world: World, tcp: str, error: type[Exception]) -> None:
    world.host("example.org", tcp=tcp)  # type: ignore[arg-type]

    with pytest.raises(error):
        fetch(world, "http://example.org/")


def test_a_connection_may_never_open(world: World) -> None:
    world.host("example.org", tcp="silent")

    with pytest.raises(asyncio.TimeoutError):
        fetch(world, "http://example.org/", seconds=0.3)


@pytest.mark.parametrize(
    ("fault", "error"), [("reset", aiohttp.ClientError), ("cut", aiohttp.ClientPayloadError), ("garbage", aiohttp.ClientError)]
)
def test_an_answer_may_break_off(world: World, fault: str, error: type[Exception]) -> None:
    world.page("https://example.org/x", fault=fault)  # type: ignore[arg-type]

    with pytest.raises(error):
        fetch(world, "https://example.org/x")


@pytest.mark.parametrize("fault", ["hang", "drip", "endless"])
def test_an_answer_may_never_end(world: World, fault: str) -> None:
    world.page("https://example.org/x", fault=fault)  # type: ignore[arg-type]

    with pytest.raises(asyncio.TimeoutError):
        fetch(world, "https://example.org/x", seconds=0.3)


def test_a_bomb_is_small_on_the_wire(world: World) -> None:
    world.bomb("https://example.org/x")

    _, body, _ = fetch(world, "https://example.org/x")

    assert len(body) < 400_000
    assert len(zlib.decompressobj(31).decompress(body, 10_000_000)) == 10_000_000


@pytest.mark.parametrize(("form", "told"), [("seconds", "5"), ("date", "GMT"), ("none", "")])
def test_a_limit_refuses_what_is_too_much(world: World, form: str, told: str) -> None:
    world.limit("example.org", requests=1, per=5.0, retry_after=form)  # type: ignore[arg-type]

    first, _, _ = fetch(world, "https://example.org/")
    second, _, headers = fetch(world, "https://example.org/")

    assert (first, second) == (200, 429)
    assert headers.get("retry-after", "").endswith(told)


def test_a_failure_ends_after_its_times(world: World) -> None:
    world.page("https://example.org/x")
    world.fail("https://example.org/", times=2, status=503)

    assert [fetch(world, "https://example.org/x")[0] for _ in range(3)] == [503, 503, 200]


def test_a_wall_stands_before_every_page(world: World) -> None:
    world.host("example.org", wall="challenge")

    status, body, headers = fetch(world, "https://example.org/x")

    assert (status, headers["cf-mitigated"]) == (403, "challenge")
    assert b"Just a moment..." in body


def test_every_request_is_logged_with_the_address_that_was_meant(world: World) -> None:
    fetch(world, "https://doi.org/10.1/x", headers={"User-Agent": "linkbot"})
    fetch(world, world.loopback("https://doi.org/10.1/x"))

    assert [str(request.url) for request in world.requests] == ["https://doi.org/10.1/x"] * 2
    assert [request.status for request in world.asked("https://doi.org/")] == [404, 404]
    assert world.requests[0].headers["user-agent"] == "linkbot"


def test_arxiv_answers_in_atom_with_every_version(world: World) -> None:
    world.paper(
        "1706.03762",
        title="Attention Is All You Need",
        authors=["Ashish Vaswani", "Noam Shazeer"],
        versions=["2017-06-12T17:57:34Z", "2017-06-19T16:49:45Z"],
        comment="15 pages",
    )
    client = arxiv.Client(page_size=100, delay_seconds=0, num_retries=0)
    client.query_url_format = world.loopback("https://export.arxiv.org/api/query") + "?{}"

    found = {
        result.get_short_id(): result
        for result in client.results(arxiv.Search(id_list=["1706.03762", "1706.03762v1", "2301.99999"]))
    }

    assert sorted(found) == ["1706.03762v1", "1706.03762v2"]
    assert found["1706.03762v2"].title == "Attention Is All You Need"
    assert [author.name for author in found["1706.03762v2"].authors] == ["Ashish Vaswani", "Noam Shazeer"]
    assert found["1706.03762v1"].updated == found["1706.03762v2"].published
    assert str(found["1706.03762v2"].updated) == "2017-06-19 16:49:45+00:00"
    assert found["1706.03762v2"].comment == "15 pages"


def test_one_malformed_id_loses_its_batch(world: World) -> None:
    world.paper("1706.03762", title="Attention Is All You Need")

    status, body, _ = fetch(world, "https://export.arxiv.org/api/query?id_list=1706.03762,nonsense")

    assert status == 400
    assert b"incorrect id format for nonsense" in body


def test_arxiv_refuses_calls_that_come_too_soon(world: World) -> None:
    world.arxiv.interval = 5.0

    first, _, _ = fetch(world, "https://export.arxiv.org/api/query?id_list=1706.03762")
    second, body, _ = fetch(world, "https://export.arxiv.org/api/query?id_list=1706.03762")

    assert (first, second, body) == (200, 429, b"Rate exceeded.")


def test_arxiv_finds_a_title(world: World) -> None:
    world.paper("1706.03762", title="Attention Is All You Need")
    world.paper("2106.09685", title="LoRA: Low-Rank Adaptation of Large Language Models")

    _, body, _ = fetch(world, 'https://export.arxiv.org/api/query?search_query=ti:"low-rank adaptation"')

    assert b"2106.09685v1" in body
    assert b"1706.03762" not in body


def test_an_abstract_page_has_citation_tags(world: World) -> None:
    world.paper("1706.03762", title="Attention Is All You Need", authors=["Ashish Vaswani"], published="2017-06-12")

    status, body, _ = fetch(world, "https://arxiv.org/abs/1706.03762")

    assert status == 200
    assert b'<meta name="citation_title" content="Attention Is All You Need" />' in body
    assert b'<meta name="citation_author" content="Vaswani, Ashish" />' in body
    assert b'<meta name="citation_date" content="2017/06/12" />' in body


@pytest.fixture
def hub(world: World) -> github.Github:
    return github.Github(base_url=world.loopback("https://api.github.com"), auth=github.Auth.Token("good"), retry=None)


def test_github_answers_for_a_repository_and_follows_a_rename(world: World, hub: github.Github) -> None:
    world.repository("new/name", archived=True, id=42)
    world.rename("old/name", "new/name")

    repository = hub.get_repo("old/name")

    assert (repository.full_name, repository.id, repository.archived) == ("new/name", 42, True)
    assert [request.status for request in world.asked("https://api.github.com/")] == [301, 200]


def test_github_knows_no_repository_that_was_not_declared(world: World, hub: github.Github) -> None:
    with pytest.raises(github.UnknownObjectException):
        hub.get_repo("no/body")


def test_github_lists_files_and_branches(world: World, hub: github.Github) -> None:
    world.repository("owner/name", paths=["docs/guide.md"], branches={"feature/x": ["new.py"]})
    repository = hub.get_repo("owner/name")

    assert repository.get_branch("feature/x").name == "feature/x"
    assert repository.get_contents("new.py", ref="feature/x").path == "new.py"  # type: ignore[union-attr]
    with pytest.raises(github.UnknownObjectException):
        repository.get_contents("new.py")


def test_github_says_when_the_limit_is_used_up(world: World, hub: github.Github) -> None:
    world.repository("owner/name")
    world.github.left["core"] = 1

    hub.get_repo("owner/name")

    with pytest.raises(github.RateLimitExceededException):
        hub.get_repo("owner/name")


def test_github_answers_many_repositories_at_once_with_partial_errors(world: World, hub: github.Github) -> None:
    world.repository("owner/name", paths=["docs/guide.md"])
    query = """query {
      r0: repository(owner: "owner", name: "name") { nameWithOwner p: object(expression: "main:docs") { __typename } }
      r1: repository(owner: "no", name: "body") { nameWithOwner }
      rateLimit { remaining resetAt }
    }"""

    _, answer = hub.requester.requestJsonAndCheck("POST", hub.requester.graphql_url, input={"query": query})

    assert answer["data"]["r0"] == {"nameWithOwner": "owner/name", "p": {"__typename": "Tree"}}
    assert answer["data"]["r1"] is None
    assert answer["errors"][0]["type"] == "NOT_FOUND"
    assert answer["errors"][0]["path"] == ["r1"]
    assert answer["errors"][0]["message"] == "Could not resolve to a Repository with the name 'no/body'."


def test_graphql_refuses_a_field_that_github_does_not_have(world: World, hub: github.Github) -> None:
    world.repository("owner/name")
    query = 'query { r0: repository(owner: "owner", name: "name") { isDead } }'

    _, answer = hub.requester.requestJsonAndCheck("POST", hub.requester.graphql_url, input={"query": query})

    assert answer["errors"][0]["extensions"]["code"] == "undefinedField"


def test_hugging_face_knows_models_renames_and_says_401_for_what_is_missing(world: World) -> None:
    world.model("meta/new", formerly="meta/old")

    found, body, _ = fetch(world, "https://huggingface.co/api/models/meta/new")
    moved, _, moved_headers = fetch(world, "https://huggingface.co/api/models/meta/old")
    gone, _, gone_headers = fetch(world, "https://huggingface.co/api/models/no/body")

    assert (found, moved, gone) == (200, 307, 401)
    assert b'"id": "meta/new"' in body
    assert moved_headers["location"] == "https://huggingface.co/api/models/meta/new"
    assert gone_headers["x-error-code"] == "RepoNotFound"


def test_a_doi_has_a_handle_a_crossref_record_and_a_target(world: World) -> None:
    world.doi("10.1145/3571730", url="https://dl.example/3571730", title="Survey of Hallucination", authors=["Ziwei Ji"])

    handle, _, _ = fetch(world, "https://doi.org/api/handles/10.1145/3571730")
    target, _, headers = fetch(world, "https://doi.org/10.1145/3571730")
    record, body, _ = fetch(world, "https://api.crossref.org/works/10.1145/3571730")
    unknown, _, _ = fetch(world, "https://doi.org/api/handles/10.1145/0")

    assert (handle, target, record, unknown) == (200, 302, 200, 404)
    assert headers["location"] == "https://dl.example/3571730"
    assert b'"title": ["Survey of Hallucination"]' in body


def test_datacite_knows_the_dois_of_arxiv(world: World) -> None:
    world.paper("1706.03762", title="Attention Is All You Need", versions=["2017-06-12", "2017-06-19"])

    status, body, _ = fetch(world, "https://api.datacite.org/dois/10.48550/arXiv.1706.03762")

    assert status == 200
    assert b'{"date": "2017-06-19T00:00:00Z", "dateType": "Submitted", "dateInformation": "v2"}' in body


def test_settings_lead_into_the_world(world: World) -> None:
    settings = world.settings(timeout=1.0)

    assert settings.timeout == 1.0
    assert settings.github_url.startswith("http://127.0.0.1:")
    assert settings.github_url.endswith("/api.github.com")
