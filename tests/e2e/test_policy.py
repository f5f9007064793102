"""A maintainer's word counts: what is accepted or ignored is told no more, by the real command, until it is mended."""

from __future__ import annotations

import json
import signal

from tests.e2e.running import Folder, interrupted


def fingerprints(place: Folder) -> list[str]:
    data = json.loads((place.path / "linkbot-baseline.json").read_bytes())
    return [row["fingerprint"] for row in data["findings"]]


def test_what_was_accepted_is_told_no_more_and_what_is_new_is(place: Folder) -> None:
    place.write(["/gone/a", "/gone/b", "/a"])
    accepted = place.run("baseline", "write", "list.md")
    quiet = place.check()
    hidden = [row["finding"]["fingerprint"] for row in place.report["suppressed"]]
    place.write(["/gone/c", "/gone/a", "/gone/b"])

    loud = place.check()

    assert (accepted.code, accepted.out) == (0, "")
    assert accepted.err == "linkbot-baseline.json: 2 findings in 1 file (LB101 2); added 2.\n"
    assert sorted(hidden) == sorted(fingerprints(place))
    assert (quiet.code, quiet.out) == (0, "")
    assert "No findings.\n2 findings hidden by the baseline.\n" in quiet.err
    assert (loud.code, [row["url"] for row in place.report["findings"]]) == (1, [place.site.url("/gone/c")])
    assert [row["by"] for row in place.report["suppressed"]] == ["baseline", "baseline"]
    assert place.report["baseline"] == {"path": "linkbot-baseline.json", "findings": 2, "unused": 0}


def test_what_was_mended_is_dropped_by_the_command_that_the_hint_names(place: Folder) -> None:
    place.write(["/gone/a", "/gone/b"])
    place.run("baseline", "write", "list.md")
    place.write(["/gone/b", "/a"])

    told = place.check()
    dropped = place.run("baseline", "write", "list.md")
    silent = place.check()

    assert "1 finding of linkbot-baseline.json can no longer be found; `linkbot baseline write" in told.err
    assert dropped.err == "linkbot-baseline.json: 1 finding in 1 file (LB101 1); dropped 1.\n"
    assert len(fingerprints(place)) == 1
    assert (silent.code, "can no longer be found" in silent.err) == (0, False)


def test_lists_that_were_not_checked_and_links_that_did_not_answer_stay_accepted(place: Folder) -> None:
    place.write(["/gone/a"])
    place.write(["/gone/b"], "other.md")
    place.run("baseline", "write", "list.md", "other.md")
    before = fingerprints(place)

    place.run("baseline", "write", "list.md")
    place.run("baseline", "write", "--offline", "list.md", "other.md", store=place.path / "empty.sqlite3")

    assert len(before) == 2
    assert fingerprints(place) == before


def test_nothing_is_accepted_of_a_run_that_was_interrupted(place: Folder) -> None:
    place.write(["/gone/a", "/hang/b"])
    process = place.start("baseline", "write", "list.md")
    place.site.wait_for(asked=2)

    done = interrupted(process, signal.SIGINT)

    assert (done.code, done.err) == (130, "Interrupted: nothing was written.\n")
    assert not (place.path / "linkbot-baseline.json").exists()


def test_what_a_run_with_a_network_found_is_no_news(place: Folder) -> None:
    place.write(["/gone/a"])
    place.check()

    done = place.run("ignore", "list.md:1", "LB101", "--reason", "it moves house")
    after = place.check("--offline")

    assert done.err == "list.md:1 ignores LB101.\n"
    assert (after.code, after.out) == (0, "")
