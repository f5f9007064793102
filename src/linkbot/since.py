"""How the lists of a run differ from what they were in an earlier state of the repository, and where local links led then."""

from __future__ import annotations

import os
import posixpath
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import cached_property
from pathlib import Path

from linkbot.checks.anchors import is_there
from linkbot.errors import InputError
from linkbot.identity import identify
from linkbot.model.document import Document, Link
from linkbot.parse import parse
from linkbot.parse.anchors import markdown_anchors
from linkbot.revision import Revision
from linkbot.rulebook import Rulebook
from linkbot.sources.files import anchors_of, has_anchors, is_shown
from linkbot.touched import Lines, all_lines, carried, narrowed, touched


@dataclass(frozen=True)
class Change:
    """What was done to the lists since `revision`, as they were read in `folder`.

    `lines` holds the touched lines of each document that has any, by its path. `data` is what files with anchors, and the
    lists, held then, by git's paths of then.
    """

    revision: Revision
    folder: Path
    rulebook: Rulebook
    lines: Mapping[str, Lines]
    data: Mapping[str, bytes] = field(repr=False)

    def of(self, document: Document) -> Lines:
        """The lines of `document` that the change has touched."""
        return self.lines.get(document.path, frozenset())

    def narrowed(self, documents: Iterable[Document]) -> tuple[Document, ...]:
        """`documents` with nothing in them but what the change has touched."""
        return tuple(narrowed(document, self.of(document)) for document in documents)

    def mended(self, before: Mapping[str, bytes], documents: Iterable[Document]) -> Change:
        """The change as it lies in `documents`, to which linkbot itself has mended those that held the bytes `before`."""
        lines = {each.path: carried(self.of(each), before[each.path], each.data) for each in documents}
        return replace(self, lines={path: some for path, some in lines.items() if some})

    def harm(self, document: Document, link: Link, *, whole: bool) -> str:
        """What the change did to a local link that led to a file then; unless the `whole` of it is meant, to a place in it.

        "" where the link led nowhere then, too, or that is not known. A list that was moved since led to what lay beside it
        where it was.
        """
        place = self._place(document.path)
        then = self.revision.changed.get(place, place) or place
        target = identify(link.url, self.rulebook, base=os.path.relpath(self.revision.top / then, self.folder))
        if target.kind != "file":
            return ""
        path = self._target(target.key)
        if path not in self.revision.files and path not in self._folders:
            return ""
        if not whole and not any(is_there(link, frozenset(anchors)) for anchors in self._anchors(path)):
            return ""
        own = path in (then, place)
        if then != place and not own and self._target(link.identity.key) != path:
            return f"this change moved the list away from {self._shown(path)}, which this line links to"
        if not whole:
            fragment = link.identity.fragment.partition(":~:")[0]
            return f"this change took #{fragment} out of {'this file' if own else self._shown(path)}; this line links to it"
        if path in self._moved:
            return f"this change moved {self._shown(path)}: it is {self._shown(self._moved[path])} now"
        return f"this change took {self._shown(path)} away; this line links to it"

    def _shown(self, path: str) -> str:
        """A path of git's, as it is called in the working directory."""
        return Path(os.path.relpath(self.revision.top / path, self.folder)).as_posix()

    @cached_property
    def _moved(self) -> Mapping[str, str]:
        """The paths that files had then and have no more, each with that of today."""
        return {then: now for now, then in self.revision.changed.items() if then not in ("", now)}

    def _target(self, key: str) -> str:
        return posixpath.normpath(key.lstrip("/")) if key.startswith("//") else self._place(key)

    def _place(self, path: str) -> str:
        """The path by which git knows what is called `path` in the working directory."""
        return Path(os.path.relpath(os.path.normpath(self.folder / path), self.revision.top)).as_posix()

    @cached_property
    def _folders(self) -> frozenset[str]:
        """Every folder that held a file then, the top among them."""
        return frozenset(parent.as_posix() for path in self.revision.files for parent in Path(path).parents)

    def _anchors(self, path: str) -> Iterator[Iterable[str]]:
        """The anchors that changed files had then: the one at `path`, or the pages of the folder there."""
        own = path in self.revision.files
        pages = (
            [path]
            if own
            else [each for each in self.data if posixpath.dirname(each) == path and is_shown(posixpath.basename(each))]
        )
        for page in pages:
            if page in self.data:
                read = anchors_of if has_anchors(page) else _of_a_list
                yield read(page, self.data[page]) or ()


def compare(revision: Revision, documents: Sequence[Document], rulebook: Rulebook, folder: Path) -> Change:
    """The change from `revision` to `documents`, which were read in `folder`. Raises InputError where git cannot tell."""
    folder = folder.resolve()
    places = _places(documents, revision.top, folder)
    lists = {revision.changed[place] for place in places.values() if revision.changed.get(place)}
    data = revision.bytes_of([then for then in revision.changed.values() if then in lists or has_anchors(then)])
    lines = {
        document.path: _lines(document, places[document.path], revision, data, rulebook)
        for document in documents
        if document.path in places
    }
    return Change(revision, folder, rulebook, {path: some for path, some in lines.items() if some}, data)


def _of_a_list(_: str, data: bytes) -> Iterable[str]:
    """The anchors of a list that is not called Markdown."""
    return markdown_anchors(data)


def _places(documents: Iterable[Document], top: Path, folder: Path) -> dict[str, str]:
    """Where git has each document: one that goes by several names is told of under its own, one that leads out under none.

    Raises InputError for a document that is not in the working tree at all.
    """
    own: dict[str, str] = {}
    others: dict[str, str] = {}
    for document in documents:
        given, real = Path(os.path.normpath(folder / document.path)), Path(os.path.realpath(folder / document.path))
        if not (given.is_relative_to(top) or real.is_relative_to(top)):
            raise InputError(f"--since: {document.path} is not in the repository {top}", hint="check it without --since")
        if real.is_relative_to(top):
            (own if given == real else others).setdefault(real.relative_to(top).as_posix(), document.path)
    return {path: place for place, path in (others | own).items()}


def _lines(document: Document, place: str, revision: Revision, data: Mapping[str, bytes], rulebook: Rulebook) -> Lines:
    if place not in revision.changed:
        is_known = any(path.as_posix() in revision.tracked for path in (Path(place), *Path(place).parents))  # in a submodule, too
        return frozenset() if is_known else all_lines(document)
    then = data.get(revision.changed[place])
    if then == document.data:
        return frozenset()
    if then is None or document.unreadable:
        return all_lines(document)
    return touched(parse(document.path, then, rulebook), document)
