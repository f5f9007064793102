"""Steps run one after another as actions/runner runs them."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.actions.results import JobResult
from tests.actions.writing import a_runner, run_steps, run_workflow


def outcomes(job: JobResult) -> list[str]:
    """What each step came to."""
    return [step.outcome for step in job.steps]


def test_after_a_failure_only_those_run_that_ask_for_it(tmp_path: Path) -> None:
    job = run_steps(
        a_runner(tmp_path),
        """\
        - run: "true"
        - if: failure()
          run: "true"
        - run: exit 3
        - run: "true"
        - if: always()
          run: "true"
        - if: ${{ failure() && github.ref == 'refs/heads/main' }}
          run: "true"
        - if: success() || failure()
          run: "true"
        - if: cancelled()
          run: "true"
        - if: github.ref == 'refs/heads/main'
          run: "true"
        """,
    )

    assert job.conclusion == "failure"
    assert outcomes(job) == ["success", "skipped", "failure", "skipped", "success", "success", "success", "skipped", "skipped"]
    assert [annotation.message for annotation in job.annotations] == ["Process completed with exit code 3."]


def test_a_failure_that_is_let_pass_counts_as_success_and_its_outcome_tells_the_truth(tmp_path: Path) -> None:
    job = run_steps(
        a_runner(tmp_path),
        """\
        - id: weak
          continue-on-error: ${{ github.event_name == 'push' }}
          run: exit 1
        - run: echo ${{ steps.weak.outcome }} ${{ steps.weak.conclusion }} ${{ job.status }}
        """,
    )

    assert job.conclusion == "success"
    assert "\nfailure success success\n" in job.log


def test_a_condition_may_be_false_or_text_with_expressions_and_knows_the_env_of_its_step(tmp_path: Path) -> None:
    job = run_steps(
        a_runner(tmp_path),
        """\
        - if: false
          run: "true"
        - if: text around ${{ false }}
          run: "true"
        - if: env.MODE == 'on'
          env: {MODE: "on"}
          run: "true"
        - if: ${{ vars.MISSING }}
          run: "true"
        """,
    )

    assert outcomes(job) == ["skipped", "success", "success", "skipped"]


def test_a_condition_may_not_name_secrets(tmp_path: Path) -> None:
    job = run_steps(a_runner(tmp_path, secrets={"KEY": "s3cr3t"}), "- if: secrets.KEY != ''\n  run: 'true'\n")

    assert job.conclusion == "failure"
    assert "Unrecognized named-value: 'secrets'" in job.annotations[0].message


def test_status_functions_exist_in_conditions_alone(tmp_path: Path) -> None:
    job = run_steps(a_runner(tmp_path), "- run: echo ${{ success() }}\n")

    assert "Unrecognized function: 'success'" in job.annotations[0].message


def test_the_nearest_env_wins_and_values_are_texts(tmp_path: Path) -> None:
    result = run_workflow(
        a_runner(tmp_path),
        """\
        on: push
        env: {A: workflow, B: workflow, C: workflow}
        jobs:
          job:
            runs-on: ubuntu-24.04
            env: {B: job, C: job, ALSO: "${{ github.ref_name }}"}
            steps:
              - env: {C: step, NUMBER: 1.50, YES: true, NONE: null}
                run: echo "$A $B $C $ALSO $NUMBER $YES [$NONE] ${{ env.C }}"
              - run: echo "$C"
        """,
    )

    assert "\nworkflow job step main 1.5 true [] step\n" in result.log
    assert result.log.endswith("\njob\n")


def test_a_script_is_filled_in_before_the_shell_reads_it(tmp_path: Path) -> None:
    job = run_steps(a_runner(tmp_path), "- run: echo ${{ github.event.title }}\n", payload={"title": "a; echo injected"})

    assert job.log.endswith("\na\ninjected\n")


def test_the_default_shell_does_not_see_the_left_end_of_a_pipe_and_bash_does(tmp_path: Path) -> None:
    runner = a_runner(tmp_path)

    default = run_steps(runner, "- run: false | true\n")
    bash = run_steps(runner, "- run: false | true\n  shell: bash\n")

    assert (default.conclusion, bash.conclusion) == ("success", "failure")
    assert "bash -e {0}\n" in default.log
    assert "bash --noprofile --norc -e -o pipefail {0}\n" in bash.log


def test_other_shells_run_too(tmp_path: Path) -> None:
    job = run_steps(
        a_runner(tmp_path),
        """\
        - shell: sh
          run: echo "sh $0"
        - shell: python
          run: |
            import sys
            print(f"python {sys.argv[0]}")
        - shell: cat {0}
          run: printed, not run
        - if: always()
          shell: pwsh
          run: exit
        - if: always()
          shell: nowhere {0}
          run: exit
        """,
    )

    assert [step.outcome for step in job.steps] == ["success", "success", "success", "failure", "failure"]
    assert "\nprinted, not run\n" in job.log
    assert "Invalid shell option 'pwsh'" in job.log
    assert "nowhere: command not found" in job.log


def test_defaults_name_the_shell_and_the_folder(tmp_path: Path) -> None:
    result = run_workflow(
        a_runner(tmp_path),
        """\
        on: push
        defaults: {run: {shell: bash, working-directory: one}}
        jobs:
          job:
            runs-on: ubuntu-24.04
            defaults: {run: {working-directory: two}}
            steps:
              - run: mkdir two three
                working-directory: .
              - run: basename "$PWD"
              - run: basename "$PWD"
                working-directory: three
              - run: echo never
                working-directory: four
        """,
    )

    job = result.jobs["job"]
    assert "\ntwo\n" in job.steps[1].log
    assert "\nthree\n" in job.steps[2].log
    assert "pipefail" in job.steps[1].log
    assert job.steps[3].outcome == "failure"


def test_a_step_that_takes_too_long_fails_and_the_job_goes_on(tmp_path: Path) -> None:
    job = run_steps(
        a_runner(tmp_path, minute=0.05),
        """\
        - timeout-minutes: 1
          continue-on-error: true
          run: echo begun; sleep 30 & sleep 30
        - run: echo after
        """,
    )

    assert job.conclusion == "success"
    assert "\nbegun\n##[error]The action 'Run echo begun; sleep 30 & sleep 30' has timed out after 1 minutes.\n" in job.log
    assert job.log.endswith("\nafter\n")


def test_a_job_that_takes_too_long_is_cancelled_and_cleans_up(tmp_path: Path) -> None:
    result = run_workflow(
        a_runner(tmp_path, minute=0.1),
        """\
        on: push
        jobs:
          slow:
            runs-on: ubuntu-24.04
            timeout-minutes: 1
            steps:
              - run: sleep 30
              - run: echo never
              - if: cancelled()
                run: echo cleaned up
          after:
            needs: slow
            runs-on: ubuntu-24.04
            steps: [{run: "true"}]
        """,
    )

    assert (result.jobs["slow"].conclusion, result.jobs["after"].conclusion) == ("cancelled", "skipped")
    assert result.conclusion == "cancelled"
    assert [step.outcome for step in result.jobs["slow"].steps[:2]] == ["cancelled", "skipped"]


def test_a_program_sees_the_variables_of_the_runner_and_not_those_of_the_tests(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("GITHUB_TOKEN", "of this machine")
    monkeypatch.setenv("LEAK", "of this machine")
    job = run_steps(
        a_runner(tmp_path, env={"GITHUB_API_URL": "http://127.0.0.1:1/api/v3", "PIP_NO_INDEX": "1"}),
        """\
        - id: me
          run: |
            env | sort
            cat "$GITHUB_EVENT_PATH"
        """,
        event="push",
        payload={"after": "abc"},
        ref="refs/tags/v1/final",
        sha="a" * 40,
    )

    printed = job.log.splitlines()
    assert not [line for line in printed if "of this machine" in line or line.startswith("GITHUB_TOKEN=")]
    assert set(printed) >= {
        "CI=true",
        "GITHUB_ACTION=me",
        "GITHUB_ACTIONS=true",
        "GITHUB_ACTOR=curator",
        "GITHUB_API_URL=http://127.0.0.1:1/api/v3",
        "GITHUB_BASE_REF=",
        "GITHUB_EVENT_NAME=push",
        "GITHUB_GRAPHQL_URL=https://api.github.com/graphql",
        "GITHUB_HEAD_REF=",
        "GITHUB_JOB=job",
        "GITHUB_REF=refs/tags/v1/final",
        "GITHUB_REF_NAME=v1/final",
        "GITHUB_REF_TYPE=tag",
        "GITHUB_REPOSITORY=curator/list",
        "GITHUB_REPOSITORY_OWNER=curator",
        "GITHUB_RUN_ATTEMPT=1",
        "GITHUB_RUN_ID=9000000001",
        "GITHUB_RUN_NUMBER=1",
        "GITHUB_SERVER_URL=https://github.com",
        f"GITHUB_SHA={'a' * 40}",
        f"GITHUB_WORKSPACE={job.workspace}",
        "PIP_NO_INDEX=1",
        "RUNNER_OS=Linux",
        '{"after": "abc"}',
    }
    assert {line.partition("=")[0] for line in printed} >= {
        "GITHUB_STATE",
        "RUNNER_TEMP",
        "RUNNER_TOOL_CACHE",
        "RUNNER_ARCH",
        "HOME",
    }
