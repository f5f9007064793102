"""A list of links to forges, packages, videos and invitations: each thing is asked of its own API, once, by its real address."""

from __future__ import annotations

import asyncio
import json
import re
from collections import Counter
from pathlib import Path
from typing import Any

import pytest
from tests.world.server import World

from linkbot.model.report import Report
from linkbot.pipeline import check

LIST = """\
# Things

- [Inkscape](https://gitlab.com/Inkscape/inkscape.git)
- [Renamed](https://gitlab.com/old-group/tool/)
- [Private](https://gitlab.com/example/private)
- [A folder](https://gitlab.com/inkscape/inkscape/-/tree/master/src)
- [Archived](https://codeberg.org/example/archived)
- [Gone](https://codeberg.org/example/gone)
- [A package](https://pypi.org/project/Example_Tool/)
- [The same, older](https://pypi.python.org/pypi/example.tool)
- [No package](https://pypi.org/project/example-gone/)
- [Unpublished](https://www.npmjs.com/package/@example/tool)
- [A crate](https://crates.io/crates/example_tool)
- [A chat](https://discord.com/invite/expired)
- [A talk](https://youtu.be/aaaaaaaaaaa?t=30)
- [The same talk](https://www.youtube.com/watch?v=aaaaaaaaaaa&list=PL1)
- [A deleted talk](https://www.youtube.com/embed/bbbbbbbbbbb)
- [A private talk](https://www.youtube.com/watch?v=ccccccccccc)
- [A submission](https://openreview.net/pdf?id=AbC)
- [A question](https://stackoverflow.com/questions/1/why) and [another](https://stackoverflow.com/q/2)
- [A deleted question](https://stackoverflow.com/questions/3/why-not)
- [A migrated question](https://stackoverflow.com/questions/4/what-is-the-mean)
"""
JSON = "application/json"


