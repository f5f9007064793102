"""A contributor is told of what the change did, wherever that shows, and of nothing that was wrong before."""

from __future__ import annotations

import asyncio
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from tests.unit.reports import a_finding, a_report
from tests.unit.repositories import ALONE, Repository

from linkbot.baseline import Baseline, save
from linkbot.config import Settings
from linkbot.errors import InputError
from linkbot.model.evidence import Attempt, Evidence, Found, Paper, Question
from linkbot.model.report import Report
from linkbot.pipeline import check
from linkbot.report.summary import render
from linkbot.report.view import View
from linkbot.revision import revision
from linkbot.store import Store

Told = list[tuple[str, int, str]]

PAPERS = """# Reading list

See the [notes](notes.md#open-questions).

## Language

- [Attention Is All You Need](https://arxiv.org/abs/1706.03762) - June 2017. The one that all others cite.
- [A scheme is missing](arxiv.org/abs/1810.04805) - October 2018.
- [Our summary](docs/summary.md) of the first ten.
- [Lost for long](docs/lost.md).

## Vision

| Title | Date |
| --- | --- |
| [Deep Residual Learning](https://arxiv.org/abs/1512.03385) | December 20155 |
"""
NOTES = "# Notes\n\n## Open questions\n\nBack to the [list](README.md#vision), or to [nowhere](README.md#nowhere).\n"
SUMMARY = "# Summary\n\n[The list](../README.md), [a picture](picture.png), [another](other.png), [below](#summary).\n"


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    for name, value in ALONE.items():
        monkeypatch.setenv(name, value)
    (tmp_path / "top").mkdir()
    monkeypatch.chdir(tmp_path / "top")
    return tmp_path / "top"


@pytest.fixture
def lists(folder: Path) -> Repository:
    """A list with its notes, some of it wrong, all of it committed."""
    return Repository.at(
        folder, **{"README.md": PAPERS, "notes.md": NOTES, "docs/summary.md": SUMMARY, "docs/picture.png": b"\x89PNG\0"}
    )


def checked(*inputs: str, rev: str = "HEAD", **settings: Any) -> Report:
    given = Settings(**{"offline": True, "store": Path("../store"), **settings})
    return asyncio.run(check(inputs, given, since=revision(rev, Path.cwd())))


def told(*inputs: str, rev: str = "HEAD", **settings: Any) -> Told:
    """Where which findings are told."""
    return [(row.path, row.line, row.code) for row in checked(*inputs, rev=rev, **settings).findings]


def an_answer(question: Question, facts: Paper) -> None:
    """Puts it into the store."""
    now = datetime.now(UTC)
    got = (Attempt(at=now, method="GET", url="https://export.arxiv.org/", status=200),)
    known = Evidence(question=question, answer=Found(facts=facts), asked_at=now, expires_at=now + timedelta(days=1), trace=got)
    with Store(Path("../store")) as store:
        store.put(known)


# What the change wrote


def test_nothing_is_told_where_nothing_has_changed(lists: Repository) -> None:
    report = checked()

    assert report.findings == []
    assert f"no line of these lists was added or changed since {lists.git('rev-parse', 'HEAD')[:12]}" in report.hints


def test_a_new_entry_is_judged_and_the_old_ones_are_not(lists: Repository) -> None:
    lists.write({"README.md": PAPERS.replace("- [Our", "- [Another without](arxiv.org/abs/1907.11692) - July 2019.\n- [Our")})

    assert told() == [("README.md", 9, "LB105")]


def test_an_old_entry_that_was_changed_is_judged_as_a_whole(lists: Repository) -> None:
    lists.write({"README.md": PAPERS.replace("Deep Residual Learning", "Residual learning")})

    assert told() == [("README.md", 16, "LB404")]


def test_a_file_that_git_does_not_track_is_new_as_a_whole(lists: Repository) -> None:
    lists.write({"draft.md": "- [One](arxiv.org/abs/1907.11692)\n", "ignored.md": "- [Two](arxiv.org/abs/1907.11692)\n"})
    lists.write({".gitignore": "ignored.md\n"})

    assert told() == [("draft.md", 1, "LB105")]
    assert told("ignored.md") == [("ignored.md", 1, "LB105")]


