"""The Git Data API: bytes and modes survive, commits are who they should be, refs are guarded."""

from __future__ import annotations

import base64
import subprocess
from datetime import UTC, datetime

from tests.hub.asking import FILES, a_bot, a_branch, a_list, a_person
from tests.hub.hub import Hub


def test_the_bytes_of_a_file_come_as_they_are(hub: Hub) -> None:
    a_list(hub)
    bot = a_bot(hub)

    tree = bot.get("git/trees/main?recursive=1")
    blob = bot.get(f"git/blobs/{tree['tree'][0]['sha']}")

    assert [(entry["path"], entry["mode"], entry["type"]) for entry in tree["tree"]] == [
        ("README.md", "100644", "blob"),
        ("docs", "040000", "tree"),
        ("docs/guide.md", "100644", "blob"),
    ]
    assert base64.b64decode(blob["content"]) == FILES["README.md"]


def test_a_tree_changes_only_what_it_is_told(hub: Hub) -> None:
    repository = a_list(hub)
    repository.push({"run": b"#!/bin/sh\n", "link": b"README.md"}, modes={"run": 0o100755, "link": 0o120000})
    bot = a_bot(hub)
    blob = bot.write("POST", "git/blobs", {"content": base64.b64encode(b"\xff\r\n").decode(), "encoding": "base64"})["sha"]
    entries = [
        {"path": "README.md", "mode": "100644", "type": "blob", "sha": blob},
        {"path": "docs/guide.md", "mode": "100644", "type": "blob", "sha": None},
    ]

    tree = bot.write("POST", "git/trees", {"base_tree": repository.tip(), "tree": entries})

    assert {entry["path"]: entry["mode"] for entry in tree["tree"]} == {"README.md": "100644", "link": "120000", "run": "100755"}
    assert repository.git.files(tree["sha"])["README.md"] == b"\xff\r\n"


def test_a_large_tree_is_cut_off_and_says_so(hub: Hub) -> None:
    a_list(hub).settings.tree_limit = 2

    tree = a_bot(hub).get("git/trees/main?recursive=1")

    assert (tree["truncated"], len(tree["tree"])) == (True, 2)


def test_what_a_bot_commits_without_an_author_is_signed_by_github(hub: Hub) -> None:
    repository = a_list(hub)

    sha = a_bot(hub).commit({"a.md": b"a"}, parent=repository.tip() or "")
    made = a_bot(hub).get(f"git/commits/{sha}")

    assert (made["author"]["name"], made["committer"]["name"]) == ("github-actions[bot]", "GitHub")
    assert (made["verification"]["verified"], made["verification"]["reason"]) == (True, "valid")


def test_what_a_person_commits_is_the_person_s_own_and_unsigned(hub: Hub) -> None:
    repository = a_list(hub)
    person = a_person(hub)

    made = person.get(f"git/commits/{person.commit({'a.md': b'a'}, parent=repository.tip() or '')}")

    assert (made["author"]["name"], made["committer"]["name"], made["verification"]["verified"]) == ("curator", "curator", False)


def test_a_named_author_takes_the_signature_away(hub: Hub) -> None:
    repository = a_list(hub)
    author = {"name": "Somebody", "email": "somebody@example.org", "date": "2026-01-02T03:04:05Z"}
    tree = repository.git.commit(repository.tip() or "").tree_id

    made = a_bot(hub).write("POST", "git/commits", {"message": "By hand", "tree": str(tree), "parents": [], "author": author})

    assert (made["author"], made["committer"]["name"], made["verification"]["verified"]) == (author, "Somebody", False)


def test_commits_go_by_the_clock_of_the_hub() -> None:
    with Hub(datetime(2026, 11, 21, 3, 17, tzinfo=UTC)) as hub:
        repository = a_list(hub)
        hub.clock.advance(hours=24)
        sha = a_bot(hub).commit({"a.md": b"a"}, parent=repository.tip() or "")

        reply = a_bot(hub)("GET", f"git/commits/{sha}")

    assert reply.json()["committer"]["date"] == "2026-11-22T03:17:00Z"
    assert reply.headers["Date"] == "Sun, 22 Nov 2026 03:17:00 GMT"