@pytest.fixture
def report(world: World, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Report:
    """What a run says of the list in a world that has its things, and nothing but the APIs and two pages to tell of them."""

    def told(url: str, data: dict[str, Any], status: int = 200) -> None:
        world.page(url, status=status, body=json.dumps(data).encode(), content_type=JSON)

    gitlab = "https://gitlab.com/api/v4/projects"
    told(f"{gitlab}/inkscape%2Finkscape", {"id": 1, "path_with_namespace": "inkscape/inkscape"})
    told(f"{gitlab}/old-group%2Ftool", {"id": 2, "path_with_namespace": "new-group/tool"})
    told(f"{gitlab}/example%2Fprivate", {"message": "404 Project Not Found"}, 404)
    world.page("https://gitlab.com/inkscape/inkscape/-/tree/master/src")
    codeberg = "https://codeberg.org/api/v1/repos/example"
    told(f"{codeberg}/archived", {"id": 3, "full_name": "example/archived", "archived": True})
    told(f"{codeberg}/gone", {"message": "The target couldn't be found."}, 404)
    told("https://pypi.org/pypi/example-tool/json", {"info": {"name": "Example_Tool"}})
    told("https://pypi.org/pypi/example-gone/json", {"message": "Not Found"}, 404)
    world.page("https://registry.npmjs.org/@example%2Ftool/latest", status=404)
    told("https://registry.npmjs.org/@example%2Ftool", {"name": "@example/tool", "time": {"unpublished": {"time": "2016"}}})
    told("https://crates.io/api/v1/crates/example-tool?include=", {"crate": {"name": "example_tool"}})
    told("https://discord.com/api/v10/invites/expired", {"message": "Invite is expired.", "code": 50270}, 404)
    oembed = "https://www.youtube.com/oembed?format=json&url=https%3A%2F%2Fwww.youtube.com%2Fwatch%3Fv%3D"
    told(f"{oembed}aaaaaaaaaaa", {"title": "A talk"})
    world.page(f"{oembed}bbbbbbbbbbb", status=404)
    world.page("https://img.youtube.com/vi/bbbbbbbbbbb/0.jpg", status=404, content_type="image/jpeg")
    world.page(f"{oembed}ccccccccccc", status=401)
    told("https://api2.openreview.net/notes?id=AbC", {"notes": [{"content": {"title": {"value": "A Title"}}}], "count": 1})
    found = {"items": [{"question_id": 1, "title": "Why?"}, {"question_id": 2, "title": "Why 2?"}], "has_more": False}
    told("https://api.stackexchange.com/2.3/questions/1;2;3;4?site=stackoverflow.com&pagesize=100", found)
    world.page("https://stackoverflow.com/q/3", status=404)
    world.redirect("https://stackoverflow.com/q/4", "https://stats.stackexchange.com/questions/5/what-is-the-mean", status=302)
    world.page("https://stats.stackexchange.com/questions/5/what-is-the-mean")
    (tmp_path / "list.md").write_text(LIST, encoding="utf-8")
    monkeypatch.chdir(tmp_path)
    return asyncio.run(check(["list.md"], world.settings(), resolver=world.resolver))


def test_each_link_has_the_verdict_of_its_own_source(report: Report) -> None:
    verdicts = {row.line: row.verdict for row in report.links}

    assert verdicts == {
        3: "ok",
        4: "moved",
        5: "unverifiable",  # GitLab does not tell a private project from none
        6: "ok",
        7: "ok",
        8: "broken",
        9: "ok",
        10: "ok",
        11: "broken",
        12: "broken",
        13: "ok",
        14: "broken",
        15: "ok",
        16: "ok",
        17: "broken",
        18: "unverifiable",
        19: "ok",
        20: "ok",
        21: "broken",
        22: "unverifiable",  # its redirect outlives its record
    }


def test_what_is_gone_moved_and_archived_is_reported_in_words(report: Report) -> None:
    told = [(row.line, row.code, row.message) for row in report.findings if row.code not in ("LB401", "LB406")]

    assert told == [
        (4, "LB302", "old-group/tool is called new-group/tool today"),
        (7, "LB303", "example/archived is archived"),
        (8, "LB301", "there is no such repository: Codeberg does not know it, or it is private (unconfirmed)"),
        (11, "LB101", "nothing is there: PyPI does not know the project (unconfirmed)"),
        (12, "LB101", "nothing is there: the package was unpublished, says npm (unconfirmed)"),
        (14, "LB101", "nothing is there: the invitation has expired, says Discord (unconfirmed)"),
        (17, "LB101", "nothing is there: YouTube does not know the video, and has no picture of it (unconfirmed)"),
        (21, "LB101", "nothing is there: Stack Exchange's API does not know it, and its page answers 404 (unconfirmed)"),
    ]


def test_a_package_that_is_listed_twice_is_found_by_its_identity(report: Report) -> None:
    assert [row.line for row in report.findings if row.code == "LB401"] == [9, 10]


def test_where_no_api_can_be_reached_the_pages_are_asked_and_nothing_that_is_there_is_dead(
    world: World, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for url in re.findall(r"\((https?://[^)#]+)", LIST):
        world.page(url)
    (tmp_path / "list.md").write_text(LIST, encoding="utf-8")
    monkeypatch.chdir(tmp_path)

    report = asyncio.run(check(["list.md"], world.settings(select=("LB101", "LB301", "LB302")), resolver=world.resolver))

    verdicts = {row.url: row.verdict for row in report.links}
    assert report.findings == []
    assert verdicts["https://pypi.org/project/Example_Tool/"] == "ok"
    assert verdicts["https://gitlab.com/old-group/tool/"] == "flaky"


def test_a_company_asks_its_own_mirror(world: World, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    world.page("https://mirror.example.com/pypi/example-tool/json", body=b'{"info": {"name": "x"}}', content_type=JSON)
    (tmp_path / "own" / "sources").mkdir(parents=True)
    own = "source: pypi\nbases: {api: https://mirror.example.com}\n"
    (tmp_path / "own" / "sources" / "pypi.yaml").write_text(own, encoding="utf-8")
    (tmp_path / "list.md").write_text("- [A package](https://pypi.org/project/Example_Tool/)\n", encoding="utf-8")
    monkeypatch.chdir(tmp_path)

    report = asyncio.run(check(["list.md"], world.settings(rules_dir=tmp_path / "own"), resolver=world.resolver))

    assert [row.verdict for row in report.links] == ["ok"]
    assert {request.host for request in world.requests} == {"mirror.example.com"}


def test_each_thing_is_asked_for_once_and_no_more_is_asked_than_there_are_links(report: Report, world: World) -> None:
    asked = Counter(f"{request.host}{request.path}" for request in world.requests if request.path != "/robots.txt")

    assert {url: times for url, times in asked.items() if times > 1} == {"www.youtube.com/oembed": 3}
    assert asked.total() <= len(report.links)
