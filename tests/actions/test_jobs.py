"""Jobs run in order, with the token and the secrets that they may have, as GitHub starts them."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.actions.matrix import combinations
from tests.actions.values import Value
from tests.actions.writing import a_runner, run_workflow


def test_a_job_runs_after_those_that_it_needs_and_sees_their_outputs(tmp_path: Path) -> None:
    result = run_workflow(
        a_runner(tmp_path),
        """\
        on: [push]
        jobs:
          last:
            needs: [first, second]
            runs-on: ubuntu-24.04
            steps:
              - run: echo "${{ needs.first.outputs.word }} ${{ needs.first.result }} ${{ join(needs.*.result) }}"
          second:
            needs: first
            runs-on: ubuntu-24.04
            steps: [{run: "true"}]
          first:
            runs-on: ubuntu-24.04
            outputs:
              word: ${{ steps.say.outputs.word }}
              nothing: ${{ steps.say.outputs.nothing }}
            steps:
              - id: say
                run: echo word=hello >> "$GITHUB_OUTPUT"
        """,
    )

    assert list(result.jobs) == ["first", "second", "last"]
    assert result.jobs["first"].outputs == {"word": "hello"}
    assert result.jobs["last"].log.endswith("\nhello success success,success\n")


JOBS_AROUND_A_FAILURE = """\
on: push
jobs:
  broken: {runs-on: ubuntu-24.04, steps: [{run: exit 1}]}
  default: {needs: broken, runs-on: ubuntu-24.04, steps: [{run: "true"}]}
  always: {needs: broken, if: always(), runs-on: ubuntu-24.04, steps: [{run: "true"}]}
  failed: {needs: broken, if: "${{ failure() }}", runs-on: ubuntu-24.04, steps: [{run: "true"}]}
  told: {needs: broken, if: "!cancelled() && needs.broken.result == 'failure'", runs-on: ubuntu-24.04, steps: [{run: "true"}]}
  after-default: {needs: default, if: failure(), runs-on: ubuntu-24.04, steps: [{run: "true"}]}
  after-always: {needs: always, runs-on: ubuntu-24.04, steps: [{run: "true"}]}
  alone: {runs-on: ubuntu-24.04, steps: [{run: "true"}]}
"""


def test_a_failure_anywhere_before_a_job_keeps_it_from_running(tmp_path: Path) -> None:
    result = run_workflow(a_runner(tmp_path), JOBS_AROUND_A_FAILURE)

    assert {name: job.conclusion for name, job in result.jobs.items()} == {
        "broken": "failure",
        "default": "skipped",
        "always": "success",
        "failed": "success",
        "told": "success",
        "after-default": "success",
        "after-always": "skipped",
        "alone": "success",
    }
    assert result.conclusion == "failure"


def test_a_skipped_job_skips_those_that_need_it(tmp_path: Path) -> None:
    result = run_workflow(
        a_runner(tmp_path),
        """\
        on: push
        jobs:
          never: {if: github.repository == 'someone/else', runs-on: ubuntu-24.04, steps: [{run: "true"}]}
          after: {needs: never, runs-on: ubuntu-24.04, steps: [{run: "true"}]}
        """,
    )

    assert result.conclusion == "skipped"
    assert result.jobs["after"].workspace is None


def test_a_job_whose_failure_is_let_pass_holds_nobody_up(tmp_path: Path) -> None:
    result = run_workflow(
        a_runner(tmp_path),
        """\
        on: push
        jobs:
          weak: {continue-on-error: true, runs-on: ubuntu-24.04, steps: [{run: exit 1}]}
          after: {needs: weak, runs-on: ubuntu-24.04, steps: [{run: "echo ${{ needs.weak.result }}"}]}
        """,
    )

    assert (result.jobs["weak"].conclusion, result.jobs["after"].conclusion) == ("failure", "success")


@pytest.mark.parametrize(
    ("workflow", "job", "granted"),
    [
        ("", "", {}),
        ("permissions: {contents: read}", "", {"contents": "read"}),
        ("permissions: {contents: read}", "permissions: {issues: write}", {"issues": "write"}),
        ("permissions: {contents: read}", "permissions: {}", {}),
        ("permissions: {}", "permissions: {contents: none, issues: read}", {"issues": "read"}),
    ],
)
def test_the_token_may_do_what_the_job_asks_for_and_nothing_else(
    tmp_path: Path, workflow: str, job: str, granted: dict[str, str]
) -> None:
    asked: list[tuple[str, dict[str, str]]] = []

    def token(job: str, permissions: dict[str, str]) -> str:
        asked.append((job, permissions))
        return "ghs_of_job"

    result = run_workflow(
        a_runner(tmp_path, token=token),
        f"""\
        on: push
        {workflow}
        jobs:
          job:
            runs-on: ubuntu-24.04
            {job}
            steps:
              - run: test "$TOKEN" = ghs_of""_job && test "$TOKEN" = "${{{{ secrets.GITHUB_TOKEN }}}}"
                env: {{TOKEN: "${{{{ github.token }}}}"}}
        """,
    )

    assert asked == [("job", granted)]
    assert result.jobs["job"].permissions == granted
    assert result.conclusion == "success"


def test_all_may_be_read_or_written(tmp_path: Path) -> None:
    result = run_workflow(
        a_runner(tmp_path),
        "on: push\npermissions: read-all\njobs: {job: {runs-on: ubuntu-24.04, steps: [{run: 'true'}]}}\n",
    )

    assert result.jobs["job"].permissions["contents"] == "read"
    assert "write" not in result.jobs["job"].permissions.values()


FORK_JOB = """\
on: pull_request
jobs:
  job:
    runs-on: ubuntu-24.04
    permissions: {contents: read, pull-requests: write}
    steps:
      - run: echo "[${{ secrets.KEY }}] $GITHUB_BASE_REF $GITHUB_HEAD_REF $GITHUB_REF_NAME"
