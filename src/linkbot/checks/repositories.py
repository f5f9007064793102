"""Repositories of code and models: renamed, at rest, or without the path that is linked."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from urllib.parse import urlsplit

from pydantic import BaseModel, ConfigDict, Field

from linkbot.checks.edits import replace_in_url, replace_text
from linkbot.checks.kind import Kind, Known
from linkbot.checks.questions import evidence_of, questions_of
from linkbot.model.document import Document, Link
from linkbot.model.evidence import Answer, Found, Moved, PathState, Question, Repository
from linkbot.model.finding import Applicability, Edit, Finding, Fix
from linkbot.rulebook import Pattern

_HOSTS = {"github": "GitHub", "huggingface": "Hugging Face", "gitlab": "GitLab", "codeberg": "Codeberg"}
"""The sources that know repositories, as a reader calls them."""


class RenamedRepository(Kind):
    """A link that uses the former name of a repository.

    bad:  `[code](https://github.com/google-research/bert-old)` when it is `google-research/bert` today
    good: the name that the source gives

    Fields of the message: `old` and `new`, as `owner/name`.
    """

    needs_once = True

    def needs(self, document: Document, known: Known) -> Iterable[Question]:
        """The repository behind every link to one."""
        return (question for link in document.links if (question := _repository(link, known)))

    def judge(self, document: Document, known: Known) -> Iterator[Finding]:
        """One finding for each occurrence."""
        for link, question, answer in _answered(document, known):
            if not isinstance(answer, Moved) or not answer.permanent:
                continue
            old, new = _name(question), _name_today(answer)
            if old.lower() != new.lower():
                takeover = _takeover(question, answer, known)
                yield self.finding(
                    document,
                    link.span,
                    subject=str(link.identity.thing),
                    url=link.url,
                    evidence=(question,),
                    fix=_renaming(document, link, question, answer, takeover),
                    hint=f"{takeover}: somebody else may have taken the name over" if takeover else None,
                    old=old,
                    new=new,
                )


class RepositoryState(Kind):
    """A link to a repository that is archived, disabled or empty.

    bad:  a link to a repository that its owner has archived
    good: a link to a repository that takes changes

    Fields of the message: `name` (as `owner/name`), `state`.
    """

    needs_once = True

    def needs(self, document: Document, known: Known) -> Iterable[Question]:
        """The repository behind every link to one."""
        return (question for link in document.links if (question := _repository(link, known)))

    def judge(self, document: Document, known: Known) -> Iterator[Finding]:
        """One finding for each occurrence."""
        for link, question, answer in _answered(document, known):
            if isinstance(answer, Found | Moved) and isinstance(answer.facts, Repository) and (state := _state(answer.facts)):
                yield self.finding(
                    document,
                    link.span,
                    subject=str(link.identity.thing),
                    claim=state,
                    url=link.url,
                    evidence=(question,),
                    name=answer.facts.name,
                    state=state,
                )


class RepositoryPathParams(BaseModel):
    """What the name of a branch, tag or commit that is no more says of what was meant."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    rolling: tuple[str, ...] = Field(
        default=(), description="Branches that stood for the newest state, as the default branch does."
    )
    pinned: tuple[Pattern, ...] = Field(
        default=(), description="Patterns of names that stand for one state: a commit, a version, a year."
    )