def test_a_renamed_list_is_no_new_one(lists: Repository) -> None:
    lists.git("mv", "notes.md", "remarks.md")
    lists.git("mv", "README.md", "LIST.md")
    lists.write({"LIST.md": PAPERS.replace("notes.md", "remarks.md") + "| [New](arxiv.org/abs/1907.11692) | 2019 |\n"})

    found = told()

    assert [(path, line) for path, line, _ in found] == [
        ("LIST.md", 17),  # the new row
        ("docs/summary.md", 3),  # its link to README.md
        ("remarks.md", 5),  # its two links to README.md
        ("remarks.md", 5),
    ]


def test_a_duplicate_is_told_on_the_new_line(lists: Repository) -> None:
    new = "- [Attention Is All You Need](https://arxiv.org/abs/1706.03762v5) - June 2017.\n"
    lists.write({"README.md": PAPERS.replace("- [Attention", new + "- [Attention", 1)})

    row = checked(select=("LB401",)).findings[0]

    assert (row.line, row.message) == (7, "also listed on line 8")
    assert [related.line for related in row.related] == [8]
    assert told(select=("LB401",)) == [("README.md", 7, "LB401")]


def test_the_same_title_under_another_link_is_told_on_the_new_line(lists: Repository) -> None:
    lists.write({"README.md": PAPERS.replace("- [Our", "- [Attention Is All You Need](https://example.org/attention)\n- [Our")})

    assert told(select=("LB402",)) == [("README.md", 9, "LB402")]


def test_two_titles_of_one_paper_are_told_on_the_new_line(lists: Repository) -> None:
    new = "- [Deep Contextualized Word Representations](https://arxiv.org/abs/1706.03762)\n"
    lists.write({"README.md": PAPERS.replace("- [Our", new + "- [Our")})

    assert told(select=("LB403",)) == [("README.md", 9, "LB403")]


def test_an_entry_is_out_of_an_order_that_the_whole_list_keeps(folder: Path) -> None:
    rows = [f"| [Work {number}](https://example.org/{number}) | 2024-{number:02} |\n" for number in range(1, 13)]
    table = "# A table\n\n| Title | Date |\n| --- | --- |\n" + "".join([*rows * 2])
    lists = Repository.at(folder, **{"README.md": table.replace("2024", "2023", 12)})
    lists.write({"README.md": table.replace("2024", "2023", 12) + "| [Late](https://example.org/late) | 2021-03 |\n"})

    assert told(select=("LB406",)) == [("README.md", 29, "LB406")]


def test_spoilt_text_is_told_on_a_new_line_and_mended_there_alone(folder: Path) -> None:
    lists = Repository.at(
        folder, **{"README.md": "# Caf\u221a\u00a9s\n\n- [One](https://one.example.org) \u201a\u00c2\u2030 \u201a\u00c2\u2030\n"}
    )
    lists.write({"README.md": (folder / "README.md").read_text() + "- [Two](https://two.example.org) \u201a\u00c2\u2030\n"})

    row = checked(select=("LB501",)).findings[0]

    assert row.line == 4
    assert row.fix is not None
    assert len(row.fix.edits) == 1


def test_a_file_that_became_unreadable_is_told_and_one_that_was_is_not(folder: Path) -> None:
    lists = Repository.at(folder, **{"old.md": b"\x89PNG\0\0\xff", "new.md": "# A list\n", "README.md": "# A list\n"})
    lists.write({"new.md": b"\x89PNG\0\0\xff\xfe"})

    assert told() == [("new.md", 1, "LB002")]


def test_a_file_that_grew_too_large_is_told(folder: Path) -> None:
    lists = Repository.at(folder, **{"README.md": "# A list\n", "large.md": "word " * 2_000})
    lists.write({"README.md": "word " * 2_000})

    assert told(max_file_size=5_000) == [("README.md", 1, "LB002")]


