"""A rule explained: what it does, why it matters, examples and parameters; as text, as Markdown, as data."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Sequence
from textwrap import fill
from typing import Any

from pydantic import BaseModel

from linkbot.checks import KINDS
from linkbot.report.json import escaped
from linkbot.report.text import neutral
from linkbot.rulebook import Example, Rule

WIDTH = 92
"""How wide a page of text is, in characters."""

_COMMENT = re.compile(r"<!--.{1,200}?-->")
_PICTURES = {code: 0x2400 + code for code in range(0x20) if chr(code) not in "\t\n"}
_FIXES = {
    "none": "It offers no fix.",
    "display": "It shows what could be done, and never does it.",
    "unsafe": "Its fix is unsafe: right as far as is known, to be read before it is used.",
    "safe": "Its fix may be safe: proven to keep the meaning.",
}


def as_list(rules: Sequence[Rule]) -> str:
    """One line a rule: code, name, severity, summary."""
    width = max((len(rule.name) for rule in rules), default=0)
    return neutral("".join(f"{rule.code}  {rule.name:<{width}}  {rule.severity:<7}  {_flat(rule.summary)}\n" for rule in rules))


def as_text(rule: Rule) -> str:
    """The page of a rule for a terminal."""
    parts = [
        f"{rule.code} {rule.name} ({rule.severity}, {rule.confidence} confidence, since {rule.since})\n{_flat(rule.summary)}",
        f"What it does\n{_wrapped(rule.what)}",
        f"Why it matters\n{_wrapped(rule.why)}",
        *(f"Bad\n{_indented(_shown(example))}" for example in rule.bad[:1]),
        *(f"Good\n{_indented(_shown(example))}" for example in rule.good[:1]),
        f"Fix\n{_wrapped(_FIXES[rule.fix])}",
    ]
    if rule.hint:
        parts.append(f"Way out\n{_wrapped(rule.hint)}")
    if parameters := list(_parameters(rule)):
        lines = "\n".join(
            f"  {name} = {value}" + (f"\n{_wrapped(meaning, 6)}" if meaning else "") for name, value, meaning in parameters
        )
        parts.append(f"Parameters, set under [rules.{rule.code}.params]\n{lines}")
    return neutral("\n\n".join(parts) + "\n")


def as_markdown(rule: Rule) -> str:
    """The page of a rule for the documentation, under a heading of the second level."""
    parts = [
        f"## {rule.code} {rule.name}",
        f"{_flat(rule.summary)} Severity: {rule.severity}. Confidence: {rule.confidence}. Since {rule.since}.",
        f"**What it does.** {rule.what.strip()}",
        f"**Why it matters.** {rule.why.strip()}",
        *(f"**Bad:**\n\n{_fenced(_shown(example))}" for example in rule.bad[:1]),
        *(f"**Good:**\n\n{_fenced(_shown(example))}" for example in rule.good[:1]),
        f"**Fix.** {_FIXES[rule.fix]}" + (f" {_unhidden(_flat(rule.hint))}" if rule.hint else ""),
    ]
    if parameters := list(_parameters(rule)):
        rows = "".join(f"| `{name}` | `{_cell(value)}` | {_cell(meaning)} |\n" for name, value, meaning in parameters)
        parts.append(f"| parameter | value | meaning |\n|---|---|---|\n{rows}".rstrip())
    return "\n\n".join(parts) + "\n"


def as_json(rules: Sequence[Rule]) -> str:
    """The rules as their files have them: an array of objects."""
    data = [rule.model_dump(mode="json", exclude_defaults=False) for rule in rules]
    return escaped(json.dumps(data, indent=2, ensure_ascii=False)) + "\n"


def _parameters(rule: Rule) -> Iterator[tuple[str, str, str]]:
    """Name, value in this rule, and meaning of each parameter."""
    kind = KINDS.get(rule.kind)
    model: type[BaseModel] | None = kind.Params if kind else None
    for name, field in model.model_fields.items() if model else ():
        value: Any = rule.params.get(name, field.get_default(call_default_factory=True))
        yield name, json.dumps(value, ensure_ascii=False, default=str), _flat(field.description or "")


def _shown(example: Example) -> str:
    """The example's Markdown; bytes that no page may hold as their pictures (U+2400: ␀)."""
    return example.markdown.strip("\n").translate(_PICTURES)


def _unhidden(text: str) -> str:
    """`text` with its ignore comments as code: a page of Markdown would hide them."""
    return _COMMENT.sub(r"`\g<0>`", text)


def _fenced(markdown: str) -> str:
    """A fence longer than any run of backticks inside it."""
    fence = "```"
    while fence in markdown:
        fence += "`"
    return f"{fence}markdown\n{markdown}\n{fence}"


def _indented(text: str) -> str:
    return "\n".join(f"  {line}".rstrip() for line in text.strip("\n").splitlines())


def _wrapped(text: str, indent: int = 2) -> str:
    margin = " " * indent
    return "\n\n".join(fill(part, WIDTH, initial_indent=margin, subsequent_indent=margin) for part in text.strip().split("\n\n"))


def _flat(text: str) -> str:
    return " ".join(text.split())


def _cell(text: str) -> str:
    return text.replace("|", "\\|")
