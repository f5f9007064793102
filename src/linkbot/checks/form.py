"""Links that are no URLs: what is wrong with their form, and what was meant where that is certain."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from urllib.parse import quote

from pydantic import BaseModel, ConfigDict, Field

from linkbot.checks.beside import file_question, is_beside
from linkbot.checks.edits import replace_url
from linkbot.checks.kind import Kind, Known
from linkbot.checks.questions import is_excluded
from linkbot.identity import identify, lacks_scheme, suggest_url
from linkbot.model.document import BrokenLink, Document, Link
from linkbot.model.evidence import Question
from linkbot.model.finding import Applicability, Edit, Finding, Fix, Severity
from linkbot.model.text import Span
from linkbot.rulebook import Pattern, Rulebook
from linkbot.url import INVISIBLE, host_at_start, is_http

_BLANK = re.compile(r"[\s\u200b\u2060\ufeff]")
_BROKEN_ESCAPE = re.compile(r"%(?![0-9a-fA-F]{2})")
_ESCAPE = "there is a % without the two digits of an escape"
_CLOSING = ")]}"
_NO_PAGES = ("malformed", "file", "mail", "other")


class MalformedUrlParams(BaseModel):
    """What ends a URL, and what is none on purpose."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    ends: str = Field(default="", description="Characters that end a part of a sentence, and never belong to a URL.")
    templates: tuple[Pattern, ...] = Field(
        default=(), description="Patterns of what a program fills in before the list is shown."
    )


class MalformedUrl(Kind):
    """A link whose address is no URL, or that swallows the text behind it.

    bad:  `[paper](arxiv.org/abs/1706.03762)`
    good: `[paper](https://arxiv.org/abs/1706.03762)`, `[notes](docs/notes.md)`

    Fields of the message: `problem`.
    """

    Params = MalformedUrlParams
    params: MalformedUrlParams
    needs_once = True

    def needs(self, document: Document, known: Known) -> Iterable[Question]:
        """The files that addresses without a scheme would name: a folder may well be called golang.org."""
        return (question for link in document.links if (question := file_question(document, link)))

    def judge(self, document: Document, known: Known) -> Iterator[Finding]:
        """One finding for each occurrence, and one for each link that GitHub does not show as one."""
        for link in document.links:
            if is_excluded(link, known.settings) or any(re.match(pattern, link.url) for pattern in self.params.templates):
                continue
            if link.identity.kind == "malformed":
                if is_beside(document, link, known):
                    continue
                problem, fix = _problem(link.url), _fix(document, link, known.rulebook)
                # Browsers follow a URL with a broken escape, and most servers understand it.
                severity = Severity.WARNING if problem == _ESCAPE else None
                yield self.finding(
                    document, link.span, subject=link.url, url=link.url, fix=fix, severity=severity, problem=problem
                )
            elif swallowed := self._swallowed(document, link):
                problem = f"{swallowed} ends a sentence, and is taken for a part of the URL"
                fix = _parting(document, link, swallowed)
                yield self.finding(document, link.span, subject=link.url, url=link.url, fix=fix, problem=problem)
        for broken in document.broken_links:
            yield self.finding(
                document,
                broken.span,
                subject=broken.url,
                url=broken.url,
                fix=_mend(document, broken, known.rulebook),
                problem=broken.reason,
            )

    def _swallowed(self, document: Document, link: Link) -> str:
        """The first character in a URL that ends a sentence: anywhere in a bare URL, at the end of any other."""
        if link.identity.kind in _NO_PAGES:
            return ""
        written = document.text(link.url_span)
        part = written if link.how == "bare" else written[-1:]
        return next((character for character in part if character in self.params.ends), "")


def _problem(url: str) -> str:
    text = url.strip()
    if not text:
        return "the address is empty"
    suggestion = suggest_url(url)
    if _BLANK.search(text) or (suggestion and _is_hidden(suggestion, url)):
        return "there is a space, or a character that looks like one, in the URL"
    if suggestion and lacks_scheme(url):
        return "the scheme is missing"
    if suggestion and is_http(text.removesuffix(suggestion)):
        return "the scheme is there twice"
    if suggestion:
        return "the scheme is misspelled"
    if text[-1] in _CLOSING:
        return f"there is a stray {text[-1]} at the end"
    if _BROKEN_ESCAPE.search(text):
        return _ESCAPE
    return "this is not a URL"