class RepositoryPath(Kind):
    """A link to a branch, folder or file that its repository does not have.

    bad:  `https://github.com/owner/name/tree/master/docs` where the branch is called main
    good: `https://github.com/owner/name/tree/main/docs`

    Fields of the message: `name` (as `owner/name`), `path`, `problem`.
    """

    Params = RepositoryPathParams
    params: RepositoryPathParams
    needs_once = True

    def needs(self, document: Document, known: Known) -> Iterable[Question]:
        """The path behind every link to one."""
        return (question for link in document.links for question in _paths(link, known))

    def judge(self, document: Document, known: Known) -> Iterator[Finding]:
        """One finding for each occurrence."""
        for link in document.links:
            for question in _paths(link, known):
                evidence = evidence_of(question, known)
                if evidence and isinstance(evidence.answer, Found) and isinstance(evidence.answer.facts, PathState):
                    state = evidence.answer.facts
                    if not state.exists:
                        yield self._missing(document, link, question, state)

    def _missing(self, document: Document, link: Link, question: Question, state: PathState) -> Finding:
        path = link.identity.sub.partition("/")[2]
        return self.finding(
            document,
            link.span,
            subject=str(link.identity.thing),
            claim=link.identity.sub,
            url=link.url,
            evidence=(question,),
            fix=self._to_default_branch(document, link, state) if state.elsewhere else None,
            name=link.identity.key,
            path=path,
            problem="no such path" if state.branch_exists else "no such branch",
        )

    def _to_default_branch(self, document: Document, link: Link, state: PathState) -> Fix | None:
        old, new = link.identity.sub.split("/")[1:], state.elsewhere.split("/")[1:]
        while old and new and old[-1] == new[-1]:
            old, new = old[:-1], new[:-1]
        former, branch = "/".join(old), "/".join(new)
        edits = replace_in_url(document, link, former, branch, after=link.identity.key)
        if not edits:
            return None
        applicability, proof = self._standing(link.identity.key, former, branch, state)
        return Fix(f"link to the branch {branch}, which has the path", applicability, edits, proof)

    def _standing(self, name: str, former: str, branch: str, state: PathState) -> tuple[Applicability, str]:
        """How far a link may go to the default branch by itself, and why."""
        if any(re.match(pattern, former.lower()) for pattern in self.params.pinned):
            return Applicability.DISPLAY, f"{former} names a state of its own, and {branch} is another"
        # A path that left its branch may have left it for a reason.
        if state.branch_exists:
            return Applicability.UNSAFE, f"the branch {former} has no such path, and {branch}, the default branch, has it"
        proof = f"{name} has no branch {former}, and its default branch {branch} has the path"
        return (Applicability.SAFE if former in self.params.rolling else Applicability.UNSAFE), proof


def _renaming(document: Document, link: Link, question: Question, answer: Moved, takeover: str) -> Fix | None:
    """The fix to the name of today; None where the repository was only spoken of under it, and never seen."""
    if not isinstance(answer.facts, Repository):
        return None
    old, new, number = _name(question), answer.facts.name, answer.facts.id
    edits = replace_in_url(document, link, old, new, after=urlsplit(link.url).netloc)
    host = _HOSTS[question.source]
    proof = f"{host} gives repository {number} under both names" if number else f"{host} itself gives the new name for the old"
    applicability = Applicability.DISPLAY if takeover else Applicability.SAFE
    edits = tuple(sorted((*edits, *_in_text(document, link, old, new)))) if edits else ()
    return Fix(f"use the name {new}", applicability, edits, takeover or proof) if edits else None


def _in_text(document: Document, link: Link, old: str, new: str) -> tuple[Edit, ...]:
    """The edit of a text that is the former `owner/name`, or the former name where the owner is the same; () for any other."""
    (owner, _, name), (owner_today, _, name_today) = old.rpartition("/"), new.rpartition("/")
    if owner and link.text.lower() == old.lower():
        return replace_text(document, link, new)
    is_named = link.text.lower() == name.lower() != name_today.lower() and owner.lower() == owner_today.lower()
    return replace_text(document, link, name_today) if is_named else ()


def _takeover(question: Question, answer: Moved, known: Known) -> str:
    """In words, that the former name once meant a repository of another number; "" where nothing is known of that."""
    today = answer.facts.id if isinstance(answer.facts, Repository) else ""
    for earlier in known.history.get(question, ()):
        then = earlier.answer.facts if isinstance(earlier.answer, Found | Moved) else None
        if today and isinstance(then, Repository) and then.id not in ("", today):
            return f"on {earlier.asked_at:%Y-%m-%d} the name {_name(question)} meant repository {then.id}, and now {today}"
    return ""


def _answered(document: Document, known: Known) -> Iterator[tuple[Link, Question, Answer]]:
    for link in document.links:
        question = _repository(link, known)
        evidence = evidence_of(question, known) if question else None
        if question and evidence:
            yield link, question, evidence.answer


def _repository(link: Link, known: Known) -> Question | None:
    return next((question for question in questions_of(link, known) if question.source in _HOSTS and not question.want), None)


def _paths(link: Link, known: Known) -> list[Question]:
    return [question for question in questions_of(link, known) if question.want == "path"]


def _name(question: Question) -> str:
    """`owner/name` of a question: Hugging Face's keys begin with the kind of repository."""
    return question.key.partition("/")[2] if question.source == "huggingface" else question.key


def _name_today(answer: Moved) -> str:
    return answer.facts.name if isinstance(answer.facts, Repository) else answer.to


def _state(repository: Repository) -> str:
    words = (("disabled", repository.disabled), ("archived", repository.archived), ("empty", repository.empty))
    return next((word for word, holds in words if holds), "")
