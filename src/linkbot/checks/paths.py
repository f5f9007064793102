"""Links to a file that is not there, while one is that can only be meant: in another spelling, or in another folder."""

from __future__ import annotations

import posixpath
import re
from itertools import takewhile

from linkbot.checks.kind import Known
from linkbot.checks.questions import evidence_of, questions_of
from linkbot.model.document import Document, Link
from linkbot.model.evidence import Gone
from linkbot.model.finding import Applicability, Edit, Fix
from linkbot.model.text import Span

_PLAIN = re.compile(r"[\w./-]+")
"""A path as it is written, without an escape of any kind; what follows is its `?` or `#`, or nothing."""
_COMMON = frozenset({"readme", "index", "contributing", "license", "changelog"})
"""Names that say nothing of what a file holds: a repository has many of them."""


def path_fix(document: Document, link: Link, known: Known) -> Fix | None:
    """The edit that leads to the file that is meant, to be read first; None where there is none, or the path has escapes."""
    question = next(iter(questions_of(link, known)), None)
    evidence = evidence_of(question, known) if question and question.source == "file" else None
    if evidence is None or not isinstance(evidence.answer, Gone):
        return None
    written, key = _PLAIN.match(document.text(link.url_span)), evidence.question.key
    if written is None or not link.url.startswith(written[0]) or link.url[written.end() :][:1] not in ("", "#", "?"):
        return None
    if instead := evidence.answer.instead:
        path = _respelled(written[0], key, instead)
        proof = "the file is there in this spelling, and GitHub tells upper case from lower"
    else:
        path = _elsewhere(written[0], key, document, known)
        proof = "it is the only one of this name among the files that were read"
    if not _PLAIN.fullmatch(path):
        return None
    end = link.url_span.start + len(written[0].encode(document.encoding))
    return Fix(f"link to {path}", Applicability.UNSAFE, (Edit(Span(link.url_span.start, end), path),), proof)


def _respelled(written: str, old: str, new: str) -> str:
    """The path `written`, which means `old`, with the last segments spelled as in `new`; "" where they are not its own."""
    end = "/" if written.endswith("/") else ""
    parts, olds, news = written.removesuffix("/").split("/"), old.split("/"), new.split("/")
    count = sum(1 for _ in takewhile(lambda pair: pair[0] == pair[1], zip(reversed(parts), reversed(olds), strict=False)))
    kept = len(olds) - count
    return "/".join([*parts[: len(parts) - count], *news[kept:]]) + end if olds[:kept] == news[:kept] else ""


def _elsewhere(written: str, key: str, document: Document, known: Known) -> str:
    """The path of the one document of the run that has the missing file's name; "" where there is none, or more than one."""
    name = posixpath.basename(key)
    if written.startswith("/") or name.partition(".")[0].lower() in _COMMON:
        return ""
    found = [each.path for each in known.documents if posixpath.basename(each.path) == name]
    if len(found) != 1 or found[0].startswith("/"):
        return ""
    path = posixpath.relpath(found[0], posixpath.dirname(document.path) or ".")
    return f"./{path}" if written.startswith("./") and not path.startswith("..") else path
