"""Composite actions run as actions/runner runs them."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.actions.documents import WorkflowError
from tests.actions.writing import a_file, a_repository, a_runner, git, run_steps

GREETER = """\
name: greeter
description: Greets.
inputs:
  who: {description: Whom., default: "${{ github.repository }}"}
  often: {description: Times., default: 2}
  token: {description: A token., required: true}
outputs:
  said: {description: What was said., value: "${{ steps.say.outputs.said }}"}
  always: {description: Whether it said so., value: "${{ steps.after.outcome }}"}
runs:
  using: composite
  steps:
    - id: say
      shell: bash
      env: {WHO: "${{ inputs.who }}"}
      run: |
        echo "said=$WHO $OUTER ${{ inputs.often }} [${{ inputs.token }}]" >> "$GITHUB_OUTPUT"
        echo "FROM_ACTION=$WHO" >> "$GITHUB_ENV"
        env | grep ^INPUT_ || echo no inputs in the environment
        test "$GITHUB_ACTION_PATH" = "${{ github.action_path }}" && basename "$GITHUB_ACTION_PATH"
    - id: after
      if: env.FROM_ACTION == 'fail'
      shell: bash
      run: exit 4
    - shell: bash
      run: echo never after a failure
    - if: failure()
      shell: bash
      run: echo in the action ${{ job.status }}
"""


def an_action(folder: Path, text: str = GREETER) -> None:
    a_file(folder / "action.yml", text)


def test_an_action_has_inputs_defaults_outputs_and_its_path(tmp_path: Path) -> None:
    runner = a_runner(tmp_path)
    an_action(runner.workspace_source / "greeter")

    job = run_steps(
        runner,
        """\
        - uses: actions/checkout@v6
        - id: greet
          uses: ./greeter
          env: {OUTER: outer}
          with: {often: 3}
        - run: echo "$FROM_ACTION ${{ steps.say.outputs.said }}"
        """,
    )

    assert job.step("greet").outputs == {"said": "curator/list outer 3 []", "always": "skipped"}
    assert "\nno inputs in the environment\ngreeter\n" in job.log
    assert job.log.endswith("\ncurator/list \n")
    assert [step.outcome for step in job.step("greet").steps] == ["success", "skipped", "success", "skipped"]


def test_an_input_that_the_action_does_not_have_is_told(tmp_path: Path) -> None:
    runner = a_runner(tmp_path)
    an_action(runner.workspace_source)

    job = run_steps(runner, "- uses: actions/checkout@v6\n- uses: ./\n  with: {WHO: you, whom: me}\n")

    assert [annotation.message for annotation in job.annotations] == [
        "Unexpected input(s) 'whom', valid inputs are ['who', 'often', 'token']"
    ]


def test_a_failure_in_an_action_is_its_own_until_it_ends(tmp_path: Path) -> None:
    runner = a_runner(tmp_path)
    an_action(runner.workspace_source)

    job = run_steps(
        runner,
        """\
        - uses: actions/checkout@v6
        - id: greet
          uses: ./
          with: {who: fail}
        - if: failure()
          run: echo of the job ${{ job.status }}
        """,
    )

    assert [step.outcome for step in job.step("greet").steps] == ["success", "failure", "skipped", "success"]
    assert "\nin the action success\n" in job.log
    assert "\nof the job failure\n" in job.log
    assert job.step("greet").outputs["always"] == "failure"
    assert [annotation.message for annotation in job.annotations] == ["Process completed with exit code 4."]


def test_an_action_in_a_job_that_failed_begins_in_success(tmp_path: Path) -> None:
    runner = a_runner(tmp_path)
    an_action(runner.workspace_source)

    job = run_steps(runner, "- uses: actions/checkout@v6\n- run: exit 1\n- if: always()\n  id: greet\n  uses: ./\n")

    assert job.step("greet").outcome == "success"


def test_secrets_are_unknown_in_an_action(tmp_path: Path) -> None:
    runner = a_runner(tmp_path)
    an_action(
        runner.workspace_source, "runs: {using: composite, steps: [{shell: bash, run: 'echo ${{ secrets.GITHUB_TOKEN }}'}]}"
    )

    job = run_steps(runner, "- uses: actions/checkout@v6\n- uses: ./\n")

    assert "Unrecognized named-value: 'secrets'" in job.annotations[0].message


def test_an_action_of_another_repository_is_found_in_its_folder(tmp_path: Path) -> None:
    folder = tmp_path / "linkbot"
    a_file(
        folder / "inner" / "action.yml",
        "runs: {using: composite, steps: [{shell: bash, run: 'echo inner $GITHUB_ACTION_REPOSITORY'}]}",
    )
    a_file(folder / "action.yml", "runs: {using: composite, steps: [{uses: $/inner}]}")
    runner = a_runner(tmp_path, local={"owner/linkbot": folder})

    whole = run_steps(runner, f"- uses: owner/linkbot@{'a' * 40}\n")
    part = run_steps(runner, "- uses: owner/linkbot/inner@v1\n")

    assert whole.log.endswith("\ninner owner/linkbot\n")
    assert part.log.endswith("\ninner owner/linkbot\n")


def test_an_action_of_the_workflows_own_repository_needs_no_checkout(tmp_path: Path) -> None:
    action = "runs: {using: composite, steps: [{shell: bash, run: 'echo %s'}]}"
    old, _new = a_repository(tmp_path / "source", {"act/action.yml": action % "old"}, {"act/action.yml": action % "new"})
    runner = a_runner(tmp_path)

    now = run_steps(runner, "- uses: $/act\n")
    then = run_steps(runner, "- uses: $/act\n", sha=old)

    assert now.log.endswith("\nnew\n")
    assert then.log.endswith("\nold\n")
    assert git(runner.workspace_source, "status", "--porcelain") == ""


def test_a_local_action_needs_a_checkout(tmp_path: Path) -> None:
    runner = a_runner(tmp_path)
    an_action(runner.workspace_source)

    job = run_steps(runner, "- uses: ./\n")

    assert "Did you forget to run actions/checkout" in job.annotations[0].message


@pytest.mark.parametrize(
    ("text", "error"),
    [
        ("runs: {using: node24, main: index.js}", "only composite actions"),
        ("runs: {using: composite, steps: [{run: 'true', shell: sh, timeout-minutes: 1}]}", "Unexpected value 'timeout-minutes'"),
        ("runs: {using: composite, steps: [{run: 'true'}]}", "lacks the required property: shell"),
    ],
)
def test_an_action_that_cannot_be_run_is_an_error(tmp_path: Path, text: str, error: str) -> None:
    runner = a_runner(tmp_path)
    an_action(runner.workspace_source, text)

    with pytest.raises(WorkflowError, match=error):
        run_steps(runner, "- uses: actions/checkout@v6\n- uses: ./\n")


def test_annotations_of_an_action_count_as_those_of_its_step(tmp_path: Path) -> None:
    runner = a_runner(tmp_path)
    step = "{shell: bash, run: 'for n in 1 2 3 4 5 6 7; do echo ::error::$n; done'}"
    an_action(runner.workspace_source, f"runs: {{using: composite, steps: [{step}, {step}]}}")

    job = run_steps(runner, "- uses: actions/checkout@v6\n- uses: ./\n")

    assert len(job.annotations) == 10
