"""The questions that a link raises, and the evidence that answers them."""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Sequence

from linkbot.checks.kind import Known
from linkbot.config import Settings
from linkbot.identity import page_url
from linkbot.model.document import Document, Link
from linkbot.model.evidence import Evidence, Question, Unknown, UnknownReason
from linkbot.model.identity import Identity
from linkbot.rulebook import IdentityRule

_NEVER_ASKED = frozenset({"mail", "other", "malformed"})
_NOT_REACHED: frozenset[UnknownReason] = frozenset({"timeout", "dns", "connection", "tls", "server-error", "protocol"})
_VIEWS = {"tree": "tree", "blob": "blob", "raw": "blob", "blame": "blob", "edit": "blob"}
"""The pages of GitHub that show a path of a repository, and the form in which the path is asked for."""


def questions_of(link: Link, known: Known) -> tuple[Question, ...]:
    """What to ask to learn what stands at the end of `link`: the thing first, then the part of it that is named.

    Empty for what is never asked: mail, other schemes, what is not a URL, links that the settings exclude, and the
    documents of the run itself, whose anchors are known.
    """
    memory: dict[Link, tuple[Question, ...]] = known.lasting.setdefault("questions", {})
    if link not in memory:
        memory[link] = _questions(link, known)
    return memory[link]


def first_questions(document: Document, sources: Collection[str], known: Known) -> Sequence[tuple[Link, Question]]:
    """The links of a document whose own thing one of `sources` knows, each with the question for it."""
    memory: dict[tuple[str, Collection[str]], Sequence[tuple[Link, Question]]]
    memory = known.lasting.setdefault("first questions", {})
    key = (document.path, sources)
    if key not in memory:
        asked = ((link, question) for link in document.links for question in questions_of(link, known)[:1])
        memory[key] = [(link, question) for link, question in asked if question.source in sources]
    return memory[key]


def page_instead(link: Link, question: Question, known: Known) -> Question | None:
    """The question for the page behind `link`, where the API that knows its thing could not be reached.

    A missing page is missing, whatever its API would have said. None where the API answered, or refused.
    """
    evidence = evidence_of(question, known) if question.source in known.rulebook.sources else None
    if evidence and isinstance(evidence.answer, Unknown) and evidence.answer.reason in _NOT_REACHED:
        return Question("web", page_url(link.url))
    return None


def deciding_question(link: Link, question: Question, known: Known) -> Question:
    """`question`, or the one that was asked instead of it."""
    page = page_instead(link, question, known)
    return page if page and evidence_of(page, known) else question


def anchor_question(link: Link, known: Known) -> Question | None:
    """The question that learns the anchors of what `link` shows: of a web page, or of Markdown on GitHub; None for anything else.

    What GitHub shows for a repository, a folder or a file is Markdown; for an issue, a wiki or a commit it is not.
    """
    asked = questions_of(link, known)
    web = [question for question in asked if question.source == "web"]
    if web:
        return Question("web", web[0].key, "anchors")
    view = link.identity.sub.partition("/")[0]
    if asked and asked[-1].source == "github" and view in ("", "tree", "blob") and bool(view) == (asked[-1].want == "path"):
        return Question("github", asked[-1].key, "anchors")
    return None


def evidence_of(question: Question, known: Known) -> Evidence | None:
    """What is known of `question`. A page that was asked for its anchors has been asked for itself as well."""
    found = known.evidence.get(question)
    if found is None and (twin := twin_of(question)):
        found = known.evidence.get(twin)
    return found


def twin_of(question: Question) -> Question | None:
    """The question that is answered by the same look at the same page: with its anchors, or without; None where there is none."""
    if question.source != "web" or question.want not in ("", "anchors"):
        return None
    return Question("web", question.key, "" if question.want == "anchors" else "anchors")


def is_answered(question: Question, known: Known) -> bool:
    """Whether the source said something about the target: found, moved or gone."""
    evidence = evidence_of(question, known)
    return evidence is not None and not isinstance(evidence.answer, Unknown)


def is_excluded(link: Link, settings: Settings) -> bool:
    """Whether the settings say that this link is not to be checked."""
    return bool(settings.exclude_links) and any(re.match(pattern, link.url) for pattern in settings.exclude_links)


def document_at(path: str, known: Known) -> Document | None:
    """The document of this run at `path`."""
    if "documents" not in known.memory:
        known.memory["documents"] = {document.path: document for document in known.documents}
    found: Document | None = known.memory["documents"].get(path)
    return found


def _questions(link: Link, known: Known) -> tuple[Question, ...]:
    identity = link.identity
    if identity.kind in _NEVER_ASKED or is_excluded(link, known.settings):
        return ()
    if identity.kind == "file":
        return () if document_at(identity.key, known) else (Question("file", identity.key),)
    rule = _rule(identity.kind, known)
    if rule is None or not rule.source or (identity.sub and rule.part == "page"):
        return (Question("web", identity.key if identity.kind == "web" else page_url(link.url)),)
    ask = _SOURCES.get(rule.source)
    return ask(identity) if ask else (Question(rule.source, identity.key),)


def _rule(kind: str, known: Known) -> IdentityRule | None:
    if "identity rules" not in known.memory:
        known.memory["identity rules"] = {rule.kind: rule for rule in known.rulebook.identities}
    rule: IdentityRule | None = known.memory["identity rules"].get(kind)
    return rule


def _arxiv(identity: Identity) -> tuple[Question, ...]:
    paper = Question("arxiv", identity.key)
    return (paper, Question("arxiv", identity.key + identity.sub)) if identity.sub else (paper,)


def _github(identity: Identity) -> tuple[Question, ...]:
    repository = Question("github", identity.key)
    view, _, path = identity.sub.partition("/")
    if not path or view not in _VIEWS:
        return (repository,)
    return (repository, Question("github", f"{identity.key}/{_VIEWS[view]}/{path}", "path"))


_SOURCES: dict[str, Callable[[Identity], tuple[Question, ...]]] = {"arxiv": _arxiv, "github": _github}
"""The sources that are asked more than one thing about an identity."""
