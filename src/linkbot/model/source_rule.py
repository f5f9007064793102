"""How a source of truth is asked by its API, and what its answers mean: the fields of a file of rules/sources."""

from __future__ import annotations

import string
from typing import Annotated, Literal, Self

from pydantic import BaseModel, ConfigDict, Field, model_validator

from linkbot.model.evidence import SourceName, UnknownReason

_OF_THE_KEY = frozenset({"key", "path", "site", "method", "ids"})
"""What a URL template may name beside the bases: the key as one segment of a path, the key with its slashes, and the parts of
a call for many keys.
"""
_NOT_TOLD = frozenset({"found", "next"})


class _Data(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class Meaning(_Data):
    """What one kind of answer says. Of an ask's meanings, the first that fits counts.

    It fits an answer with one of the statuses in `status` (any, where it is empty) in whose JSON something stands `at` a place:
    names and numbers between dots (`error.code`, `notes.0.id`), "" for none. Where there are `values`, it must be one of them.
    `means`: "found"; "gone"; "next", the next ask decides; or the reason why nothing is known. `says` is the proof, in words.
    """

    status: tuple[int, ...] = ()
    at: str = ""
    values: tuple[int | str, ...] = ()
    means: Literal["found", "gone", "next"] | UnknownReason
    says: str = ""

    @model_validator(mode="after")
    def _speaks(self) -> Self:
        if (self.means in _NOT_TOLD) == bool(self.says):
            raise ValueError("found and next say nothing, everything else says why: look at says")
        if not self.status and not self.at:
            raise ValueError("it would fit every answer: name a status, or a place in the JSON")
        return self


class Ask(_Data):
    """One GET request. `url` is a template of `{key}` (in one segment of a path: with `%2F`), `{path}` (the key with its slashes)
    and the names of the source's bases.

    An answer that no meaning fits has found the thing when its status is 200 and its JSON has the fact's name where `fields`
    says; `fields` maps the fields of the fact (`linkbot.model.evidence`) to places in the JSON. Anything else is unknown.
    """

    url: str
    meanings: tuple[Meaning, ...] = ()
    fields: dict[str, str] = Field(default_factory=dict)

    @property
    def wants_json(self) -> bool:
        """Whether more of the answer is read than its status."""
        return bool(self.fields) or any(meaning.at for meaning in self.meanings)


class SourceRule(_Data):
    """One source of truth with an API: rules/sources/pypi.yaml and its like.

    `name` is what it is called in sentences. `bases` are the addresses that the templates of `asks` name, for a mirror to
    replace. The first ask is made; another one only where a meaning says "next". `facts` is what is found: a page, or a
    repository, whose name today tells whether it has moved. `batch` is how many keys one call takes. What was found is believed
    for `found_days`; what the API cannot or will not tell, and would not in an hour, for `unsettled_days`, less than one so that
    a nightly run asks again. `max_body` is the most that is read of an answer, in bytes. Pace and connections are those of the
    API's host in rules/hosts.
    """

    source: SourceName
    name: str
    bases: dict[str, str] = Field(min_length=1)
    asks: Annotated[tuple[Ask, ...], Field(min_length=1)]
    facts: Literal["page", "repository"] = "page"
    batch: int = Field(default=1, gt=0)
    found_days: float = Field(default=7, ge=0)
    unsettled_days: float = Field(default=0.8, ge=0)
    max_body: int = Field(default=4_000_000, gt=0)
    manual: str
    reason: str
    checked: str

    @model_validator(mode="after")
    def _can_be_asked(self) -> Self:
        for base in self.bases.values():
            if base.endswith("/") and not base.endswith("://"):
                raise ValueError(f"bases: {base} must not end with a slash")
        for ask in self.asks:
            named = {field for _, field, _, _ in string.Formatter().parse(ask.url) if field is not None}
            if strange := named - _OF_THE_KEY - self.bases.keys():
                raise ValueError(f"asks: {ask.url} names {', '.join(sorted(strange))}, which is no base and no part of a key")
        if any(meaning.means == "next" for meaning in self.asks[-1].meanings):
            raise ValueError("asks: after the last one there is no next")
        return self
