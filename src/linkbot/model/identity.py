"""What a URL means: one value for all the spellings that lead to one thing."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True, order=True)
class Identity:
    """One thing that links point at, whatever their spelling.

    `kind` is the name of a file in rules/identities ("arxiv", "github", "hf", "doi", ...) or one of the
    built-in kinds: "web" (key: the normalised URL without its fragment), "file" (key: a path, POSIX style,
    relative to the folder that the document's own path is relative to), "mail", and "malformed" (key: the URL
    as written). `sub` is the part inside the thing that the link names: the version of an arXiv paper ("v2"),
    the path in a GitHub repository ("tree/master/docs"). `fragment` is the URL's fragment, percent-decoded,
    without its `#`.
    """

    kind: str
    key: str
    sub: str = ""
    fragment: str = ""

    def __str__(self) -> str:
        sub = f"/{self.sub}" if self.sub else ""
        fragment = f"#{self.fragment}" if self.fragment else ""
        return f"{self.kind}:{self.key}{sub}{fragment}"

    @property
    def thing(self) -> Identity:
        """The thing itself: the paper without its version, the repository without the path."""
        return Identity(self.kind, self.key)

    @property
    def target(self) -> Identity:
        """What counts as the same target: a paper in any version; a path, page or anchor of its own otherwise."""
        return self.thing if self.kind == "arxiv" else self