"""


@pytest.mark.parametrize(
    ("head", "level", "secret"),
    [("curator/list", "write", "***"), ("stranger/list", "read", "")],
)
def test_a_pull_request_from_a_fork_gets_no_secrets_and_may_not_write(tmp_path: Path, head: str, level: str, secret: str) -> None:
    payload = {"pull_request": {"head": {"ref": "patch-1", "repo": {"full_name": head}}, "base": {"ref": "main"}}}

    result = run_workflow(
        a_runner(tmp_path, secrets={"KEY": "s3cr3t"}), FORK_JOB, event="pull_request", payload=payload, ref="refs/pull/7/merge"
    )

    assert result.jobs["job"].permissions == {"contents": "read", "pull-requests": level}
    assert result.log.endswith(f"\n[{secret}] main patch-1 7/merge\n")


def test_an_output_that_holds_a_secret_is_left_out(tmp_path: Path) -> None:
    result = run_workflow(
        a_runner(tmp_path, secrets={"KEY": "s3cr3t"}),
        """\
        on: push
        jobs:
          job:
            runs-on: ubuntu-24.04
            outputs: {told: "the ${{ steps.say.outputs.key }}", fine: fine}
            steps:
              - id: say
                run: echo "key=${{ secrets.KEY }}" >> "$GITHUB_OUTPUT"
        """,
    )

    assert result.jobs["job"].outputs == {"fine": "fine"}
    assert result.jobs["job"].annotations[0].message == "Skip output 'told' since it may contain secret."


def test_a_matrix_is_run_job_by_job(tmp_path: Path) -> None:
    result = run_workflow(
        a_runner(tmp_path),
        """\
        on: push
        jobs:
          test:
            runs-on: ubuntu-24.04
            strategy: {fail-fast: false, matrix: {python: ["3.11", "3.13"], list: "${{ fromJSON('[1]') }}"}}
            steps:
              - run: test ${{ matrix.python }} = 3.13 && echo "${{ strategy.job-index }} of ${{ strategy.job-total }}"
          after: {needs: test, runs-on: ubuntu-24.04, steps: [{run: "true"}]}
        """,
    )

    assert {name: job.conclusion for name, job in result.jobs.items()} == {
        "test (3.11, 1)": "failure",
        "test (3.13, 1)": "success",
        "after": "skipped",
    }
    assert "\n1 of 2\n" in result.log


def test_a_matrix_leaves_out_and_adds_as_the_documentation_says() -> None:
    fruits: Value = {
        "fruit": ["apple", "pear"],
        "animal": ["cat", "dog"],
        "exclude": [{"fruit": "pear", "animal": "dog"}],
        "include": [
            {"color": "green"},
            {"color": "pink", "animal": "cat"},
            {"fruit": "apple", "shape": "circle"},
            {"fruit": "banana"},
            {"fruit": "banana", "animal": "cat"},
        ],
    }

    assert combinations(fruits) == [
        {"fruit": "apple", "animal": "cat", "color": "pink", "shape": "circle"},
        {"fruit": "apple", "animal": "dog", "color": "green", "shape": "circle"},
        {"fruit": "pear", "animal": "cat", "color": "pink"},
        {"fruit": "banana"},
        {"fruit": "banana", "animal": "cat"},
    ]


DISPATCHED = """\
on:
  workflow_dispatch:
    inputs:
      dry-run: {type: boolean, default: true}
      note: {type: string}
