"""A second GitHub, made by others: npm's emulate, started on a free port of loopback with one person and one repository.

`python -m tests.hub.emulate` installs it, into a folder of its own in the user's cache; tests that need it are skipped without.
What it does otherwise than GitHub is told in test_emulate.py. It listens on all interfaces, and cannot be told otherwise.
"""

from __future__ import annotations

import base64
import json
import os
import re
import shutil
import socket
import subprocess
import sys
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import requests

from tests.hub.wire import Request, Wire

VERSION = "0.11.2"  # the newest that runs on Node 20; npm's `latest` is another package
TOKEN = "ghp_curator"
_SEED = f"""
tokens:
  {TOKEN}: {{login: curator, scopes: [repo]}}
github:
  users: [{{login: curator, name: Curator, email: curator@example.org}}]
  repos: [{{owner: curator, name: list, auto_init: true, default_branch: main}}]
"""
# its branches have the SHA of their commit alone
_BRANCH = re.compile(r"/repos/[^/]+/[^/]+/branches/[^/]+")
_PATIENCE = 30  # seconds


@dataclass(frozen=True)
class Emulated:
    """emulate, with the repository curator/list; `token` is its owner's, `asked` are the requests that came."""

    url: str
    asked: list[Request]
    token: str = TOKEN

    def get(self, path: str) -> Any:
        """The JSON of what is below /repos/curator/list."""
        return self._ask("GET", path)

    def merge(self, number: int) -> None:
        """Merges a pull request."""
        self._ask("PUT", f"pulls/{number}/merge", {"merge_method": "squash"})

    def put(self, path: str, data: bytes) -> None:
        """Commits a file to the default branch; one that is there is replaced."""
        found = [entry for entry in self.get("git/trees/main")["tree"] if entry["path"] == path]
        body: dict[str, str] = {"message": "By hand", "content": base64.b64encode(data).decode()}
        self._ask("PUT", f"contents/{path}", body | ({"sha": found[0]["sha"]} if found else {}))

    def file(self, path: str, branch: str = "main") -> bytes:
        """The bytes of a file on a branch."""
        return base64.b64decode(self.get(f"contents/{path}?ref={branch}")["content"])

    def _ask(self, method: str, path: str, body: Mapping[str, str] | None = None) -> Any:
        address = f"{self.url}/repos/curator/list/{path}"
        reply = requests.request(method, address, json=body, headers={"Authorization": f"token {self.token}"}, timeout=10)
        reply.raise_for_status()
        return reply.json()


def program() -> Path | None:
    """Where emulate is installed; None where it, or node, is not."""
    script = _folder() / "node_modules/emulate/dist/index.js"
    return script if script.exists() and shutil.which("node") else None


@contextmanager
def running(folder: Path) -> Iterator[Emulated]:
    """emulate, from when it answers until the end of the block; its seed and its log are in `folder`."""
    script, node = program(), shutil.which("node")
    assert script
    assert node
    port = _free_port()
    behind = f"http://127.0.0.1:{port}"
    mended = _Mended(behind)
    seed, log = folder / "emulate.yaml", folder / "emulate.log"
    seed.write_text(_SEED)
    command = [node, str(script), "start", "-s", "github", "-p", str(port), "--base-url", mended.url, "--seed", str(seed)]
    with log.open("wb") as written, subprocess.Popen(command, stdout=written, stderr=subprocess.STDOUT) as process:
        try:
            _wait(behind, process, log)
            yield Emulated(mended.url, mended.asked)
        finally:
            mended.close()
            process.terminate()


class _Mended:
    """Stands before emulate, and mends what it answers otherwise than GitHub's OpenAPI description says."""

    def __init__(self, behind: str) -> None:
        self._behind = behind
        self.asked: list[Request] = []
        self._session = requests.Session()
        self._wire = Wire(self._answer)
        self.url = f"http://127.0.0.1:{self._wire.port}"

    def close(self) -> None:
        self._wire.close()
        self._session.close()

    def _answer(self, request: Request) -> tuple[int, bytes, Mapping[str, str]]:
        kept = {name: value for name, value in request.headers.items() if name in ("authorization", "content-type", "user-agent")}
        address = f"{self._behind}{request.target}"
        reply = self._session.request(request.method, address, params=request.query, data=request.raw, headers=kept, timeout=10)
        headers = {name: reply.headers[name] for name in ("Content-Type", "Date", "Link", "Location") if name in reply.headers}
        self.asked.append(request)
        body = reply.content
        if reply.ok and _BRANCH.fullmatch(request.target):
            found = reply.json()
            tip = self._session.get(found["commit"]["url"].replace(self.url, self._behind), headers=kept, timeout=10)
            body = json.dumps({**found, "commit": tip.json()}).encode()
        return reply.status_code, body, headers


def install() -> None:
    """Installs emulate by npm, where it is not yet."""
    if program() is None:
        npm = shutil.which("npm")
        assert npm, "npm is needed to install emulate"
        options = ["--ignore-scripts", "--no-audit", "--no-fund", "--silent"]
        subprocess.run([npm, "install", "--prefix", str(_folder()), *options, f"emulate@{VERSION}"], check=True)


def _folder() -> Path:
    cache = os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache"
    return Path(cache) / "linkbot-emulate" / VERSION


def _free_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as listener:
        port: int = listener.getsockname()[1]
    return port


def _wait(url: str, process: subprocess.Popen[bytes], log: Path) -> None:
    until = time.monotonic() + _PATIENCE
    while time.monotonic() < until:
        try:
            requests.get(f"{url}/rate_limit", timeout=5)
        except requests.ConnectionError:
            assert process.poll() is None, f"emulate ended: {log.read_text()}"
            time.sleep(0.05)
        else:
            return
    raise TimeoutError(f"emulate does not answer: {log.read_text()}")


if __name__ == "__main__":
    install()
    sys.exit(0 if program() else 1)
