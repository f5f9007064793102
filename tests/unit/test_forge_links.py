"""Links to repositories on GitLab and Codeberg, and to parts of them: each is judged by who can tell."""

from __future__ import annotations

import pytest
from tests.rules.worlds import findings_of

from linkbot.model.evidence import Answer, Found, Gone, Moved, Page, Repository
from linkbot.rulebook import Example

PART = "https://codeberg.org/example/tool/src/branch/main/README.md"


def told(code: str, markdown: str, world: dict[str, Answer] | None = None) -> list[tuple[str, str]]:
    """What a rule says of a list, with the mildness of it."""
    return [
        (finding.severity.value, finding.message) for finding in findings_of(code, Example(markdown=markdown, world=world or {}))
    ]


def test_a_heading_of_a_file_on_codeberg_is_looked_for_in_its_page() -> None:
    page = Found(facts=Page(status=200, url=PART, anchors=("install", "use")))

    (finding,) = told("LB103", f"- [use]({PART}#use), [instal]({PART}#instal)\n", {f"web/anchors:{PART}": page})

    assert "instal" in finding[1]


def test_a_file_that_codeberg_does_not_have_is_a_dead_page() -> None:
    markdown = f"- [a file]({PART})\n"

    assert [severity for severity, _ in told("LB101", markdown, {f"web:{PART}": Gone(reason="HTTP 404 on two GETs")})] == [
        "error"
    ]


def test_a_part_says_nothing_of_the_repository_and_the_repository_nothing_of_its_parts() -> None:
    markdown = f"- [a file]({PART})\n"

    assert told("LB301", markdown, {"codeberg:example/tool": Gone(reason="Codeberg does not know it")}) == []


@pytest.mark.parametrize("forge", ["gitlab.com", "codeberg.org"])
def test_one_repository_under_two_titles_may_hold_two_tools(forge: str) -> None:
    markdown = f"- [aligncheck](https://{forge}/example/Check)\n- [structcheck](https://{forge}/example/check.git)\n"

    assert [severity for severity, _ in told("LB401", markdown)] == ["info", "info"]


def test_the_new_name_is_put_into_the_url_and_nothing_else_is_changed() -> None:
    markdown = "- [a tool](https://www.gitlab.com/Old/Tool/?ref_type=heads#readme)\n"
    moved = Moved(to="new/group/tool", permanent=True, facts=Repository(name="new/group/tool"))

    (finding,) = findings_of("LB302", Example(markdown=markdown, world={"gitlab:old/tool": moved}))

    assert finding.fix
    assert [edit.text for edit in finding.fix.edits] == ["new/group/tool"]
    assert [markdown[edit.span.start : edit.span.end] for edit in finding.fix.edits] == ["Old/Tool"]
