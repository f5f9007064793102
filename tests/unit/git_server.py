"""A server on loopback that repositories are fetched from with git, as from GitHub; it knows what it was sent."""

from __future__ import annotations

import os
import subprocess
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Self

A_PERSON = {
    "GIT_AUTHOR_NAME": "A",
    "GIT_AUTHOR_EMAIL": "a@example.org",
    "GIT_COMMITTER_NAME": "A",
    "GIT_COMMITTER_EMAIL": "a@example.org",
}
NOBODY = {"PATH": os.environ["PATH"], "GIT_CONFIG_GLOBAL": "/dev/null", "GIT_CONFIG_NOSYSTEM": "1", **A_PERSON}


def git(*arguments: str, folder: Path) -> str:
    """What git prints."""
    return subprocess.run(["git", *arguments], cwd=folder, env=NOBODY, check=True, capture_output=True, text=True).stdout.strip()


@dataclass
class GitServer:
    """Repositories below `root`. `secret`: a text that is looked for in the command line of every process at each request."""

    root: Path
    secret: str = ""
    authorizations: list[str] = field(default_factory=list)
    exposed: list[str] = field(default_factory=list)
    redirect: str = ""
    port: int = 0

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    def repository(self, name: str, files: dict[str, bytes]) -> Path:
        """A repository `owner/name` with one commit; the working copy that it is changed in."""
        work = self.root / name
        work.mkdir(parents=True)
        git("init", "--quiet", "--initial-branch=trunk", folder=work)
        (work / ".git/info/attributes").write_text("* -text -ident -filter\n")  # what is committed are the bytes as they are
        self.commit(work, files)
        (self.root / f"{name}.git").symlink_to(work / ".git")
        return work

    def commit(self, work: Path, files: dict[str, bytes]) -> None:
        for path, data in files.items():
            (work / path).parent.mkdir(parents=True, exist_ok=True)
            (work / path).write_bytes(data)
        git("add", "--all", folder=work)
        git("commit", "--quiet", "--message=change", folder=work)

    @contextmanager
    def running(self) -> Iterator[Self]:
        owner = self

        class Handler(BaseHTTPRequestHandler):
            def do_GET(self) -> None:
                owner.authorizations.append(self.headers.get("Authorization", ""))
                owner.exposed += [line for line in _command_lines() if owner.secret and owner.secret in line]
                if owner.redirect:
                    self.send_response(301)
                    self.send_header("Location", owner.redirect + self.path)
                    self.end_headers()
                    return
                path, _, query = self.path.partition("?")
                body = self.rfile.read(int(self.headers.get("Content-Length") or 0))
                environment = {
                    **NOBODY,
                    "GIT_PROJECT_ROOT": str(owner.root),
                    "GIT_HTTP_EXPORT_ALL": "1",
                    "REQUEST_METHOD": self.command,
                    "PATH_INFO": path,
                    "QUERY_STRING": query,
                    "CONTENT_TYPE": self.headers.get("Content-Type", ""),
                    "HTTP_CONTENT_ENCODING": self.headers.get("Content-Encoding", ""),
                    "GIT_PROTOCOL": self.headers.get("Git-Protocol", ""),
                }
                answer = subprocess.run(
                    ["git", "http-backend"], input=body, env=environment, check=True, capture_output=True
                ).stdout
                head, _, content = answer.partition(b"\r\n\r\n")
                status = next((line[8:] for line in head.split(b"\r\n") if line.lower().startswith(b"status: ")), b"200 OK")
                self.wfile.write(b"HTTP/1.0 " + status + b"\r\n" + head + b"\r\n\r\n" + content)

            do_POST = do_GET  # noqa: N815 - the name that the server looks for

            def log_message(self, *_: object) -> None:
                """Says nothing."""

        server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.port = server.server_address[1]
        threading.Thread(target=server.serve_forever, args=(0.05,), daemon=True).start()
        try:
            yield self
        finally:
            server.shutdown()
            server.server_close()


def _command_lines() -> Iterator[str]:
    for file in Path("/proc").glob("[0-9]*/cmdline"):
        try:
            yield file.read_bytes().replace(b"\0", b" ").decode(errors="replace")
        except OSError:
            continue
