"""What a run has to do: the rules that were chosen, and the questions that they need answered."""

from __future__ import annotations

import re
from collections.abc import Iterable
from difflib import get_close_matches

from pydantic import ValidationError

from linkbot.checks import KINDS
from linkbot.checks.kind import Kind, Known
from linkbot.config import RuleSettings, Settings
from linkbot.errors import ConfigError, RulebookError
from linkbot.model.evidence import Question
from linkbot.rulebook import Rule, Rulebook


def kinds_of(rulebook: Rulebook, settings: Settings) -> tuple[Kind, ...]:
    """The rules that run, by code, each with its parameters: `select` (all, when empty) less `ignore` less what is switched off.

    Raises ConfigError for a word that names no rule, for parameters that a rule does not take and for a pattern of
    `exclude_links` that is none, RulebookError for a rule of a kind that does not exist.
    """
    _compile(settings.exclude_links)
    chosen = _matching(settings.select, rulebook, "select") if settings.select else set(rulebook.rules)
    chosen -= _matching(settings.ignore, rulebook, "ignore")
    own = {_code(word, rulebook): (word, setting) for word, setting in settings.rules.items()}
    return tuple(
        _kind(rule, *own.get(code, ("", RuleSettings())))
        for code, rule in sorted(rulebook.rules.items())
        if code in chosen and (code not in own or own[code][1].enabled)
    )


def plan(kinds: Iterable[Kind], known: Known) -> frozenset[Question]:
    """Everything that `kinds` need answered, given what is known so far; answered questions may be among them.

    A page that is asked for its anchors is not asked for a second time without them.
    """
    once, again = _by_constancy(kinds)
    if once not in known.lasting:
        known.lasting[once] = _needed(once, known)
    needed: frozenset[Question] = known.lasting[once] | _needed(again, known)
    return needed - {Question("web", question.key) for question in needed if question.want == "anchors"}


def _by_constancy(kinds: Iterable[Kind]) -> tuple[tuple[Kind, ...], tuple[Kind, ...]]:
    """The kinds that always need the same, and the others."""
    kinds = tuple(kinds)
    return tuple(kind for kind in kinds if kind.needs_once), tuple(kind for kind in kinds if not kind.needs_once)


def _needed(kinds: Iterable[Kind], known: Known) -> frozenset[Question]:
    return frozenset(question for kind in kinds for document in known.documents for question in kind.needs(document, known))


def _compile(patterns: Iterable[str]) -> None:
    for pattern in patterns:
        try:
            re.compile(pattern)
        except re.error as error:
            raise ConfigError(
                f"exclude_links: not a regular expression: {pattern!r}: {error}",
                hint="a dot that means a dot is written \\.",
                setting="exclude_links",
            ) from error


def _matching(words: Iterable[str], rulebook: Rulebook, setting: str) -> set[str]:
    return {code for word in words for code in _codes(word, rulebook, setting)}


def _codes(word: str, rulebook: Rulebook, setting: str) -> set[str]:
    rule = rulebook.rule(word)
    codes = {rule.code} if rule else {code for code in rulebook.rules if word and code.startswith(word.upper())}
    if not codes:
        raise ConfigError(f"{setting}: no rule is called {word!r}", hint=_hint(word, rulebook), setting=setting)
    return codes


def _code(word: str, rulebook: Rulebook) -> str:
    rule = rulebook.rule(word)
    if rule is None:
        raise ConfigError(f"rules.{word}: no rule is called {word!r}", hint=_hint(word, rulebook), setting=f"rules.{word}")
    return rule.code


def _hint(word: str, rulebook: Rulebook) -> str:
    names = [*rulebook.rules, *(rule.name for rule in rulebook.rules.values())]
    close = get_close_matches(word.upper(), names) or get_close_matches(word.lower(), names)
    return f"did you mean {' or '.join(close)}?" if close else "`linkbot rule` lists all rules"


def _kind(rule: Rule, word: str, own: RuleSettings) -> Kind:
    kind = KINDS.get(rule.kind)
    if kind is None:
        close = get_close_matches(rule.kind, KINDS)
        hint = f"did you mean {' or '.join(close)}?" if close else f"the kinds are {', '.join(KINDS)}"
        raise RulebookError(f"{rule.code}: there is no kind of rule called {rule.kind!r}", hint=hint)
    try:
        params = kind.Params.model_validate({**rule.params, **own.params})
    except ValidationError as error:
        raise _wrong_params(rule, word, own, error, tuple(kind.Params.model_fields)) from error
    return kind(rule, params, own.severity or rule.severity, own.fix)


def _wrong_params(
    rule: Rule, word: str, own: RuleSettings, error: ValidationError, known: tuple[str, ...]
) -> ConfigError | RulebookError:
    first = error.errors()[0]
    name = str(first["loc"][0]) if first["loc"] else ""
    problem = "there is no such parameter" if first["type"] == "extra_forbidden" else first["msg"]
    hint = f"the parameters of {rule.code} are {', '.join(known)}" if known else f"{rule.code} takes no parameters"
    if name in own.params:
        return ConfigError(f"rules.{word}.params.{name}: {problem}", hint=hint, setting=f"rules.{word}")
    return RulebookError(f"{rule.code}: params.{name}: {problem}", hint=hint)
