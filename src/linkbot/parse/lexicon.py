"""The words of rules/conventions that reading entries rests on, validated and ready for look-up."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property, lru_cache
from typing import Annotated, Any, Literal, TypeVar

from pydantic import AfterValidator, BaseModel, ConfigDict, Field, ValidationError

from linkbot.errors import RulebookError
from linkbot.model.document import Role
from linkbot.rulebook import Rulebook

Column = Literal[
    "title",
    "date",
    "authors",
    "venue",
    "affiliation",
    "alias",
    "description",
    "code",
    "paper",
    "model",
    "data",
    "demo",
    "project",
    "video",
    "notes",
    "link",
]

_Convention = TypeVar("_Convention", bound=BaseModel)

Words = Annotated[frozenset[str], AfterValidator(lambda words: frozenset(word.casefold() for word in words))]


class _Words(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid", ignored_types=(cached_property,))


class DateWords(_Words):
    """rules/conventions/dates.yaml."""

    earliest: int
    latest: int
    english: Annotated[tuple[str, ...], Field(min_length=12, max_length=12)]
    others: dict[Annotated[int, Field(ge=1, le=12)], Words]
    keyboard: tuple[str, ...]
    names: Words
    not_months: Words
    venues: frozenset[str]
    repositories: frozenset[str]

    @cached_property
    def other_months(self) -> dict[str, int]:
        """The month of each name in a language other than English."""
        return {name: month for month, names in self.others.items() for name in names}

    @cached_property
    def no_months(self) -> frozenset[str]:
        """The words and names that are no months, however near to one."""
        return self.names | self.not_months

    @cached_property
    def neighbours(self) -> dict[str, frozenset[str]]:
        """The letters whose keys touch that of each letter; every row of a keyboard is set half a key to the right."""
        place = {letter: (row, column) for row, letters in enumerate(self.keyboard) for column, letter in enumerate(letters)}
        touching = {(0, -1), (0, 1), (-1, 0), (-1, 1), (1, -1), (1, 0)}
        return {
            letter: frozenset(other for other, (below, right) in place.items() if (below - row, right - column) in touching)
            for letter, (row, column) in place.items()
        }

    @cached_property
    def english_by_letter(self) -> dict[str, tuple[tuple[int, str], ...]]:
        """The months with their English names by the letter that these begin with, in lower case."""
        months = list(enumerate(self.english, 1))
        letters = {name[0].casefold() for name in self.english}
        return {letter: tuple(month for month in months if month[1][0].casefold() == letter) for letter in letters}

    @cached_property
    def venue_names(self) -> frozenset[str]:
        """Every accepted spelling of a venue: as written, and in capitals."""
        names = self.venues | self.repositories
        return names | {name.upper() for name in names}


class TitleWords(_Words):
    """rules/conventions/titles.yaml."""

    generic: Words
    announcements: Words
    apparatus: Words
    apparatus_files: Words


class RoleWords(_Words):
    """rules/conventions/roles.yaml."""

    labels: dict[Role, Words]
    last_words: dict[Role, Words]
    names: Words
    identities: dict[str, Role]
    hosts: dict[str, Role]

    @cached_property
    def prefixes_of_kind(self) -> dict[str, dict[str, Role]]:
        """The roles of `identities` by the beginnings of the keys, for each kind of identity that has any."""
        found: dict[str, dict[str, Role]] = {}
        for name, role in self.identities.items():
            kind, _, prefix = name.partition(":")
            found.setdefault(kind, {})[prefix] = role
        return found

    @cached_property
    def role_of_label(self) -> dict[str, Role]:
        """The role that each known label tells."""
        return {label: role for role, labels in self.labels.items() for label in labels}

    @cached_property
    def role_of_last_word(self) -> dict[str, Role]:
        """The role that the last word of a longer label tells."""
        return {word: role for role, words in self.last_words.items() for word in words}


class TableWords(_Words):
    """rules/conventions/tables.yaml."""

    headers: dict[Column, Words]
    empty: Words

    @cached_property
    def column_of_header(self) -> dict[str, Column]:
        """What the column below each known header holds."""
        return {header: column for column, headers in self.headers.items() for header in headers}


@dataclass(frozen=True)
class Lexicon:
    """All words that reading entries needs. `identity_roles` maps the kind of an identity to the role of its links."""

    dates: DateWords
    titles: TitleWords
    roles: RoleWords
    tables: TableWords
    identity_roles: dict[str, Role]


@lru_cache(maxsize=4)
def lexicon(rulebook: Rulebook) -> Lexicon:
    """The lexicon of a rulebook. Raises RulebookError that names the file and the field it cannot use."""
    return Lexicon(
        dates=_validate(DateWords, rulebook, "dates"),
        titles=_validate(TitleWords, rulebook, "titles"),
        roles=_validate(RoleWords, rulebook, "roles"),
        tables=_validate(TableWords, rulebook, "tables"),
        identity_roles={rule.kind: rule.role for rule in rulebook.identities},
    )


def _validate(model: type[_Convention], rulebook: Rulebook, name: str) -> _Convention:
    data: Any = rulebook.conventions.get(name, {})
    try:
        return model.model_validate(data)
    except ValidationError as error:
        first = error.errors()[0]
        where = ".".join(map(str, first["loc"])) or "the file"
        raise RulebookError(
            f"rules/conventions/{name}.yaml: {where}: {first['msg']}", hint="see rules/README.md for the fields"
        ) from error
