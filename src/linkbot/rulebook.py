"""What linkbot believes: the files of rules/, loaded, overlaid and validated into one frozen `Rulebook`."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from typing import Annotated, Any, Literal, TypeVar

from pydantic import AfterValidator, BaseModel, ConfigDict, Field, TypeAdapter, ValidationError

from linkbot import kept_rules
from linkbot.errors import RulebookError
from linkbot.model.document import Role
from linkbot.model.evidence import Answer, SourceName
from linkbot.model.finding import Confidence, Severity
from linkbot.model.source_rule import SourceRule


def _anchored(pattern: str) -> str:
    if not pattern.startswith("^"):
        raise ValueError(f"the pattern {pattern!r} must be anchored: start it with ^")
    return _readable(pattern)


def _readable(pattern: str) -> str:
    try:
        re.compile(pattern)
    except re.error as error:
        raise ValueError(f"not a regular expression: {pattern!r}: {error}") from error
    return pattern


_Model = TypeVar("_Model", bound=BaseModel)
Pattern = Annotated[str, AfterValidator(_anchored)]


class _Data(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class Example(_Data):
    """A piece of a list that a rule must or must not complain about.

    `world` maps questions, written as `Question.parse` reads them, to the answers of the sources; what is missing is
    unknown. `lines` are the lines, from 1, on which the rule must speak (a bad example; by default at least one).
    `past` are earlier answers to a question, one a day, yesterday's last. `files` are other documents of the same run, by
    path; `path` is this document's own.
    """

    markdown: str
    world: dict[str, Answer] = Field(default_factory=dict)
    past: dict[str, tuple[Answer, ...]] = Field(default_factory=dict)
    lines: tuple[int, ...] = ()
    files: dict[str, str] = Field(default_factory=dict)
    path: str = "README.md"
    today: str = "2026-11-20"
    fixed: str | None = None


class Rule(_Data):
    """One rule: rules/checks/LB101-dead-link.yaml and its like.

    `kind` names the class of `linkbot.checks` that judges; `params` are its parameters; `message` is a template filled with
    the fields that the kind documents. `fix` is the most that the rule may offer.
    """

    code: Annotated[str, Field(pattern=r"^(LB|X)\d{3}$")]
    name: Annotated[str, Field(pattern=r"^[a-z][a-z0-9]*(-[a-z0-9]+)*$")]
    kind: str
    summary: str
    severity: Severity
    confidence: Confidence
    fix: Literal["none", "display", "unsafe", "safe"] = "none"
    since: str
    params: dict[str, Any] = Field(default_factory=dict)
    message: str
    hint: str = ""
    why: str
    what: str
    bad: tuple[Example, ...] = Field(min_length=1)
    good: tuple[Example, ...] = Field(min_length=1)


class Host(_Data):
    """How one host is to be treated: rules/hosts/github.com.yaml and its like.

    Applies to `hosts` and, where a name starts with `*.`, to every name below it. `group` is the front door that several
    hosts share and that is paced as one. `meaning` overrides what a status says there.
    """

    hosts: tuple[str, ...] = Field(min_length=1)
    group: str = ""
    per_second: float = Field(default=5.0, gt=0)
    connections: int = Field(default=2, gt=0)
    method: Literal["GET", "HEAD", "none"] = "GET"
    meaning: dict[int, Literal["ok", "gone", "blocked", "unverifiable", "server-error", "rate-limited"]] = Field(
        default_factory=dict
    )
    login_paths: tuple[Pattern, ...] = ()
    soft_404: tuple[str, ...] = ()
    anchors: Literal["html", "unverifiable"] = "html"
    unverifiable: str = ""
    accept: str = ""
    reason: str
    checked: str


class IdentityPattern(_Data):
    """One spelling of an identity: hosts, and a pattern for what follows the host (path, query), with named groups.

    A host that starts with `*.` is any name one level below. The pattern matches all of it, percent-decoded but for the query.
    `key` and `sub` are templates that make the identity's parts of the groups and of `{host}`. `query` names a query parameter
    that holds the key instead.
    """

    hosts: tuple[str, ...] = Field(min_length=1)
    path: Pattern
    query: str = ""
    key: str = "{key}"
    sub: str = "{sub}"


class IdentityRule(_Data):
    """One kind of identity: rules/identities/arxiv.yaml and its like.

    `canonical` is the URL template of the identity (`{key}`, `{sub}`). `case` says whether keys are compared in lower case.
    `dash` is a pattern of what counts as one `-` in keys (PEP 503: `[-_.]+`).
    `implied` is a beginning of keys that URLs leave out. No key (after it) has a first segment that is `reserved`.
    `source` is the source of truth that knows it, "" where only the web can tell; where a link names a part of the thing, `part`
    says whether the source is asked about the thing all the same, or the web for the page of the part. `examples` map URLs to
    identities as `str` writes them, `not_this` are URLs of other kinds; both are run as tests. The first rule, by file name, that
    fits a URL wins.
    """

    kind: Annotated[str, Field(pattern=r"^[a-z][a-z-]*$")]
    canonical: str
    canonical_sub: str = ""
    case: Literal["sensitive", "lower"] = "sensitive"
    dash: Annotated[str, AfterValidator(_readable)] = ""
    key: Pattern = "^.+$"
    implied: str = ""
    reserved: tuple[str, ...] = ()
    source: SourceName | Literal[""] = ""
    part: Literal["thing", "page"] = "thing"
    role: Role = "other"
    patterns: tuple[IdentityPattern, ...] = Field(min_length=1)
    examples: dict[str, str] = Field(min_length=1)
    not_this: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, eq=False)
class Rulebook:
    """All rules, hosts, identities, conventions and sources. `conventions` are mappings, by file name without its ending;
    `sources` are those with an API that a file describes, by name.

    Equal to itself alone, so that what is worked out from it can be kept by it.
    """

    rules: Mapping[str, Rule]
    hosts: tuple[Host, ...]
    identities: tuple[IdentityRule, ...]
    conventions: Mapping[str, Mapping[str, Any]]
    sources: Mapping[str, SourceRule] = field(default_factory=dict)

    def rule(self, code_or_name: str) -> Rule | None:
        """The rule of that code or name, None where there is none."""
        return self.rules.get(code_or_name.upper()) or next(
            (rule for rule in self.rules.values() if rule.name == code_or_name.lower()), None
        )


_BOOK: TypeAdapter[Rulebook] = TypeAdapter(Rulebook)


@cache
def load_rulebook(overlay: Path | None = None) -> Rulebook:
    """The built-in rules, with those of `overlay` laid over them.

    A file of the overlay replaces the fields that it names of the built-in rule of the same code, or of the built-in source of
    the same name; new codes start with X.
    Raises RulebookError that names the file and the field.
    """
    folders, now = kept_rules.folders_of(overlay), kept_rules.rules_stamp(overlay)
    if kept := kept_rules.recall(folders, now):
        with suppress(ValidationError):
            return _BOOK.validate_python(kept)
    book = _load(folders)
    kept_rules.keep(folders, now, _plain(book))
    return book


def _plain(book: Rulebook) -> dict[str, Any]:
    """The rulebook as it is kept; what no model describes, exactly as YAML gave it."""
    data: dict[str, Any] = _BOOK.dump_python(book, mode="json", exclude_unset=True)
    for code, rule in book.rules.items():
        data["rules"][code]["params"] = rule.params
    return {**data, "conventions": book.conventions}


def _load(folders: list[Path]) -> Rulebook:
    rules = _overlaid(Rule, "code", folders, "checks")
    hosts = [_validate(Host, data, path) for folder in reversed(folders) for path, data in _read_all(folder / "hosts")]
    identities = [_validate(IdentityRule, data, path) for folder in folders for path, data in _read_all(folder / "identities")]
    conventions = {path.stem: data for folder in folders for path, data in _read_all(folder / "conventions")}
    return Rulebook(rules, tuple(hosts), tuple(identities), conventions, _overlaid(SourceRule, "source", folders, "sources"))


def _overlaid(model: type[_Model], key: str, folders: list[Path], name: str) -> dict[str, _Model]:
    """The files of the folders called `name`, by their field `key`, sorted; a later one replaces the fields that it names."""
    merged: dict[str, dict[str, Any]] = {}
    origins: dict[str, Path] = {}
    for folder in folders:
        for path, data in _read_all(folder / name):
            own = str(data.get(key, ""))
            merged[own] = {**merged.get(own, {}), **data}
            origins[own] = path
    return {own: _validate(model, data, origins[own]) for own, data in sorted(merged.items())}


def _read_all(folder: Path) -> Iterator[tuple[Path, dict[str, Any]]]:
    for path in sorted(folder.glob("*.yaml")):
        yield path, _read(path)


def _read(path: Path) -> dict[str, Any]:
    from ruamel.yaml import YAML
    from ruamel.yaml.error import YAMLError

    try:
        # Pure: libyaml, where it is installed, reads another dialect (YAML 1.1), in which `no` is false.
        data = YAML(typ="safe", pure=True).load(path.read_text(encoding="utf-8"))
    except (YAMLError, UnicodeDecodeError) as error:
        raise RulebookError(f"{path}: not YAML: {error}") from error
    if not isinstance(data, dict):
        raise RulebookError(f"{path}: expected a mapping at the top", hint="see rules/README.md for the fields")
    return data


def _validate(model: type[_Model], data: Mapping[str, Any], path: Path) -> _Model:
    try:
        return model.model_validate(data)
    except ValidationError as error:
        first = error.errors()[0]
        where = ".".join(map(str, first["loc"])) or "the file"
        raise RulebookError(f"{path}: {where}: {first['msg']}", hint="see rules/README.md for the fields") from error
