"""The sources that a file of rules/sources describes: what each API says of a thing that is there, gone, moved, or hidden."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any, get_args

import pytest
from aiohttp import web
from tests.unit.apis import Told, always, ask_api, cut_off, serving

from linkbot.errors import RulebookError
from linkbot.model.evidence import Found, Gone, Moved, Page, Question, Repository, SourceName, Unknown
from linkbot.model.source_rule import SourceRule
from linkbot.rulebook import load_rulebook

RULES = load_rulebook().sources
KEYS: dict[SourceName, str] = {
    "gitlab": "inkscape/inkscape",
    "codeberg": "forgejo/forgejo",
    "pypi": "requests",
    "npm": "express",
    "crates": "serde",
    "discord": "rust-lang",
    "youtube": "kCc8FmEb1nY",
    "openreview": "Bjg1F6efdB",
    "stackexchange": "stackoverflow.com/q/11227809",
}
"""Each source that a file describes, and a key of its own."""

# https://docs.gitlab.com/api/projects/#get-a-single-project, without a token
PROJECT = {
    "id": 3472737,
    "description": "Vector graphics editor",
    "name": "inkscape",
    "name_with_namespace": "Inkscape / inkscape",
    "path": "inkscape",
    "path_with_namespace": "inkscape/inkscape",
    "created_at": "2017-06-09T14:16:35.615Z",
    "default_branch": "master",
    "web_url": "https://gitlab.com/inkscape/inkscape",
    "star_count": 3000,
    "last_activity_at": "2026-11-18T12:52:36.000Z",
}
# https://codeberg.org/api/swagger#/repository/repoGet
REPOSITORY = {
    "id": 89945,
    "owner": {"id": 67492, "login": "forgejo"},
    "name": "forgejo",
    "full_name": "forgejo/forgejo",
    "empty": False,
    "private": False,
    "archived": False,
    "default_branch": "forgejo",
    "updated_at": "2026-11-20T08:11:58+01:00",
}
# https://docs.pypi.org/api/json/#get-a-project
PROJECT_ON_PYPI = {
    "info": {"name": "requests", "version": "2.32.3", "yanked": False, "package_url": "https://pypi.org/project/requests/"},
    "last_serial": 23456789,
    "releases": {"2.32.3": [{"filename": "requests-2.32.3.tar.gz", "yanked": False}]},
    "urls": [],
    "vulnerabilities": [],
}
MANIFEST = {"name": "express", "version": "5.1.0", "description": "Fast web framework", "dist": {"shasum": "0" * 40}}
UNPUBLISHED = {
    "_id": "example",
    "name": "example",
    "time": {"created": "2016-01-01T00:00:00Z", "unpublished": {"time": "2016-03-22T00:00:00Z", "versions": ["1.0.0"]}},
}
CRATE = {
    "crate": {"id": "serde", "name": "serde", "max_version": "1.0.219", "yanked": False},
    "versions": None,
    "keywords": None,
    "categories": None,
}
# https://docs.discord.com/developers/resources/invite#get-invite
INVITATION = {"type": 0, "code": "rust-lang", "expires_at": None, "guild": {"id": "442252698964721669", "name": "Rust"}}
# https://oembed.com/#section2.3.4.2
VIDEO = {"title": "Let's build GPT", "author_name": "A", "type": "video", "version": "1.0", "provider_name": "YouTube"}
PICTURE = web.Response(status=200, body=b"\xff\xd8\xff\xe0picture", content_type="image/jpeg")
NO_PICTURE = web.Response(status=404, body=b"\xff\xd8\xff\xe0grey", content_type="image/jpeg")
NOTE = {"id": "Bjg1F6efdB", "forum": "Bjg1F6efdB", "content": {"title": {"value": "A Title"}}}
OLD_NOTE = {"id": "Bjg1F6efdB", "forum": "Bjg1F6efdB", "content": {"title": "A Title"}}
NO_NOTE = (404, {"name": "NotFoundError", "message": "The Note Bjg1F6efdB was not found", "status": 404, "details": {}})
FORBIDDEN = (403, {"name": "ForbiddenError", "message": "You don't have permission to read this note", "status": 403})


def redirect(to: str) -> web.Response:
    return web.Response(status=301, headers={"Location": to})


def answer(source: SourceName, key: str = "", **pages: Told) -> Any:
    key = key or KEYS[source]
    return ask_api(source, serving(**pages), key).answers[key]


def test_every_source_with_a_file_is_tried_here() -> None:
    assert sorted(RULES) == sorted(KEYS)


@pytest.mark.parametrize("rule", RULES.values(), ids=lambda rule: rule.source)
def test_every_file_names_its_manual_its_reason_and_its_day(rule: SourceRule) -> None:
    assert rule.manual.startswith("https://")
    assert len(rule.reason) > 60
    assert datetime.fromisoformat(rule.checked)
    assert all(base.startswith("https://") for base in rule.bases.values())


def test_a_project_on_gitlab_is_found_with_what_a_stranger_may_see() -> None:
    told = answer("gitlab", **{"/api/projects/inkscape%2Finkscape": PROJECT})

    assert told == Found(
        facts=Repository(
            name="inkscape/inkscape",
            id="3472737",
            default_branch="master",
            pushed=datetime(2026, 11, 18, 12, 52, 36, tzinfo=UTC),
        )
    )


def test_a_project_on_gitlab_in_groups_is_asked_for_with_its_whole_path() -> None:
    project = {**PROJECT, "path_with_namespace": "Gitlab-Org/CI-CD/tests/project"}

    told = answer("gitlab", "gitlab-org/ci-cd/tests/project", **{"/api/projects/gitlab-org%2Fci-cd%2Ftests%2Fproject": project})

    assert told.facts.name == "Gitlab-Org/CI-CD/tests/project"
    assert isinstance(told, Found)


def test_a_project_on_gitlab_that_was_renamed_has_moved() -> None:
    pages = {"/api/projects/old%2Fname": redirect("/api/projects/3472737"), "/api/projects/3472737": PROJECT}

    told = answer("gitlab", "old/name", **pages)

    assert isinstance(told, Moved)
    assert (told.to, told.permanent) == ("inkscape/inkscape", True)


def test_a_project_that_gitlab_does_not_show_may_be_private() -> None:
    told = answer("gitlab", **{"/api/projects/inkscape%2Finkscape": (404, {"message": "404 Project Not Found"})})

    assert isinstance(told, Unknown)
    assert told.reason == "unverifiable"


@pytest.mark.parametrize(("field", "state"), [("archived", "archived"), ("empty_repo", "empty")])
def test_a_project_on_gitlab_at_rest_says_so(field: str, state: str) -> None:
    told = answer("gitlab", **{"/api/projects/inkscape%2Finkscape": {**PROJECT, field: True}})

    assert getattr(told.facts, state)


def test_a_repository_on_codeberg_is_found() -> None:
    told = answer("codeberg", **{"/api/repos/forgejo/forgejo": {**REPOSITORY, "archived": True}})

    assert isinstance(told, Found)
    assert (told.facts.name, told.facts.id, told.facts.archived) == ("forgejo/forgejo", "89945", True)


def test_a_repository_on_codeberg_that_was_renamed_has_moved() -> None:
    pages = {"/api/repos/old/name": redirect("/api/repos/forgejo/forgejo"), "/api/repos/forgejo/forgejo": REPOSITORY}

    told = answer("codeberg", "old/name", **pages)

    assert isinstance(told, Moved)
    assert told.to == "forgejo/forgejo"


def test_a_repository_that_codeberg_does_not_show_is_gone_for_every_reader() -> None:
    missing = (404, {"errors": [], "message": "The target couldn't be found.", "url": "https://codeberg.org/api/swagger"})

    told = answer("codeberg", **{"/api/repos/forgejo/forgejo": missing})

    assert told == Gone(reason="Codeberg does not know it, or it is private")


@pytest.mark.parametrize(
    ("source", "key", "path", "told", "title"),
    [
        ("pypi", "requests", "/api/pypi/requests/json", PROJECT_ON_PYPI, "requests"),
        ("npm", "express", "/registry/express/latest", MANIFEST, "express"),
        ("npm", "@babel/core", "/registry/@babel%2Fcore/latest", {**MANIFEST, "name": "@babel/core"}, "@babel/core"),
        ("crates", "serde", "/api/crates/serde", CRATE, "serde"),
        ("discord", "rust-lang", "/api/invites/rust-lang", INVITATION, "rust-lang"),
        ("youtube", "kCc8FmEb1nY", "/oembed", VIDEO, "Let's build GPT"),
        ("openreview", "Bjg1F6efdB", "/api/notes", {"notes": [NOTE], "count": 1}, "A Title"),
    ],
)
def test_what_an_api_knows_is_found_in_one_request(
    source: SourceName, key: str, path: str, told: dict[str, Any], title: str
) -> None:
    asked = ask_api(source, serving(**{path: told}), key)

    found = asked.answers[key]
    assert isinstance(found, Found)
    assert isinstance(found.facts, Page)
    assert (found.facts.status, found.facts.title) == (200, title)
    assert len(asked.requests) == 1


@pytest.mark.parametrize(
    ("source", "pages", "words"),
    [
        ("pypi", {"/api/pypi/requests/json": (404, {"message": "Not Found"})}, "PyPI does not know the project"),
        ("npm", {"/registry/express": (404, {"error": "Not found"})}, "npm does not know the package"),
        ("npm", {"/registry/express": UNPUBLISHED}, "the package was unpublished, says npm"),
        (
            "crates",
            {"/api/crates/serde": (404, {"errors": [{"detail": "crate `serde` does not exist"}]})},
            "crates.io does not know the crate",
        ),
        (
            "discord",
            {"/api/invites/rust-lang": (404, {"message": "Unknown Invite", "code": 10006})},
            "Discord does not know the invitation",
        ),
        (
            "discord",
            {"/api/invites/rust-lang": (404, {"message": "Invite is expired.", "code": 50270})},
            "the invitation has expired, says Discord",
        ),
        (
            "youtube",
            {"/oembed": web.Response(status=404, text="Not Found"), "/thumbnails/kCc8FmEb1nY/0.jpg": NO_PICTURE},
            "YouTube does not know the video, and has no picture of it",
        ),
        (
            "youtube",
            {"/oembed": web.Response(status=400, text="Bad Request"), "/thumbnails/kCc8FmEb1nY/0.jpg": NO_PICTURE},
            "YouTube does not know the video, and has no picture of it",
        ),
        ("openreview", {"/api/notes": NO_NOTE, "/older/notes": NO_NOTE}, "OpenReview does not know the submission"),
    ],
)
def test_what_an_api_says_is_absent_is_gone(source: SourceName, pages: dict[str, Told], words: str) -> None:
    assert answer(source, **pages) == Gone(reason=words)


@pytest.mark.parametrize(
    ("source", "pages"),
    [
        # oEmbed says no, and the picture is still there
        ("youtube", {"/oembed": web.Response(status=404), "/thumbnails/kCc8FmEb1nY/0.jpg": PICTURE}),
        # private, or not to be embedded
        ("youtube", {"/oembed": web.Response(status=401, text="Unauthorized")}),
        ("youtube", {"/oembed": web.Response(status=403, text="Forbidden")}),
        # an empty list is not the word "not found"
        ("openreview", {"/api/notes": {"notes": [], "count": 0}, "/older/notes": {"notes": [], "count": 0}}),
    ],
)
def test_what_an_api_leaves_open_is_not_to_be_told(source: SourceName, pages: dict[str, Told]) -> None:
    told = answer(source, **pages)

    assert isinstance(told, Unknown)
    assert told.reason == "unverifiable"


def test_a_submission_that_is_not_open_to_everybody_is_blocked() -> None:
    assert answer("openreview", **{"/api/notes": FORBIDDEN}).reason == "blocked"


def test_a_submission_of_an_older_venue_is_found_by_the_older_api() -> None:
    told = answer("openreview", **{"/api/notes": NO_NOTE, "/older/notes": {"notes": [OLD_NOTE], "count": 1}})

    assert told.facts.title == "A Title"


def test_a_package_that_was_unpublished_once_and_published_again_is_there() -> None:
    record = {**UNPUBLISHED, "name": "express", "dist-tags": {"latest": "5.1.0"}}

    told = answer("npm", **{"/registry/express": record})

    assert told.facts.title == "express"


def test_where_the_second_api_is_silent_the_first_alone_proves_nothing() -> None:
    assert answer("openreview", **{"/api/notes": NO_NOTE, "/older/notes": web.Response(status=502)}).reason == "server-error"


@pytest.mark.parametrize("source", KEYS)
@pytest.mark.parametrize(
    ("told", "reasons"),
    [
        (web.Response(status=403, text="<html>Access denied</html>"), {"blocked", "unverifiable"}),
        (web.Response(status=429, headers={"Retry-After": "3600"}), {"rate-limited"}),
        (web.Response(status=500, text="oops"), {"server-error"}),
        (web.Response(status=451), {"protocol"}),
        (web.Response(status=200, text="<html>We are down for maintenance</html>", content_type="text/html"), {"protocol"}),
        (web.Response(status=200, text='{"name": ', content_type="application/json"), {"protocol"}),
        (web.Response(status=200, text="[]", content_type="application/json"), {"protocol"}),
        ({}, {"protocol"}),
        ({"crate": [], "info": "x", "name": {}, "title": 7, "code": ["x"], "notes": {}, "items": "none"}, {"protocol"}),
    ],
    ids=["403", "429", "500", "451", "a page", "junk", "a list", "nothing", "another shape"],
)
def test_a_refusal_a_failure_and_a_strange_answer_prove_nothing(source: SourceName, told: Told, reasons: set[str]) -> None:
    found = ask_api(source, always(told), KEYS[source]).answers[KEYS[source]]

    assert isinstance(found, Unknown)
    assert found.reason in reasons


@pytest.mark.parametrize("source", KEYS)
def test_half_an_answer_proves_nothing(source: SourceName) -> None:
    found = ask_api(source, cut_off, KEYS[source]).answers[KEYS[source]]

    assert found == Unknown(reason="protocol", detail=found.detail)


@pytest.mark.parametrize("source", sorted(KEYS.keys() - {"youtube", "stackexchange"}))
def test_a_404_of_somebody_else_on_the_way_proves_nothing(source: SourceName) -> None:
    page = web.Response(status=404, text="<html>No such page on this proxy</html>", content_type="text/html")

    found = ask_api(source, always(page), KEYS[source]).answers[KEYS[source]]

    assert isinstance(found, Unknown)


def test_a_repository_whose_record_cannot_be_read_is_unknown() -> None:
    told = answer("codeberg", **{"/api/repos/forgejo/forgejo": {**REPOSITORY, "updated_at": "soon"}})

    assert told.reason == "protocol"
    assert told.detail.startswith("Codeberg's answer is not what its manual says: ")


def test_an_answer_is_believed_for_as_long_as_its_file_says() -> None:
    asked = ask_api("youtube", serving(**{"/oembed": VIDEO}), "kCc8FmEb1nY")
    private = ask_api("youtube", always(web.Response(status=401)), "kCc8FmEb1nY")
    failed = ask_api("youtube", always(web.Response(status=500)), "kCc8FmEb1nY")

    held = [each.evidence["kCc8FmEb1nY"].expires_at - each.evidence["kCc8FmEb1nY"].asked_at for each in (asked, private, failed)]
    assert held[:2] == [timedelta(days=7), timedelta(days=0.8)]
    assert held[2] < timedelta(days=0.1)


def test_every_request_is_part_of_the_proof_and_says_who_asks() -> None:
    asked = ask_api("openreview", serving(**{"/api/notes": NO_NOTE, "/older/notes": NO_NOTE}), "Bjg1F6efdB")

    assert [attempt.status for attempt in asked.evidence["Bjg1F6efdB"].trace] == [404, 404]
    assert all("list@example.org" in agent for agent in asked.agents)


def test_a_key_is_no_place_to_hide_another_address() -> None:
    told = answer("pypi", "../../evil?x=1#y", **{"/api/pypi/..%2F..%2Fevil%3Fx=1%23y/json": PROJECT_ON_PYPI})

    assert isinstance(told, Found)


def test_a_mirror_is_named_by_an_overlay_that_changes_nothing_else(tmp_path: Path) -> None:
    (tmp_path / "sources").mkdir()
    text = "source: pypi\nbases: {api: https://pypi.example.com/mirror}\n"
    (tmp_path / "sources" / "pypi.yaml").write_text(text, encoding="utf-8")

    rule = load_rulebook(tmp_path).sources["pypi"]

    assert rule == RULES["pypi"].model_copy(update={"bases": {"api": "https://pypi.example.com/mirror"}})


@pytest.mark.parametrize(
    ("text", "complaint"),
    [
        ("bases: {api: https://pypi.example.com/}", "must not end with a slash"),
        ("bases: {other: https://pypi.example.com}", "names api, which is no base"),
        ("asks: [{url: '{api}/x', meanings: [{status: [404], means: next}]}]", "after the last one there is no next"),
        ("asks: [{url: '{api}/x', meanings: [{status: [404], means: gone}]}]", "look at says"),
        ("asks: [{url: '{api}/x', meanings: [{means: gone, says: gone}]}]", "it would fit every answer"),
        ("source: example", "source: "),
    ],
)
def test_a_file_that_cannot_be_used_is_named(tmp_path: Path, text: str, complaint: str) -> None:
    (tmp_path / "sources").mkdir()
    (tmp_path / "sources" / "mine.yaml").write_text(f"source: pypi\n{text}\n".replace("source: pypi\nsource", "source"))

    with pytest.raises(RulebookError, match=rf"mine\.yaml: .*{complaint}"):
        load_rulebook(tmp_path)


def test_every_source_of_an_identity_is_a_source_that_is_asked() -> None:
    own = {"arxiv", "github", "huggingface", "doi"}

    named = {rule.source for rule in load_rulebook().identities if rule.source}

    assert named == own | RULES.keys()
    assert named <= set(get_args(SourceName))


def test_a_question_of_a_source_with_a_file_can_be_written_and_read() -> None:
    questions = [Question(source, key) for source, key in KEYS.items()]

    assert [Question.parse(str(question)) for question in questions] == questions
