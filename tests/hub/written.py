"""A text that was written on the hub, by whom, and what it would do to others."""

from __future__ import annotations

from dataclasses import dataclass

from tests.hub.pings import Ping, pings_of, pings_of_plain


@dataclass(frozen=True)
class Written:
    """A text: in "#1 body", "#1 title", "#1 comment" or "commit message" of a repository."""

    repository: str
    where: str
    text: str
    by: str

    @property
    def pings(self) -> list[Ping]:
        """Only bodies and comments are Markdown."""
        is_markdown = self.where.endswith(("body", "comment"))
        return (pings_of if is_markdown else pings_of_plain)(self.text, repository=self.repository)
