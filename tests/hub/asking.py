"""A bare client of the hub, for tests of the hub itself."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

import requests

from tests.hub.accounts import Level
from tests.hub.hub import Hub
from tests.hub.repository import Repository

FILES = {"README.md": b"# A list\r\n- caf\xe9\r\n", "docs/guide.md": b"A guide.\n"}
ALL: dict[str, Level] = {"contents": "write", "issues": "write", "pull_requests": "write"}


@dataclass
class Asking:
    """Asks `hub` with `token`; paths without a leading slash are below /repos/curator/list."""

    hub: Hub
    token: str = ""
    session: requests.Session = field(default_factory=requests.Session)

    def __call__(self, method: str, path: str, body: Any = None, **headers: str) -> requests.Response:
        below = f"/repos/curator/list/{path}" if path else "/repos/curator/list"
        address = path if path.startswith("http") else f"{self.hub.url}{path if path.startswith('/') else below}"
        sent = {name.replace("_", "-"): value for name, value in headers.items()}
        if self.token and "Authorization" not in sent:
            sent["Authorization"] = f"token {self.token}"
        return self.session.request(method, address, json=body, headers=sent, allow_redirects=False, timeout=10)

    def get(self, path: str, **headers: str) -> Any:
        """The JSON of something that is there."""
        reply = self("GET", path, **headers)
        assert reply.status_code == 200, reply.text
        return reply.json()

    def write(self, method: str, path: str, body: Any = None) -> Any:
        """The JSON of a write that is accepted."""
        reply = self(method, path, body)
        assert reply.ok, reply.text
        return reply.json() if reply.content else None

    def refusal(self, method: str, path: str, body: Any = None) -> tuple[int, str]:
        """The status and the words of a refusal, those of its first error where it names any."""
        reply = self(method, path, body)
        assert not reply.ok, reply.text
        errors = reply.json().get("errors") or [{}]
        return reply.status_code, errors[0].get("message") or reply.json()["message"]

    def commit(self, files: dict[str, bytes], *, parent: str, message: str = "Fix 1 link") -> str:
        """A commit on top of another, by the Git Data API."""
        entries = [
            {
                "path": path,
                "mode": "100644",
                "type": "blob",
                "sha": self.write("POST", "git/blobs", {"content": data.decode(), "encoding": "utf-8"})["sha"],
            }
            for path, data in files.items()
        ]
        tree = self.write("POST", "git/trees", {"base_tree": parent, "tree": entries})["sha"]
        made = self.write("POST", "git/commits", {"message": message, "tree": tree, "parents": [parent]})
        return str(made["sha"])


def a_list(hub: Hub, **more: Any) -> Repository:
    """The repository curator/list, with two files."""
    return hub.repository("curator/list", FILES, **more)


def a_bot(hub: Hub, **permissions: Level) -> Asking:
    """Actions in curator/list, with all that linkbot needs unless told otherwise."""
    return Asking(hub, hub.actions_token("curator/list", **(permissions or ALL)))


def a_person(hub: Hub, login: str = "curator", **more: Any) -> Asking:
    return Asking(hub, hub.user(login, **more))


def a_branch(bot: Asking, repository: Repository, name: str = "linkbot/links") -> str:
    """A branch with one commit of the bot's on top of main, and that commit."""
    sha = bot.commit({"README.md": b"# A better list\n"}, parent=repository.tip() or "")
    bot.write("POST", "git/refs", {"ref": f"refs/heads/{name}", "sha": sha})
    return sha


def a_pull(bot: Asking, repository: Repository, head: str = "linkbot/links", body: str = "") -> int:
    """An open pull request of the bot's, and its number."""
    a_branch(bot, repository, head)
    made = bot.write("POST", "pulls", {"title": "Fix 1 link", "head": head, "base": "main", "body": body})
    return int(made["number"])