def test_an_unused_ignore_comment_is_told_on_a_new_line_alone(folder: Path) -> None:
    text = "# A list\n\n<!-- linkbot-disable-next-line LB404 -->\n- [One](https://one.example.org)\n"
    lists = Repository.at(folder, **{"README.md": text})
    lists.write({"README.md": text + "<!-- linkbot-disable-next-line LB404 -->\n- [Two](https://two.example.org)\n"})

    assert told() == [("README.md", 5, "LB001")]


def test_what_an_ignore_comment_hides_is_counted_where_it_is_new(lists: Repository) -> None:
    text = PAPERS.replace("arxiv.org/abs/1810.04805) - October 2018.", "arxiv.org/abs/1810.04805) <!-- linkbot-disable-line -->")
    lists.commit({"README.md": text})
    lists.write({"README.md": text + "| [New](arxiv.org/abs/1907.11692) | 2019 <!-- linkbot-disable-line --> |\n"})

    assert [row.finding.line for row in checked().suppressed] == [17]


# What the change broke elsewhere


def test_a_heading_that_was_renamed_breaks_the_links_to_it_wherever_they_stand(lists: Repository) -> None:
    lists.write({"README.md": PAPERS.replace("## Vision", "## Images")})

    assert told() == [("notes.md", 5, "LB103")]


def test_a_heading_breaks_the_links_in_its_own_file(folder: Path) -> None:
    text = "# A list\n\n[Parts](#parts) and [no parts](#no-parts)\n\n## Parts\n"
    lists = Repository.at(folder, **{"README.md": text})
    lists.write({"README.md": text.replace("## Parts", "## Pieces")})

    assert [(row.line, row.url) for row in checked().findings] == [(3, "#parts")]


def test_a_file_that_was_deleted_breaks_the_links_to_it(lists: Repository) -> None:
    lists.git("rm", "-q", "notes.md", "docs/picture.png")

    assert told() == [("README.md", 3, "LB104"), ("docs/summary.md", 3, "LB104")]


def said(**settings: Any) -> list[str]:
    """What the findings say."""
    return [row.message for row in checked(**settings).findings]


def test_on_a_line_that_was_not_touched_it_says_what_the_change_did(lists: Repository) -> None:
    lists.write({"notes.md": NOTES.replace("Open questions", "Questions"), "README.md": PAPERS.replace("## Vision", "## Sight")})

    row = checked(select=("LB103",)).findings[0]

    assert said(select=("LB103",)) == [
        "this change took #open-questions out of notes.md; this line links to it",
        "this change took #vision out of README.md; this line links to it",
    ]
    assert row.hint == "Change this line with it, or leave in place what it links to."


def test_a_file_that_git_knows_to_be_moved_is_named(lists: Repository) -> None:
    lists.git("mv", "notes.md", "remarks.md")
    lists.git("rm", "-q", "docs/picture.png")

    assert said(select=("LB104",)) == [
        "this change moved notes.md: it is remarks.md now",
        "this change took docs/picture.png away; this line links to it",
    ]


def test_a_list_that_was_moved_away_is_told_so(lists: Repository) -> None:
    lists.git("mv", "docs/summary.md", "summary.md")

    assert "this change moved the list away from docs/picture.png, which this line links to" in said(select=("LB104",))


def test_on_a_line_of_its_own_it_says_what_is_there(lists: Repository) -> None:
    lists.write({"notes.md": NOTES + "[Gone](README.md#gone)\n"})

    assert said(select=("LB103",)) == ["there is no #gone in README.md"]


def test_an_entry_that_was_deleted_is_no_added_line(lists: Repository) -> None:
    lists.write({"README.md": PAPERS.replace("- [Lost for long](docs/lost.md).\n", "")})

    assert not any("has changed" in hint for hint in checked().hints)


def test_a_folder_whose_last_file_went_breaks_the_links_to_it(folder: Path) -> None:
    lists = Repository.at(folder, **{"README.md": "[Notes](docs/), [more](more/)\n", "docs/old/a.md": "# A\n"})
    lists.git("rm", "-q", "docs/old/a.md")

    assert [row.url for row in checked().findings] == ["docs/"]