def test_a_ref_moves_only_forward_unless_forced(hub: Hub) -> None:
    repository = a_list(hub)
    bot = a_bot(hub)
    sha = a_branch(bot, repository)
    path = "git/refs/heads/linkbot/links"

    assert bot.refusal("PATCH", path, {"sha": repository.tip()}) == (422, "Update is not a fast forward")
    assert repository.tip("linkbot/links") == sha
    further = bot.commit({"a.md": b"a"}, parent=sha)
    assert bot.write("PATCH", path, {"sha": further})["object"]["sha"] == further
    assert bot.write("PATCH", path, {"sha": sha, "force": True})["object"]["sha"] == sha


def test_refs_are_refused_in_github_s_words(hub: Hub) -> None:
    repository = a_list(hub)
    bot = a_bot(hub)
    tip = repository.tip() or ""
    bot.write("POST", "git/refs", {"ref": "refs/heads/linkbot", "sha": tip})

    def words(ref: str, sha: str = tip) -> str:
        status, message = bot.refusal("POST", "git/refs", {"ref": ref, "sha": sha})
        assert status == 422
        return message

    assert words("refs/heads/linkbot") == "Reference already exists"
    assert words("refs/heads/linkbot/links") == "Reference update failed"
    assert words("refs/heads/new", "0" * 40) == "Object does not exist"
    assert words("refs/heads/a b") == "refs/heads/a b is not a valid ref name."
    assert words("heads") == "Reference name must start with 'refs/' and contain at least 2 slashes."
    assert bot.refusal("PATCH", "git/refs/heads/none", {"sha": tip}) == (422, "Reference does not exist")
    assert bot.refusal("GET", "git/ref/heads/none") == (404, "Not Found")


def test_a_ref_may_be_in_any_namespace_and_is_found_by_its_beginning(hub: Hub) -> None:
    repository = a_list(hub)
    bot = a_bot(hub)
    for number in (1, 2):
        bot.write("POST", "git/refs", {"ref": f"refs/linkbot/claim/dashboard-{number}", "sha": repository.tip()})

    found = bot.get("git/matching-refs/linkbot/claim/")
    bot.write("DELETE", "git/refs/linkbot/claim/dashboard-1")

    assert [ref["ref"] for ref in found] == ["refs/linkbot/claim/dashboard-1", "refs/linkbot/claim/dashboard-2"]
    assert [ref["ref"] for ref in bot.get("git/matching-refs/linkbot/claim/")] == ["refs/linkbot/claim/dashboard-2"]


def test_two_branches_are_compared_from_where_they_parted(hub: Hub) -> None:
    repository = a_list(hub)
    bot = a_bot(hub)
    start = repository.tip()
    sha = a_branch(bot, repository)
    repository.push({"other.md": b"x"})

    found = bot.get("compare/main...linkbot/links")

    assert (found["status"], found["ahead_by"], found["behind_by"]) == ("diverged", 1, 1)
    assert (found["merge_base_commit"]["sha"], found["commits"][0]["sha"]) == (start, sha)
    assert [(file["filename"], file["status"]) for file in found["files"]] == [("README.md", "modified")]


def test_contents_are_read_from_a_branch(hub: Hub) -> None:
    repository = a_list(hub)
    repository.push({"large.md": b"x" * (1 << 20) + b"y"}, branch="big")
    bot = a_bot(hub)

    assert base64.b64decode(bot.get("contents/README.md")["content"]) == FILES["README.md"]
    assert [entry["name"] for entry in bot.get("contents?ref=big")] == ["README.md", "docs", "large.md"]
    assert bot.get("contents/large.md?ref=big")["encoding"] == "none"
    assert bot.get("readme")["path"] == "README.md"
    assert bot.refusal("GET", "contents/none.md") == (404, "Not Found")
    assert bot.refusal("GET", "contents/README.md?ref=none") == (404, "No commit found for the ref none")


def test_git_itself_reads_the_repository(hub: Hub) -> None:
    repository = a_list(hub)
    a_branch(a_bot(hub), repository)

    told = ["git", "--git-dir", str(repository.git.folder)]
    read = subprocess.run([*told, "show", "linkbot/links:README.md"], capture_output=True, check=True)
    subprocess.run([*told, "fsck", "--strict"], capture_output=True, check=True)

    assert read.stdout == b"# A better list\n"
