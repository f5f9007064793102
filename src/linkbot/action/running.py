"""One step of the Action: its inputs, linkbot in a process of its own, its outputs."""

from __future__ import annotations

import sys
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import TextIO

from linkbot.action.commands import complain, relayed
from linkbot.action.inputs import PREFIX, Inputs, Mode, read
from linkbot.action.outputs import Delivered, add_summary, outputs_of, write_outputs
from linkbot.errors import ConfigError, LinkbotError
from linkbot.report_file import load

_FAILED = 2
_OF_THE_RUNNER = ("ACTIONS_", "INPUT_", "GITHUB_OUTPUT", "GITHUB_ENV", "GITHUB_PATH", "GITHUB_STATE", "GITHUB_STEP_SUMMARY")
_CREDENTIALS = ("GITHUB_TOKEN", "GH_TOKEN", "LINKBOT_GITHUB_TOKEN")
_APP = "LINKBOT_GITHUB_APP"


def run(environ: Mapping[str, str], stream: TextIO) -> int:
    """Does what the inputs in `environ` say, says it to the runner by `stream`, and returns the exit code of the step.

    The outputs are written whatever happens, also when something happens that nobody thought of. Raises ConfigError where
    there is no runner.
    """
    if not environ.get("GITHUB_OUTPUT"):
        raise ConfigError(
            "this is no step of a workflow", hint="`linkbot check` checks lists, `linkbot publish` publishes a report"
        )
    outputs: dict[str, str] = {}
    code = _FAILED
    try:
        inputs = read(environ)
        inputs.folder.mkdir(parents=True, exist_ok=True)
        act = _check if inputs.mode is Mode.CHECK else _publish
        code = act(inputs, environ, stream, outputs)
    except LinkbotError as error:
        complain(stream, f"{error}{f' ({error.hint})' if error.hint else ''}")
    except OSError as error:
        complain(stream, f"{error.filename or 'the machine'}: {error.strerror}")
    finally:
        write_outputs(Path(environ["GITHUB_OUTPUT"]), {**outputs, "exit-code": str(code)})
        stream.flush()
    return code


def _check(inputs: Inputs, environ: Mapping[str, str], stream: TextIO, outputs: dict[str, str]) -> int:
    """Checks the lists, marks the lines, and tells it in the summary."""
    summary, annotations = inputs.folder / "summary.txt", inputs.folder / "annotations.txt"
    written = {"json": inputs.report, "summary": summary, "github": annotations}
    inputs.report.parent.mkdir(parents=True, exist_ok=True)
    _forget(*written.values())
    words = [f"--output={name}={file}" for name, file in written.items()]
    said = {"config": inputs.config, "since": inputs.since, "fail-on": inputs.fail_on, "budget": inputs.budget}
    words += [f"--{name}={value}" for name, value in said.items() if value]
    if inputs.cache:
        answers = inputs.folder / "answers"
        answers.mkdir(exist_ok=True)
        words.append(f"--store={answers / 'answers.sqlite3'}")
    words += ["--format=full", "--no-progress", *(["--offline"] if inputs.offline else []), "--", *inputs.files]
    code, reason = _linkbot("check", words, inputs, environ, stream)
    _if_there(annotations, stream.write)
    _if_there(summary, lambda text: _summarise(text, environ))
    if inputs.report.exists():
        outputs |= {"report": str(inputs.report), **outputs_of(load(inputs.report))}
    if code not in (0, 1):
        complain(stream, f"linkbot check ended with exit code {code}. {reason}")
    return code


def _publish(inputs: Inputs, environ: Mapping[str, str], stream: TextIO, outputs: dict[str, str]) -> int:
    """Takes a report to GitHub, or with `dry-run` shows what would be written there."""
    outputs |= {"report": str(inputs.report), **outputs_of(load(inputs.report))}
    summary, delivered = inputs.folder / "published.txt", inputs.folder / "published.json"
    _forget(summary, delivered)
    dry = ["--dry-run"] if inputs.mode is Mode.DRY_RUN else []
    # What the workflow of a repository checks is what is to be checked.
    words = [f"--summary={summary}", f"--output={delivered}", "--fewer-files", *dry, "--", str(inputs.report)]
    code, reason = _linkbot("publish", words, inputs, environ, stream)
    _if_there(summary, lambda text: _summarise(text, environ))
    if delivered.exists():
        done = Delivered.model_validate_json(delivered.read_bytes())
        outputs |= done.outputs()
        for trouble in done.troubles:
            complain(stream, f"{trouble.message} {trouble.hint}", "warning")
    if code:
        complain(stream, f"linkbot {inputs.mode} ended with exit code {code}. {reason}")
    return code


def _linkbot(command: str, words: list[str], inputs: Inputs, environ: Mapping[str, str], stream: TextIO) -> tuple[int, str]:
    """Runs a command of linkbot: its exit code, and why it failed. Files of the repository are named as they are in it."""
    # -I: neither the working directory nor PYTHONPATH can put other code in the place of linkbot's.
    linkbot = [sys.executable, "-I", "-X", "utf8", "-m", "linkbot"]
    code, reason = relayed([*linkbot, command, *words], environment(inputs, environ), stream, f"linkbot {command}")
    return code, reason.replace(f"{Path.cwd()}/", "")


def environment(inputs: Inputs, environ: Mapping[str, str]) -> dict[str, str]:
    """What linkbot needs of the environment: not the runner's files, and no credential but the input `token`.

    The token comes as GITHUB_TOKEN, which a settings file with another `github_url` never gets.
    """
    hidden = (*_OF_THE_RUNNER, PREFIX, *([_APP] if inputs.mode is Mode.CHECK else []))
    kept = {name: value for name, value in environ.items() if not name.startswith(hidden) and name not in _CREDENTIALS}
    return kept | ({"GITHUB_TOKEN": inputs.token} if inputs.token else {})


def _summarise(text: str, environ: Mapping[str, str]) -> None:
    if file := environ.get("GITHUB_STEP_SUMMARY"):
        add_summary(Path(file), text)


def _if_there(file: Path, use: Callable[[str], object]) -> None:
    if file.exists():
        use(file.read_text(encoding="utf-8"))


def _forget(*files: Path) -> None:
    """Takes away what an earlier step of the job has left, so that nothing old passes for new."""
    for file in files:
        file.unlink(missing_ok=True)