def _fix(document: Document, link: Link, rulebook: Rulebook) -> Fix | None:
    if suggestion := suggest_url(link.url):
        proof = _meaning(link.url, suggestion)
        edits = replace_url(document, link, suggestion)
        return Fix(f"write {suggestion}", Applicability.SAFE, edits, proof) if edits else None
    shorter = _without_stray_brackets(link.url.strip(), rulebook)
    edits = replace_url(document, link, shorter) if shorter else ()
    proof = "nothing opens the bracket at the end, and without it the address is a URL"
    return Fix(f"write {shorter}", Applicability.UNSAFE, edits, proof) if edits else None


def _meaning(url: str, suggestion: str) -> str:
    """Why a malformed URL can only mean `suggestion`."""
    scheme, _, rest = suggestion.partition("://")
    host = host_at_start(rest) or rest
    if lacks_scheme(url):
        return f"{host} is a host, and GitHub takes an address without a scheme for a file beside the list"
    if _is_hidden(suggestion, url):
        return "no URL holds the character that cannot be seen, and without it the address is one"
    before = url.partition(suggestion)[0]
    if is_http(before):
        return f"{host} is a host, and {before} before its own scheme says nothing"
    return f"{host} is a host, and what stands before it can only be read as {scheme}://"


def _is_hidden(suggestion: str, url: str) -> bool:
    """Whether nothing but characters that cannot be seen stands around what was meant."""
    before, found, behind = url.partition(suggestion)
    return bool(found) and not (before + behind).strip(INVISIBLE)


def _without_stray_brackets(url: str, rulebook: Rulebook) -> str:
    """The longest URL that is left when closing brackets at the end go; "" where there is none, or none has to go."""
    while url and url[-1] in _CLOSING:
        url = url[:-1]
        if identify(url, rulebook).kind not in _NO_PAGES:
            return url
    return ""


def _parting(document: Document, link: Link, swallowed: str) -> Fix:
    written = document.text(link.url_span)
    at = written.index(swallowed) if link.how == "bare" else len(written) - 1
    start = link.url_span.start + len(written[:at].encode(document.encoding))
    proof = f"{swallowed} ends a part of a sentence, and an address would hold it as {quote(swallowed)}"
    if link.how == "bare":
        return Fix(f"set a space before {swallowed}", Applicability.UNSAFE, (Edit(Span(start, start), " "),), proof)
    return Fix(f"end the URL before {swallowed}", Applicability.UNSAFE, (Edit(Span(start, link.url_span.end), ""),), proof)


def _mend(document: Document, broken: BrokenLink, rulebook: Rulebook) -> Fix | None:
    """The link that was meant, as far as that can be told; to be read, since a space may end the URL as well."""
    written, url, whole = document.text(broken.url_span), broken.url_span, broken.span
    mended = suggest_url(written) or written.strip().replace(" ", "%20")
    if "\n" in mended or identify(mended, rulebook).kind in _NO_PAGES:
        return None
    if mended != written:
        proof = "no URL holds a space, and written so GitHub shows a link"
        return Fix(f"write {mended}", Applicability.UNSAFE, (Edit(url, mended),), proof)
    text = document.text(whole)
    if text.startswith("(") and text.endswith("]"):  # (text)[url]
        title, edits = "change the brackets over", [(whole.start, 1, "["), (url.start - 2, 2, "]("), (url.end, 1, ")")]
    elif text.endswith(")]"):  # [text(url)]
        # In [[text(url)] the last bracket belongs to the first.
        before, behind = document.data[max(0, whole.start - 1) : whole.start], document.data[whole.end : whole.end + 1]
        is_around = before == b"[" and behind != b"]"
        title, edits = "close the bracket before the URL", [(url.start - 1, 1, "]("), (url.end + 1, 0 if is_around else 1, "")]
    else:  # [text](url
        title, edits = "close the parenthesis behind the URL", [(url.end, 0, ")")]
    changes = tuple(Edit(Span(start, start + length), new) for start, length, new in edits if length or new)
    return Fix(title, Applicability.UNSAFE, changes, f"{broken.reason}, and written so GitHub shows a link")