def test_a_name_that_is_spelled_otherwise_now_breaks_the_links_to_it(lists: Repository) -> None:
    lists.git("mv", "notes.md", "Notes.md")

    assert told() == [("README.md", 3, "LB104")]


def test_a_list_that_was_moved_is_told_of_the_links_that_led_somewhere_before(lists: Repository) -> None:
    lists.git("mv", "docs/summary.md", "summary.md")
    lists.write({"README.md": PAPERS.replace("docs/summary.md", "summary.md")})

    found = checked()

    assert [(row.path, row.url) for row in found.findings] == [("summary.md", "picture.png")]


def test_a_link_from_the_top_of_the_repository_is_broken_as_any_other(lists: Repository) -> None:
    base = lists.commit({"docs/more.md": "[Notes](/notes.md#open-questions) and [none](/none.md)\n"})
    lists.write({"notes.md": "# Notes\n"})

    assert told(rev=base) == [("README.md", 3, "LB103"), ("docs/more.md", 1, "LB103")]


def test_the_page_of_a_folder_has_its_anchors(folder: Path) -> None:
    lists = Repository.at(
        folder, **{"README.md": "[Use](docs#use), [none](docs#none)\n", "docs/README.md": "# Use\n", "page.html": "<p>"}
    )
    lists.write({"docs/README.md": "# Usage\n"})

    assert [row.url for row in checked().findings] == ["docs#use"]


def test_a_web_page_beside_the_list_has_its_anchors(folder: Path) -> None:
    page = "<!DOCTYPE html><title>Page</title><h1 id='one'>One</h1><p>"
    lists = Repository.at(folder, **{"README.md": "[One](page.html#one), [two](page.html#two)\n", "page.html": page})
    lists.write({"page.html": page.replace("id='one'", "")})

    assert [row.url for row in checked().findings] == ["page.html#one"]


def test_a_new_definition_is_told_at_the_links_that_use_it(folder: Path) -> None:
    text = "# A list\n\n- [One][one]\n- [Two][two]\n\n[one]: https://one.example.org\n[two]: arxiv.org/abs/1706.03762\n"
    lists = Repository.at(folder, **{"README.md": text})
    lists.write({"README.md": text.replace("https://one.example.org", "arxiv.org/abs/1810.04805")})

    assert told(select=("LB105",)) == [("README.md", 3, "LB105")]


# Which lists are looked at


def test_from_a_folder_its_lists_are_checked(lists: Repository, monkeypatch: pytest.MonkeyPatch) -> None:
    lists.write({"README.md": PAPERS + "\n[x](arxiv.org/abs/1)\n", "docs/summary.md": SUMMARY + "\n[x](arxiv.org/abs/1)\n"})
    monkeypatch.chdir("docs")

    assert told(store=Path("../../store")) == [("summary.md", 5, "LB105")]
    assert ("../README.md", 18, "LB105") in told("../README.md", store=Path("../../store"))


def test_a_list_that_was_named_is_judged_alone_by_all_that_was_broken(lists: Repository) -> None:
    lists.write({"README.md": PAPERS.replace("## Vision", "## Images") + "\n[x](arxiv.org/abs/1)\n"})

    assert told("notes.md") == [("notes.md", 5, "LB103")]


def test_a_list_outside_of_the_repository_is_refused(lists: Repository, tmp_path: Path) -> None:
    (tmp_path / "other.md").write_text("# Other\n")

    with pytest.raises(InputError, match=r"--since: \.\./other\.md is not in the repository"):
        checked("../other.md")


def test_a_list_that_goes_by_two_names_is_told_of_under_its_own(lists: Repository) -> None:
    (lists.path / "ALSO.md").symlink_to("README.md")
    (lists.path / "outside.md").symlink_to("/etc/hostname")
    lists.commit()
    lists.write({"README.md": PAPERS + "| [New](arxiv.org/abs/1907.11692) | 2019 |\n"})

    assert told() == [("README.md", 17, "LB105")]


