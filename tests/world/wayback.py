"""The world's Wayback Machine: its list of copies, and the copies."""

from __future__ import annotations

import re
from collections.abc import Sequence
from urllib.parse import parse_qs

from tests.world.pages import as_json, as_text, page
from tests.world.wire import Reply, Request

_FIELDS = ("urlkey", "timestamp", "original", "mimetype", "statuscode", "digest", "length")


class Wayback:
    """Answers for web.archive.org. `copies`: the times of a URL's copies, `20240302120000`; those of `excluded` are refused."""

    hosts = ("web.archive.org",)

    def __init__(self) -> None:
        self.copies: dict[str, Sequence[str]] = {}
        self.excluded: set[str] = set()

    def answer(self, request: Request) -> Reply:
        if request.path == "/cdx/search/cdx":
            return self._list(request)
        match = re.fullmatch(r"/web/(\d{14})/(.+)", request.path)
        if match and match[1] in self.copies.get(match[2], ()):
            return page(f"A copy of {match[2]}")
        return page("Wayback Machine", status=404 if match else 200)

    def _list(self, request: Request) -> Reply:
        query = {name: values[0] for name, values in parse_qs(request.url.raw_query_string).items()}
        url = query.get("url", "")
        if url in self.excluded:
            words = "org.archive.wayback.exception.AdministrativeAccessControlException: Blocked Site Error"
            return as_text(f"org.archive.util.io.RuntimeIOException: {words}\n", 403)
        times = sorted(self.copies.get(url, ()))
        if query.get("sort") == "closest":
            times.sort(key=lambda time: abs(int(time) - int(query["closest"])))
        fields = query.get("fl", ",".join(_FIELDS)).split(",")
        rows = [_row(url, time, fields) for time in times[: int(query.get("limit", "150000"))]]
        return as_json([fields, *rows] if rows else [])


def _row(url: str, time: str, fields: Sequence[str]) -> list[str]:
    cells = dict(zip(_FIELDS, ("", time, url, "text/html", "200", "A" * 32, "1234"), strict=True))
    return [cells[field] for field in fields]
