"""What linkbot believes: the files of rules/, loaded, overlaid and validated into one frozen `Rulebook`."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from pathlib import Path
from typing import Annotated, Any, Literal, TypeVar

from pydantic import AfterValidator, BaseModel, ConfigDict, Field, ValidationError
from ruamel.yaml import YAML
from ruamel.yaml.error import YAMLError

from linkbot.errors import RulebookError
from linkbot.model.document import Role
from linkbot.model.evidence import Answer
from linkbot.model.finding import Confidence, Severity


def _anchored(pattern: str) -> str:
    if not pattern.startswith("^"):
        raise ValueError(f"the pattern {pattern!r} must be anchored: start it with ^")
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

    The pattern matches all of it, percent-decoded but for the query. `key` and `sub` are templates that make the identity's
    parts of the groups. `query` names a query parameter that holds the key instead.
    """

    hosts: tuple[str, ...] = Field(min_length=1)
    path: Pattern
    query: str = ""
    key: str = "{key}"
    sub: str = "{sub}"


class IdentityRule(_Data):
    """One kind of identity: rules/identities/arxiv.yaml and its like.

    `canonical` is the URL template of the identity (`{key}`, `{sub}`). `case` says whether keys are compared in lower case.
    `implied` is a beginning of keys that URLs leave out. No key (after it) has a first segment that is `reserved`.
    `source` is the source of truth that knows it, "" where only the web can tell. `examples` map URLs to identities as `str`
    writes them, `not_this` are URLs of other kinds; both are run as tests. The first rule, by file name, that fits a URL wins.
    """

    kind: Annotated[str, Field(pattern=r"^[a-z][a-z-]*$")]
    canonical: str
    canonical_sub: str = ""
    case: Literal["sensitive", "lower"] = "sensitive"
    key: Pattern = "^.+$"
    implied: str = ""
    reserved: tuple[str, ...] = ()
    source: str = ""
    role: Role = "other"
    patterns: tuple[IdentityPattern, ...] = Field(min_length=1)
    examples: dict[str, str] = Field(min_length=1)
    not_this: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, eq=False)
class Rulebook:
    """All rules, hosts, identities and conventions. `conventions` are mappings, by file name without its ending.

    Equal to itself alone, so that what is worked out from it can be kept by it.
    """

    rules: Mapping[str, Rule]
    hosts: tuple[Host, ...]
    identities: tuple[IdentityRule, ...]
    conventions: Mapping[str, Mapping[str, Any]]

    def rule(self, code_or_name: str) -> Rule | None:
        """The rule of that code or name, None where there is none."""
        return self.rules.get(code_or_name.upper()) or next(
            (rule for rule in self.rules.values() if rule.name == code_or_name.lower()), None
        )


def built_in_folder() -> Path:
    """Where rules/ lies: inside the installed package, or at the top of the checkout of an editable install."""
    packaged = Path(str(files("linkbot"))) / "_rules"
    return packaged if packaged.is_dir() else Path(__file__).parents[2] / "rules"


@cache
def load_rulebook(overlay: Path | None = None) -> Rulebook:
    """The built-in rules, with those of `overlay` laid over them.

    A file of the overlay replaces the fields that it names of the built-in rule of the same code; new codes start with X.
    Raises RulebookError that names the file and the field.
    """
    if overlay and not overlay.is_dir():
        raise RulebookError(f"{overlay}: no such folder", hint="rules_dir names a folder laid out like linkbot's own rules/")
    folders = [built_in_folder(), *([overlay] if overlay else [])]
    checks: dict[str, dict[str, Any]] = {}
    origins: dict[str, Path] = {}
    for folder in folders:
        for path, data in _read_all(folder / "checks"):
            code = str(data.get("code", ""))
            checks[code] = {**checks.get(code, {}), **data}
            origins[code] = path
    rules = {code: _validate(Rule, data, origins[code]) for code, data in sorted(checks.items())}
    hosts = [_validate(Host, data, path) for folder in reversed(folders) for path, data in _read_all(folder / "hosts")]
    identities = [_validate(IdentityRule, data, path) for folder in folders for path, data in _read_all(folder / "identities")]
    conventions = {path.stem: data for folder in folders for path, data in _read_all(folder / "conventions")}
    return Rulebook(rules, tuple(hosts), tuple(identities), conventions)


def _read_all(folder: Path) -> Iterator[tuple[Path, dict[str, Any]]]:
    for path in sorted(folder.glob("*.yaml")):
        yield path, _read(path)


def _read(path: Path) -> dict[str, Any]:
    try:
        data = YAML(typ="safe", pure=False).load(path.read_text(encoding="utf-8"))
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
