from __future__ import annotations

import importlib.util
import json
import re
from pathlib import Path
from types import ModuleType

import jsonschema
import pytest
from tests.unit.reports import a_finding, a_fix, a_link, a_related, a_report, an_entry, an_evidence

from linkbot.cli.exit_codes import EXIT_CODES
from linkbot.config import RuleSettings, Settings
from linkbot.errors import LinkbotError, NothingToCheck
from linkbot.report import FORMATS
from linkbot.report.view import View
from linkbot.rulebook import load_rulebook

ROOT = Path(__file__).parents[2]


def _text(path: str) -> str:
    return (ROOT / path).read_text(encoding="utf-8")


@pytest.fixture(scope="module")
def generate() -> ModuleType:
    """docs/generate.py, which is a script and in no package."""
    spec = importlib.util.spec_from_file_location("generate", ROOT / "docs/generate.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def test_the_generated_documentation_is_up_to_date(generate: ModuleType, capsys: pytest.CaptureFixture[str]) -> None:
    code = generate.main(["--check"])

    assert (code, capsys.readouterr().err) == (0, "")


def test_every_command_and_option_is_documented(generate: ModuleType) -> None:
    page = _text("docs/reference/cli.md")

    for name, command in generate.commands(generate.linkbot, "linkbot"):
        assert f"## {name}\n" in page
        assert command.get_short_help_str()
        for parameter in command.params:
            assert all(option in page for option in parameter.opts if option.startswith("-"))


def test_every_setting_is_documented_and_says_what_it_is() -> None:
    page = _text("docs/reference/config.md")

    for name, field in {**Settings.model_fields, **RuleSettings.model_fields}.items():
        assert f"| `{name}` |" in page
        assert field.description


def test_every_rule_is_documented() -> None:
    page = _text("docs/reference/rules.md")

    for rule in load_rulebook().rules.values():
        assert f"## {rule.code} {rule.name}\n" in page


def test_every_exit_code_is_documented() -> None:
    page = _text("docs/reference/cli.md")

    for code, meaning in EXIT_CODES.items():
        assert f"| {code} | {meaning} |" in page


def test_errors_exit_with_documented_codes() -> None:
    assert {LinkbotError.exit_code, NothingToCheck.exit_code} <= EXIT_CODES.keys()


def test_a_report_is_what_its_schema_says() -> None:
    schema = json.loads(_text("docs/report.schema.json"))
    finding = a_finding(fix=a_fix("Attention"), evidence=[an_evidence()], related=[a_related()])
    report = a_report(finding, links=[a_link()], entries=[an_entry()])

    jsonschema.validate(json.loads(FORMATS["json"](report, View())), schema, cls=jsonschema.Draft202012Validator)


def test_a_settings_file_is_checked_by_its_schema() -> None:
    schema = json.loads(_text("docs/linkbot.schema.json"))

    jsonschema.validate({"fail_on": "never", "rules": {"LB401": {"severity": "info"}}}, schema)
    with pytest.raises(jsonschema.ValidationError):
        jsonschema.validate({"github_token": "t0ken"}, schema)


@pytest.mark.parametrize(
    "page", ["README.md", "ARCHITECTURE.md", "CONTRIBUTING.md", "SECURITY.md", "CHANGELOG.md", "rules/README.md"]
)
def test_files_that_the_documentation_links_to_exist(page: str) -> None:
    folder = (ROOT / page).parent

    prose = re.sub(r"```.*?```", "", _text(page), flags=re.DOTALL)
    for target in re.findall(r"\]\((?!https?:|#)([^)#]+)", prose):
        assert (folder / target).exists(), f"{page} links to {target}"
