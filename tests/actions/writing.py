"""Builders: small workflows, actions and repositories for the tests of the runner."""

from __future__ import annotations

import subprocess
from pathlib import Path
from textwrap import dedent, indent
from typing import Any

from tests.actions.results import JobResult, RunResult
from tests.actions.runner import Runner

REPOSITORY = "curator/list"


def a_runner(folder: Path, **given: Any) -> Runner:
    """A runner whose repository is the folder `source`; `given` are further fields of Runner."""
    source = folder / "source"
    source.mkdir(exist_ok=True)
    return Runner(**{"workspace_source": source, "folder": folder / "runner", **given})


def run_workflow(runner: Runner, text: str, event: str = "push", **given: Any) -> RunResult:
    """Runs a workflow that is written here; `given` are further arguments of Runner.run."""
    file = runner.workspace_source.parent / "workflow.yml"
    file.write_text(dedent(text), encoding="utf-8")
    return runner.run(file, **{"event": event, "repository": REPOSITORY, **given})


def run_steps(runner: Runner, steps: str, **given: Any) -> JobResult:
    """Runs a job of these steps."""
    head = "on: push\njobs:\n  job:\n    runs-on: ubuntu-24.04\n    steps:\n"
    return run_workflow(runner, head + indent(dedent(steps), "      "), **given).jobs["job"]


def a_file(path: Path, text: str) -> Path:
    """A file with the text, whose indentation is taken away."""
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(dedent(text), encoding="utf-8")
    return path


def a_repository(folder: Path, *commits: dict[str, str]) -> list[str]:
    """A git repository on the branch main, one commit for each mapping of paths to texts; gives the commits' ids."""
    folder.mkdir(parents=True, exist_ok=True)
    git(folder, "init", "--quiet", "--initial-branch=main")
    ids = []
    for number, files in enumerate(commits, start=1):
        for path, text in files.items():
            a_file(folder / path, text)
        git(folder, "add", "--all")
        git(folder, "commit", "--quiet", f"--message=commit {number}")
        ids.append(git(folder, "rev-parse", "HEAD"))
    return ids


def git(folder: Path, *arguments: str) -> str:
    """What git prints."""
    identity = ("-c", "user.name=curator", "-c", "user.email=curator@example.org", "-c", "commit.gpgsign=false")
    return subprocess.run(["git", *identity, *arguments], cwd=folder, capture_output=True, text=True, check=True).stdout.strip()
