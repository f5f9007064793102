"""The real command on a real branch: whom it asks, and what it tells a contributor."""

from __future__ import annotations

from tests.e2e.running import Folder
from tests.unit.repositories import Repository

NOTES = "# Notes\n\n## Open questions\n\nBack to the [list](list.md).\n"


def a_branch(place: Folder, before: str, after: str) -> Repository:
    """list.md on main, and changed on the branch `work`, while main went on."""
    lists = Repository.at(place.path, **{"list.md": before, "notes.md": NOTES, ".gitignore": "rules\nstore*\nreport.json\n"})
    lists.git("checkout", "-q", "-b", "work")
    lists.commit({"list.md": after})
    lists.git("checkout", "-q", "main")
    lists.commit({"notes.md": NOTES + "[x](arxiv.org/abs/1706.03762)\n"})
    lists.git("checkout", "-q", "work")
    return lists


def test_nobody_is_asked_about_what_has_not_changed(place: Folder) -> None:
    places = ["/a/1", "/gone/old", "/a/2", "/a/3"]
    before = "# A list\n\n" + "".join(f"- [Page {path}]({place.site.url(path)})\n" for path in places)
    a_branch(place, before, f"{before}- [New]({place.site.url('/gone/new')})\n- [Again]({place.site.url('/a/2')}) and more\n")

    end = place.run("check", "--since", "main", "--output", "report.json")

    report = place.report
    assert end.code == 1
    assert {asked.path for asked in place.site.log} == {"/gone/new", "/a/2"}
    assert [(row["line"], row["code"]) for row in report["findings"]] == [(7, "LB101"), (8, "LB401")]
    assert report["statistics"]["skipped"] == {"unchanged": 3}
    assert report["run"]["since"] == Repository(place.path).git("merge-base", "main", "work")
    assert f"Limited to what has changed since {report['run']['since'][:12]}, and what that broke." in end.err
