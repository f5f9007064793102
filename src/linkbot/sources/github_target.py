"""What is asked about one GitHub repository: itself, and paths in it, whose branch's name may contain slashes."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field

from linkbot.model.evidence import Answer, Attempt, PathState, Question

# owner/name, with the characters that GitHub allows in each
_REPOSITORY = re.compile(r"(?P<name>[a-z\d](?:[a-z\d-]{0,38})/[\w.-]{1,100})(?:/(?P<path>.+))?", re.ASCII | re.IGNORECASE)
_WORDS = ("tree", "blob", "raw", "blame", "edit")
# release/v1/hotfix: branch names of more parts are not tried
_LONGEST_REF = 3
# what git allows in a ref: no blanks, no control characters, none of ~^:?*[\ , no ".." and no "@{"
_REF = re.compile(r"(?!.*(?:\.\.|@\{))[^\x00-\x20\x7f~^:?*\[\\]+")


@dataclass(frozen=True, slots=True)
class Split:
    """One reading of `main/docs/a.md`: the ref `main` and the path `docs/a.md` ("" for the ref itself)."""

    ref: str
    path: str

    @property
    def expression(self) -> str:
        """The reading as git's rev-parse takes it."""
        return f"{self.ref}:{self.path}" if self.path else self.ref


@dataclass(frozen=True, slots=True)
class RepositoryPath:
    """A path as a URL names it; `splits` are its possible readings, the shortest ref first."""

    word: str
    splits: tuple[Split, ...]

    @classmethod
    def parse(cls, text: str) -> RepositoryPath | None:
        """Reads `tree/REF/PATH`; None where it is not a path in a repository or cannot be one."""
        word, _, rest = text.partition("/")
        short = rest.removeprefix("refs/heads/").removeprefix("refs/tags/")
        parts = [part for part in short.split("/") if part]
        lengths = range(1, min(_LONGEST_REF, len(parts)) + 1)
        splits = (Split("/".join(parts[:length]), "/".join(parts[length:])) for length in lengths)
        possible = tuple(split for split in splits if _REF.fullmatch(split.ref))
        return cls(word, possible) if possible and word in _WORDS else None

    @property
    def readings(self) -> frozenset[Split]:
        """All that `state` may want to know."""
        return frozenset((*self.splits, *(Split(split.ref, "") for split in self.splits), self._on_default))

    def state(self, default_branch: str, is_there: Callable[[Split], bool]) -> PathState:
        """How things stand, when `is_there` says whether a reading resolves.

        At most one reading can: git keeps no branch `a/b` beside a branch `a`. Elsewhere is looked for in the simplest
        reading alone, so that no other file of the same name is taken for it.
        """
        if self.reading(is_there):
            return PathState(exists=True)
        branch_exists = any(is_there(Split(split.ref, "")) for split in self.splits)
        first = self.splits[0]
        if not default_branch or first.ref in ("HEAD", default_branch) or not is_there(self._on_default):
            return PathState(exists=False, branch_exists=branch_exists)
        elsewhere = "/".join(part for part in (self.word, default_branch, first.path) if part)
        return PathState(exists=False, branch_exists=branch_exists, elsewhere=elsewhere)

    def reading(self, is_there: Callable[[Split], bool]) -> Split | None:
        """The reading that resolves, None where none does."""
        return next((split for split in self.splits if is_there(split)), None)

    @property
    def _on_default(self) -> Split:
        return Split("HEAD", self.splits[0].path)


@dataclass(frozen=True, slots=True)
class Known:
    """An answer, with the request that it came from, where there was one."""

    question: Question
    answer: Answer
    attempt: Attempt | None


@dataclass
class Target:
    """One repository, `name` as it was asked for, and the questions about it: `texts` are those for the anchors in what GitHub
    shows for a path, or (None) for the repository.
    """

    name: str
    itself: list[Question] = field(default_factory=list)
    paths: dict[Question, RepositoryPath] = field(default_factory=dict)
    texts: dict[Question, RepositoryPath | None] = field(default_factory=dict)

    @property
    def all_paths(self) -> frozenset[RepositoryPath]:
        """The paths that any question is about."""
        return frozenset((*self.paths.values(), *(path for path in self.texts.values() if path)))

    def all_the_same(self, answer: Answer, attempt: Attempt | None) -> list[Known]:
        """One answer to every question about it."""
        return [Known(question, answer, attempt) for question in (*self.itself, *self.paths, *self.texts)]


def targets(questions: Iterable[Question]) -> tuple[list[Target], list[Question]]:
    """The repositories that are asked about, and the questions that are about none."""
    by_name: dict[str, Target] = {}
    strange: list[Question] = []
    for question in questions:
        match = _REPOSITORY.fullmatch(question.key)
        path = RepositoryPath.parse(match["path"] or "") if match else None
        if match is None or (match["path"] and path is None) or not _place(by_name, match["name"], question, path):
            strange.append(question)
    return list(by_name.values()), strange


def _place(by_name: dict[str, Target], name: str, question: Question, path: RepositoryPath | None) -> bool:
    """Puts a question to its repository; False where it asks for what a repository, or a path, does not have."""
    target = by_name.get(name.lower()) or Target(name)
    if question.want == "anchors":
        target.texts[question] = path
    elif question.want == "path" and path:
        target.paths[question] = path
    elif not question.want and not path:
        target.itself.append(question)
    else:
        return False
    by_name[name.lower()] = target
    return True


def batches(asked: Iterable[Target], repositories: int, lookups: int) -> Iterator[list[Target]]:
    """Groups of at most so many repositories, and so many lookups: one for each, and one for each reading of a path in it.

    The files whose text is asked for do not count: nearly all of them are names that are not there.
    """
    batch: list[Target] = []
    weight = 0
    for target in asked:
        cost = 1 + sum(len(path.readings) for path in target.all_paths)
        if batch and (len(batch) == repositories or weight + cost > lookups):
            yield batch
            batch, weight = [], 0
        batch.append(target)
        weight += cost
    if batch:
        yield batch
