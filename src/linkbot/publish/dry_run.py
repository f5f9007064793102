"""A dry run: what would be written is put down and not done, with answers that let the whole plan be walked."""

from __future__ import annotations

import json
from base64 import b64decode
from collections.abc import Mapping
from datetime import datetime
from hashlib import sha1
from typing import Any

from linkbot.account import git_blob
from linkbot.publish.wire import Reply
from linkbot.publish.writing import Caller
from linkbot.report.text import clean

_SHORT = 60  # characters of a text that a line shows


class DryRun:
    """Reads by `caller`, and answers as GitHub would after what was written. `lines` are the calls that were not made, `texts`
    the titles and texts in them, by what they would be of.

    What would be made has the numbers that come next, as far as can be seen. Blobs have their real ids, trees and commits others
    that stand for them.
    """

    def __init__(self, caller: Caller) -> None:
        self.lines: list[str] = []
        self.texts: list[tuple[str, str, str]] = []
        self._caller = caller
        self._made: dict[str, Any] = {}
        self._refs: dict[str, str | None] = {}
        self._page = ""
        self._last = 0

    @property
    def server_time(self) -> datetime:
        """GitHub's clock, as of its last answer."""
        return self._caller.server_time

    def read(self, path: str, **parameters: str) -> Reply:
        """What GitHub answers to a GET, or would answer after what was written."""
        rest = path.partition("/git/ref/")[2]
        if rest and (ref := f"refs/{rest}") in self._refs:
            sha = self._refs[ref]
            return Reply("GET", path, 200, {}, _ref(ref, sha)) if sha else Reply("GET", path, 404, {}, {"message": "Not Found"})
        if path in self._made:
            return Reply("GET", path, 200, {}, self._made[path])
        reply = self._caller.read(path, **parameters)
        if isinstance(reply.data, dict) and "default_branch" in reply.data:
            self._page = str(reply.data.get("html_url"))
        if isinstance(reply.data, list):
            self._last = max([self._last, *(item["number"] for item in reply.data if "number" in item)])
        prefix = path.partition("/git/matching-refs/")[2]
        return self._with_refs(reply, f"refs/{prefix}") if prefix else reply

    def query(self, query: str) -> Reply:
        """What GitHub answers to a query."""
        return self._caller.query(query)

    def pause(self, seconds: float) -> None:
        """Nothing was sent, so that nothing is waited for."""

    def create(self, path: str, body: Any) -> Reply:
        """What GitHub would answer to a POST."""
        return self.change("POST", path, body)

    def change(self, method: str, path: str, body: Any = None) -> Reply:
        """What GitHub would answer to a write."""
        self.lines.append(clean(f"{method} {path} {_short(body)}"))
        if isinstance(body, Mapping) and body.get("body"):
            kind = "pull request" if "/pulls" in path else "issue"
            self.texts.append((kind, str(body.get("title") or path.rpartition("/")[2]), str(body["body"])))
        repository, owner, name, *place = path.split("/")[1:]
        return Reply(method, path, 200, {}, self._answer(method, f"/{repository}/{owner}/{name}", place, body or {}))

    def _answer(self, method: str, repository: str, place: list[str], body: Mapping[str, Any]) -> Any:
        match method, place:
            case "POST", ["git", "blobs"]:
                return {"sha": git_blob(b64decode(body["content"]))}
            case "POST", ["git", "trees"]:
                return {"sha": _stand_in(body)}
            case "POST", ["git", "commits"]:
                return self._commit(repository, body)
            case "POST", ["git", "refs"]:
                self._refs[body["ref"]] = body["sha"]
                return _ref(body["ref"], body["sha"])
            case _, ["git", "refs", *rest]:
                ref = "/".join(["refs", *rest])
                self._refs[ref] = body.get("sha")
                return _ref(ref, body.get("sha"))
            case "POST", ["pulls"]:
                return self._pull(body)
            case "POST", ["issues"]:
                return {**self._item(body), "html_url": f"{self._page}/issues"}
            case "PATCH", [kind, number]:
                path = f"{repository}/{kind}/{number}"
                self._made[path] = {**self.read(path).data, **body}
                return self._made[path]
        return []

    def _commit(self, repository: str, body: Mapping[str, Any]) -> Any:
        person = {"name": "linkbot", "email": "linkbot", "date": self.server_time.isoformat()}
        sha = _stand_in(body)
        self._made[f"{repository}/git/commits/{sha}"] = made = {
            "sha": sha,
            "message": body["message"],
            "tree": {"sha": body["tree"]},
            "parents": [{"sha": parent} for parent in body["parents"]],
            "author": person,
            "committer": person,
        }
        return made

    def _pull(self, body: Mapping[str, Any]) -> Any:
        branch = f"refs/heads/{body['head']}"
        head = {"ref": body["head"], "sha": self._refs.get(branch) or _stand_in(branch)}
        page = f"{self._page}/compare/{body['base']}...{body['head']}"
        return {**self._item(body), "html_url": page, "head": head, "base": {"ref": body["base"]}}

    def _item(self, body: Mapping[str, Any]) -> dict[str, Any]:
        self._last += 1
        return {"number": self._last, "state": "open", "title": body["title"], "body": body["body"]}

    def _with_refs(self, reply: Reply, prefix: str) -> Reply:
        """A list of refs, as it would be after what was written."""
        there = {str(ref["ref"]): ref for ref in reply.data} if isinstance(reply.data, list) else {}
        ours = {ref: sha for ref, sha in self._refs.items() if ref.startswith(prefix)}
        there |= {ref: _ref(ref, sha) for ref, sha in ours.items()}
        return Reply("GET", reply.path, 200, {}, [data for ref, data in there.items() if ours.get(ref, data)])


def _ref(ref: str, sha: str | None) -> Any:
    return {"ref": ref, "object": {"sha": sha}}


def _stand_in(thing: Any) -> str:
    return sha1(json.dumps(thing, sort_keys=True).encode(), usedforsecurity=False).hexdigest()


def _short(value: Any) -> str:
    """A body in one line: long texts cut, files by their sizes and paths."""
    match value:
        case None:
            return ""
        case {"content": str(content), "encoding": "base64"}:
            return f"({len(b64decode(content))} bytes)"
        case {"tree": list(entries), "base_tree": base}:
            return f"(on {base}: {', '.join(entry['path'] for entry in entries)})"
        case dict():
            return json.dumps({name: _cut(part) for name, part in value.items()}, ensure_ascii=False)
    return str(value)


def _cut(part: Any) -> Any:
    if isinstance(part, str) and len(part) > _SHORT:
        return f"{part[:_SHORT]}... ({len(part)} characters)"
    return part
