from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st
from tests.actions.command_lines import COMMANDS, parse
from tests.unit.reports import a_finding, a_fix, a_report

from linkbot.model.report import FindingRow
from linkbot.report import FORMATS
from linkbot.report.annotations import annotation
from linkbot.report.view import View

PLAIN = View(100)
HOSTILE = st.one_of(
    st.text(),
    st.lists(
        st.sampled_from(
            [
                "::",
                "::error::",
                "::set-env name=PATH::",
                "##[",
                "##[set-output name=x;]v",
                "]",
                "\n",
                "\r",
                "%0A",
                "%25",
                ",",
                ":",
                "=",
            ]
        )
        | st.text(max_size=3)
    ).map("".join),
)


def render(*findings: FindingRow) -> list[str]:
    return FORMATS["github"](a_report(*findings), PLAIN).splitlines()


def test_a_finding_marks_its_line_and_says_the_way_out() -> None:
    (line,) = render(a_finding(line=18, hint="look at the paper"))

    assert line == (
        "::warning file=README.md,line=18,endLine=18,col=4,endColumn=12,title=LB201 title-mismatch"
        "::the title is not the paper's%0Alook at the paper"
    )


def test_a_fix_is_the_way_out_where_there_is_one() -> None:
    (line,) = render(a_finding(hint="look at the paper", fix=a_fix("Attention")))

    assert line.endswith("::the title is not the paper's%0Afix: use the paper's title")


def test_severities_have_the_runner_s_names_and_come_worst_first() -> None:
    lines = render(a_finding(severity="info"), a_finding(severity="warning"), a_finding(severity="error"))

    assert [line.split()[0] for line in lines] == ["::error", "::warning", "::notice"]


def test_of_one_level_the_surest_come_first() -> None:
    lines = render(a_finding(line=1, confidence="low"), a_finding(line=2, confidence="high"))

    assert ["line=2," in line for line in lines] == [True, False]


def test_at_most_ten_of_a_level_are_shown_and_the_rest_is_counted() -> None:
    lines = render(
        *(a_finding(severity="error") for _ in range(13)), *(a_finding() for _ in range(11)), a_finding(severity="info")
    )

    assert len(lines) == 10 + 10 + 1 + 1
    assert lines[-1] == "Not shown beside the lines: 3 errors, 1 warning more; the log and the job's summary have them all."


def test_nothing_found_is_nothing_said() -> None:
    assert render() == []


def test_a_secret_in_a_link_is_not_printed() -> None:
    (line,) = render(a_finding(message="https://me:hunter2@x.example is gone"))

    assert "hunter2" not in line


@given(message=HOSTILE, path=HOSTILE, name=HOSTILE, title=HOSTILE)
def test_hostile_text_never_becomes_another_command(message: str, path: str, name: str, title: str) -> None:
    finding = a_finding(message=message, path=path, name=name, fix=a_fix("x", title=title))

    text = FORMATS["github"](a_report(finding), PLAIN)

    (line,) = text.removesuffix("\n").splitlines()
    command = parse(line, COMMANDS)
    assert command is not None
    assert command.name == "warning"
    assert set(command.properties) <= {"file", "line", "endline", "col", "endcolumn", "title"}
    assert command.properties["line"] == "1"
    assert "##[" not in line


@given(message=st.text(), value=st.text(min_size=1).filter(lambda text: not text.startswith("=")))
def test_the_runner_reads_exactly_what_was_meant(message: str, value: str) -> None:
    command = parse(annotation("notice", message, {"file": value, "line": 3}), COMMANDS)

    assert command is not None
    assert (command.name, command.data) == ("notice", message)
    assert command.properties == {"file": value, "line": "3"}
