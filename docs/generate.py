"""Writes what the documentation takes from the program: the reference, the schemas, and the help in the README.

`python docs/generate.py` writes the files, `python docs/generate.py --check` tells whether they are as they would be written
(exit code 1 when one is not). The same program always writes the same bytes.
"""

from __future__ import annotations

import asyncio
import json
import sys
from collections.abc import Iterator, Mapping
from contextlib import chdir
from datetime import UTC, datetime
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import click
from pydantic import BaseModel
from pydantic.fields import FieldInfo
from ruamel.yaml import YAML

from linkbot.cli.exit_codes import EXIT_CODES
from linkbot.cli.main import main as linkbot
from linkbot.cli.rule_page import as_markdown
from linkbot.config import SECRETS, RuleSettings, Settings
from linkbot.discovery import PREFIX, configure
from linkbot.init.workflow import ACTION, SELF, nightly, odd_time, pull_request
from linkbot.model.publishing import PublishSettings
from linkbot.model.report import Report
from linkbot.pipeline import check
from linkbot.report import FORMATS
from linkbot.report.view import View
from linkbot.rulebook import load_rulebook
from linkbot.watch_settings import Target, WatchSettings

ROOT = Path(__file__).parents[1]
sys.path.append(str(ROOT))  # the cases of the chaos suite live with its tests

from tests.world.chaos.table import chaos  # noqa: E402 - found by the line above

WIDTH = 100
"""The width of a help page, in characters."""
NOTE = "<!-- Written by docs/generate.py; change the program, not this file. -->\n\n"
OWN_WORKFLOW = "Written by docs/generate.py; change src/linkbot/init, not this file."
EXAMPLE = "examples/reading-list.md"
EXAMPLE_DAY = datetime(2026, 11, 20, tzinfo=UTC)
SELECTED = ("LB105", "LB404", "LB405")
"""The rules that the README shows at work, few enough to be read."""
DRAFT = "https://json-schema.org/draft/2020-12/schema"


def main(arguments: list[str]) -> int:
    """Writes or checks every generated file; the exit code."""
    stale = [(path, text) for path, text in generated() if not path.is_file() or path.read_text(encoding="utf-8") != text]
    if arguments == ["--check"]:
        for path, _ in stale:
            print(f"{path.relative_to(ROOT)} is not up to date: run `python docs/generate.py`", file=sys.stderr)
        return int(bool(stale))
    if arguments:
        print("usage: python docs/generate.py [--check]", file=sys.stderr)
        return 2
    for path, text in stale:
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8", newline="\n")
    return 0


def generated() -> Iterator[tuple[Path, str]]:
    """Every generated file, with the text that it should have."""
    yield ROOT / "docs/reference/rules.md", rules()
    yield ROOT / "docs/reference/cli.md", command_line()
    yield ROOT / "docs/reference/config.md", configuration()
    yield ROOT / "docs/chaos.md", NOTE + chaos()
    yield ROOT / "docs/report.schema.json", schema(Report, "A report of linkbot, as `linkbot check --format json` writes it")
    yield ROOT / "docs/linkbot.schema.json", settings_schema()
    yield ROOT / "README.md", readme((ROOT / "README.md").read_text(encoding="utf-8"))
    yield ROOT / "docs/action.md", action((ROOT / "docs/action.md").read_text(encoding="utf-8"))
    yield ROOT / ".github/workflows/nightly.yml", nightly(odd_time(ACTION), action=SELF, written=OWN_WORKFLOW)
    yield ROOT / ".github/workflows/pull_request.yml", pull_request(action=SELF, written=OWN_WORKFLOW)


def readme(text: str) -> str:
    """The README with what stands between `<!-- help -->` and `<!-- /help -->`, and between its like, written anew."""
    blocks = {
        "help": f"```text\n{help_of(linkbot.commands['check'], 'linkbot check')}\n```\n",
        "example": f"```text\n$ linkbot check {EXAMPLE} --offline --select {','.join(SELECTED)}\n{example()}```\n",
        "rules": table_of_rules("docs/reference/rules.md"),
        "exit codes": table_of_exit_codes(),
    }
    return filled(text, blocks)


def action(text: str) -> str:
    """docs/action.md with the tables of inputs and outputs written anew from action.yml."""
    described = YAML(typ="safe").load(ROOT / "action.yml")
    inputs = "".join(f"| `{name}` | {_code(of['default'])} | {of['description']} |\n" for name, of in described["inputs"].items())
    outputs = "".join(f"| `{name}` | {of['description']} |\n" for name, of in described["outputs"].items())
    blocks = {
        "inputs": f"| input | default | meaning |\n|---|---|---|\n{inputs}",
        "outputs": f"| output | meaning |\n|---|---|\n{outputs}",
    }
    return filled(text, blocks)


def filled(text: str, blocks: Mapping[str, str]) -> str:
    """`text` with each block between its two comments in place of what stood there."""
    for name, block in blocks.items():
        start, end = f"<!-- {name} -->\n", f"<!-- /{name} -->"
        before, opened, rest = text.partition(start)
        _, closed, after = rest.partition(end)
        if opened and closed:
            text = before + start + block + end + after
    return text