concurrency: {group: "run-${{ github.ref_name }}-${{ inputs.dry-run }}"}
jobs:
  job:
    runs-on: ubuntu-24.04
    concurrency: "job-${{ github.run_id }}"
    steps:
      - run: echo "${{ inputs.dry-run && 'dry' || 'wet' }} [${{ inputs.note }}] ${{ github.event.inputs.dry-run }}"
"""


@pytest.mark.parametrize(("inputs", "said"), [({}, "dry [] true"), ({"dry-run": False, "note": "now"}, "wet [now] false")])
def test_a_start_by_hand_has_inputs(tmp_path: Path, inputs: dict[str, object], said: str) -> None:
    result = run_workflow(a_runner(tmp_path), DISPATCHED, event="workflow_dispatch", inputs=inputs)

    assert result.log.endswith(f"\n{said}\n")


def test_concurrency_is_recorded(tmp_path: Path) -> None:
    result = run_workflow(a_runner(tmp_path), DISPATCHED, event="workflow_dispatch")

    assert result.concurrency == {"group": "run-main-true"}
    assert result.jobs["job"].concurrency == "job-9000000001"


@pytest.mark.parametrize(
    ("text", "error"),
    [
        ("on: schedule\njobs: {}\n", "the event push does not start this workflow"),
        ("on: push\njobs: {a: {needs: b}, b: {needs: a}}\n", "need each other"),
        ("on: push\njobs: {a: {needs: c}}\n", "a job that does not exist"),
        ("on: push\njobs: {a: {uses: ./b.yml}}\n", "`uses`"),
        ("on: push\njobs: {a: {step: []}}\n", "Unexpected value 'step'"),
        ("on: push\njobs: {a: {steps: [{run: 'true', shel: bash}]}}\n", "Unexpected value 'shel'"),
        ("on: push\njobs: {a: {steps: [{uses: actions/checkout@v6, with: {submodules: true}}]}}\n", "does not know what to do"),
        ("on: push\njobs: {a: {permissions: {content: read}}}\n", "permissions has no content: read"),
        ("on: push\njobs: {a: {steps: [{uses: unknown/action@v1}]}}\n", "no stand-in for the action unknown/action@v1"),
        ("on: push\njobs: {a: {steps: [{uses: actions/checkout}]}}\n", "Expected format"),
        ("on: push\njobs: {a: {steps: [{name: nothing}]}}\n", "must define a `uses` or `run` key"),
        ("on: push\njobs: {a: {if: secrets.KEY}}\n", "Unrecognized named-value: 'secrets'"),
        ("- a list\n", "is no mapping"),
    ],
)
def test_a_workflow_that_github_would_not_start_is_an_error(tmp_path: Path, text: str, error: str) -> None:
    with pytest.raises(ValueError, match=error):
        run_workflow(a_runner(tmp_path), text)


def test_dates_and_yes_are_texts(tmp_path: Path) -> None:
    result = run_workflow(
        a_runner(tmp_path),
        "on: push\nenv: {DAY: 2024-05-01, SAID: yes}\njobs: {job: {runs-on: x, steps: [{run: echo $DAY $SAID}]}}\n",
    )

    assert result.log.endswith("\n2024-05-01 yes\n")


def test_runners_of_one_folder_count_on(tmp_path: Path) -> None:
    text = "on: push\njobs: {job: {runs-on: x, steps: [{run: echo $GITHUB_RUN_NUMBER}]}}\n"

    run_workflow(a_runner(tmp_path), text)
    second = run_workflow(a_runner(tmp_path), text)

    assert second.run_id == 9000000002
    assert second.log.endswith("\n2\n")