def test_the_lists_of_a_submodule_are_not_this_repository_s(lists: Repository) -> None:
    Repository.at(lists.path / "library", **{"README.md": "- [One](arxiv.org/abs/1706.03762)\n"})
    lists.git("-c", "advice.addEmbeddedRepo=false", "add", "library")
    lists.git("commit", "-q", "-m", "A library")
    Repository(lists.path / "library").commit({"README.md": "- [Two](arxiv.org/abs/1706.03762)\n"})

    assert told() == []
    assert told("library/README.md") == []


def test_names_that_are_not_utf_8_are_told_of(folder: Path) -> None:
    lists = Repository.at(folder, **{"caf\udce9.md": "- [One](https://one.example.org)\n"})
    lists.write({"caf\udce9.md": "- [One](https://one.example.org)\n- [Two](arxiv.org/abs/1706.03762)\n"})

    assert told() == [("caf\\udce9.md", 2, "LB105")]


# What the report says


def test_the_report_names_the_commit_and_what_was_spared(lists: Repository) -> None:
    lists.write({"README.md": PAPERS + "| [New](https://new.example.org) | 2019 |\n"})

    report = checked()

    assert report.run.since == lists.git("rev-parse", "HEAD")
    assert report.statistics.skipped["unchanged"] == 2
    assert report.statistics.unverified == {"offline": 1}
    assert f"Limited to what has changed since {report.run.since[:12]}" in render(report, View())


def test_the_report_has_the_name_that_git_has_for_what_was_checked(lists: Repository) -> None:
    lists.write({"notes.md": "# Not committed yet\r\n"})

    blobs = {row.path: row.git_blob for row in checked().documents}

    assert blobs == {name: lists.git("hash-object", name) for name in ("README.md", "docs/summary.md", "notes.md")}


def test_a_target_of_which_a_new_line_speaks_as_well_is_not_spared(lists: Repository) -> None:
    lists.write({"README.md": "- [Again](https://arxiv.org/abs/1706.03762)\n\n" + PAPERS})

    counts = checked().statistics

    assert (counts.unverified, counts.skipped["unchanged"]) == ({"offline": 1}, 1)


def test_the_whole_check_names_no_commit(lists: Repository) -> None:
    assert asyncio.run(check((), Settings(offline=True, store=Path("../store")))).run.since == ""


def test_what_the_store_knows_of_the_rest_counts(lists: Repository) -> None:
    an_answer(Question("arxiv", "1706.03762"), Paper(id="1706.03762", title="Attention Is All You Need"))
    lists.write({"README.md": PAPERS + "| [New](https://new.example.org) | 2019 |\n"})

    report = checked()

    assert (report.statistics.stored, report.statistics.skipped["unchanged"]) == (1, 1)


def test_a_whole_check_is_told_again_and_a_limited_one_is_kept_for_nobody(lists: Repository) -> None:
    settings = Settings(offline=True, store=Path("../store"))
    whole = asyncio.run(check((), settings))

    limited = checked()
    again = asyncio.run(check((), settings))

    assert len(whole.findings) == len(again.findings) == 5
    assert limited.findings == []


# The baseline


def test_what_is_accepted_stays_accepted_and_its_like_on_a_new_line_is_told(lists: Repository) -> None:
    wrong = "- [A scheme is missing](arxiv.org/abs/1810.04805) - October 2018.\n"
    file = Path("../baseline.json").resolve()
    save(Baseline(file).renewed(asyncio.run(check((), Settings(offline=True, store=Path("../store"))))))
    lists.write({"README.md": PAPERS.replace("- [Attention", wrong + "- [Attention", 1)})

    report = checked(select=("LB105",), baseline=file)

    assert [row.line for row in report.findings] == [7]
    assert report.suppressed == []


def test_a_limited_check_says_nothing_of_what_the_baseline_has_left_over(lists: Repository) -> None:
    dead = a_finding(code="LB101", path="README.md", subject="arxiv:1706.03762")
    file = Path("../baseline.json").resolve()
    save(Baseline(file).renewed(a_report(dead)))

    baseline = checked(select=("LB101",), offline=False, baseline=file).baseline

    assert baseline is not None
    assert (baseline.findings, baseline.unused) == (1, 0)