def example() -> str:
    """What a check of the example list prints without a network, on a given day."""
    with TemporaryDirectory() as folder, chdir(ROOT):
        flags = {"offline": True, "select": SELECTED, "store": Path(folder) / "store"}
        settings = configure([], folder=ROOT, environ={}, flags=flags, search=False).settings
        report = asyncio.run(check([EXAMPLE], settings, clock=lambda: EXAMPLE_DAY))
    return FORMATS["full"](report, View(WIDTH))


def rules() -> str:
    """docs/reference/rules.md."""
    return f"{NOTE}# Rules\n\n{table_of_rules('')}\n" + "\n".join(map(as_markdown, load_rulebook().rules.values()))


def table_of_rules(page: str) -> str:
    """One line a rule, each with a link to its place in `page`."""
    rows = "".join(
        f"| [{rule.code}]({page}#{rule.code.lower()}-{rule.name}) | {rule.name} | {rule.severity} | {rule.summary.strip()} |\n"
        for rule in load_rulebook().rules.values()
    )
    return f"| code | name | severity | what it says |\n|---|---|---|---|\n{rows}"


def table_of_exit_codes() -> str:
    """One line an exit code."""
    rows = "".join(f"| {code} | {meaning} |\n" for code, meaning in EXIT_CODES.items())
    return f"| exit code | meaning |\n|---|---|\n{rows}"


def command_line() -> str:
    """docs/reference/cli.md."""
    pages = "\n".join(f"## {name}\n\n```text\n{help_of(command, name)}\n```\n" for name, command in commands(linkbot, "linkbot"))
    return f"{NOTE}# Command line\n\n{pages}\n## Exit codes\n\n{table_of_exit_codes()}"


def commands(group: click.Group, name: str) -> Iterator[tuple[str, click.Command]]:
    """A group and all commands below it, by their full names."""
    yield name, group
    for word, command in group.commands.items():
        if command.hidden:
            continue
        if isinstance(command, click.Group):
            yield from commands(command, f"{name} {word}")
        else:
            yield f"{name} {word}", command


def help_of(command: click.Command, name: str) -> str:
    """The help of a command, as a terminal of `WIDTH` characters shows it."""
    settings: dict[str, Any] = {**linkbot.context_settings, "terminal_width": WIDTH}
    with click.Context(command, info_name=name, **settings) as context:
        return command.get_help(context)


def configuration() -> str:
    """docs/reference/config.md."""
    intro = (
        "Settings come from the closest `linkbot.toml`, or `[tool.linkbot]` in a `pyproject.toml`, in the folder of the lists or "
        "above it, up to the top of the repository; then from variables of the environment; then from flags. The last one wins. "
        "Paths in a file are relative to the file. In variables, lists are written with commas or as JSON, and `__` goes one "
        "level down: `LINKBOT_RULES__LB401__ENABLED=false`. `linkbot config show` tells each value and its origin.\n\n"
        "`github_token` and `github_app_key` are never read from a file. Without `LINKBOT_GITHUB_TOKEN`, the variables "
        "`GH_TOKEN` and `GITHUB_TOKEN` are read, unless a file sets `github_url`.\n"
    )
    rows = "".join(
        f"| `{name}` | `{PREFIX}{name.upper()}` | {_default(field)} | {field.description} |\n"
        for name, field in Settings.model_fields.items()
    )
    example = '```toml\n# linkbot.toml\nfail_on = "error"\nexclude = ["archive/*.md"]\n\n[rules.LB401]\nseverity = "info"\n```\n'
    return (
        f"{NOTE}# Configuration\n\n{intro}\n{example}\n"
        f"| setting | variable | default | meaning |\n|---|---|---|---|\n{rows}\n"
        f"## Settings of one rule\n\nIn a table `[rules.CODE]`, where CODE is a rule's code or name.\n\n{_table(RuleSettings)}\n"
        f"## Settings of publishing\n\nIn a table `[publish]`: see [publishing](../publish.md).\n\n{_table(PublishSettings)}\n"
        f"## Settings of the watch\n\nIn a table `[watch]`: see [watching](../watch.md).\n\n{_table(WatchSettings)}\n"
        f"### Settings of one target\n\nIn a table `[[watch.targets]]`, one for each.\n\n{_table(Target)}"
    )


def _table(model: type[BaseModel]) -> str:
    rows = "".join(f"| `{name}` | {_default(field)} | {field.description} |\n" for name, field in model.model_fields.items())
    return f"| setting | default | meaning |\n|---|---|---|\n{rows}"


def schema(model: type[BaseModel], title: str) -> str:
    """The JSON Schema of a model."""
    return _written({"$schema": DRAFT, **model.model_json_schema(mode="serialization"), "title": title})


def settings_schema() -> str:
    """docs/linkbot.schema.json: what linkbot.toml may hold."""
    body = Settings.model_json_schema()
    for name in SECRETS:
        del body["properties"][name]
    return _written({"$schema": DRAFT, **body, "title": "linkbot.toml"})


def _code(text: str) -> str:
    return f"`{text}`" if text else ""


def _default(field: FieldInfo) -> str:
    if field.is_required():
        return "required"
    value = field.get_default(call_default_factory=True)
    if isinstance(value, BaseModel):
        return "see below"
    plain = json.dumps(value, default=str) if value not in (None, (), {}) else ""
    return f"`{plain}`" if plain else "none"


def _written(data: dict[str, Any]) -> str:
    return json.dumps(data, indent=2, sort_keys=True, ensure_ascii=False) + "\n"


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
