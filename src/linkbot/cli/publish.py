"""`linkbot publish`: makes GitHub show what a report says, by pull requests and one issue."""

from __future__ import annotations

import json
import os
import signal
import sys
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from linkbot import __version__
from linkbot.cli.errors import verbose_option
from linkbot.cli.options import config_options, settings_for
from linkbot.cli.terminal import FILE_WIDTH, view_of, write_err, write_file, write_out

if TYPE_CHECKING:
    from linkbot.config import Settings
    from linkbot.model.publishing import PublishSettings
    from linkbot.model.report import Report
    from linkbot.publish.dry_run import DryRun
    from linkbot.publish.publishing import Published
    from linkbot.publish.views import Stamp
    from linkbot.publish.writing import Courier

STEP_SUMMARY = 1_000_000
"""The most that a step may say in a job's summary, in bytes; GitHub drops one of more than 1 MiB whole."""


@click.command(short_help="Show a report at GitHub, by pull requests and one issue.")
@click.argument("report_file", metavar="REPORT", type=click.Path(path_type=Path))
@click.option(
    "--repository", default="", metavar="OWNER/NAME", help="Where to.  [default: $GITHUB_REPOSITORY, then git's remote origin]"
)
@click.option("--base", default="", metavar="BRANCH", help="The branch to mend.  [default: the repository's own]")
@click.option("--dry-run", is_flag=True, help="Print the calls, the texts and the diffs that would be made, and write nothing.")
@click.option(
    "--fewer-files",
    is_flag=True,
    help="REPORT leaves out lists that an earlier one told of, and they are not checked any more.",
)
@click.option("--output", type=click.Path(path_type=Path), metavar="FILE", help="Write what stands on GitHub now to a JSON file.")
@click.option(
    "--summary", type=click.Path(path_type=Path), metavar="FILE", help="Append a job summary in Markdown ($GITHUB_STEP_SUMMARY)."
)
@config_options
@verbose_option
def publish(
    report_file: Path,
    repository: str,
    base: str,
    dry_run: bool,
    fewer_files: bool,
    output: Path | None,
    summary: Path | None,
    config: Path | None,
    no_config: bool,
    verbose: int,  # noqa: ARG001 - read from the context
) -> None:
    """Open, update or close pull requests with the fixes of REPORT, and the issue that tells the rest.

    REPORT is what `linkbot check --output report.json` wrote. Needs a token that may write (GH_TOKEN, GITHUB_TOKEN), or a
    GitHub App. What GitHub refuses is one line each, and is told in the next place: the issue, then the summary.

    Exit codes: 0 done, or nothing to do, or a person closed the issue; 1 nothing of what there is to say could be written at
    GitHub; 2 error; 130 interrupted.
    """
    from linkbot.publish.facts import Refused
    from linkbot.publish.telling import as_json, as_summary, as_text, trouble_line
    from linkbot.report_file import load

    report = load(report_file)
    for file in filter(None, (output, summary)):
        _check_writable(file)
    settings = settings_for((), config, no_config, {}).settings
    wanted = _wanted(report, settings, base)
    try:
        done = _published(report, settings, wanted, repository, dry_run=dry_run, must_have=base, fewer_files=fewer_files)
    except Refused as refused:
        if summary:
            _append(summary, f"## linkbot publish\n\n- **{trouble_line(refused).strip()}**\n\n", report)
        raise
    write_out(as_text(done, dry_run=dry_run))
    for trouble in done.troubles:
        write_err(f"warning: {trouble_line(trouble)}")
    if output:
        write_file(output, [json.dumps(as_json(done, dry_run=dry_run), indent=2) + "\n"])
    if summary:
        _append(summary, as_summary(done, dry_run=dry_run), None if done.is_told else report)
    elif not done.is_told:
        write_out(_findings(report))
    click.get_current_context().exit(int(done.is_refused))


def _wanted(report: Report, settings: Settings, base: str) -> PublishSettings:
    """The settings of this call: a file or variable that names any, else those that the report brought."""
    settings_of = settings.publish if "publish" in settings.model_fields_set else report.publish
    return settings_of.model_copy(update={"base": base}) if base else settings_of


def _published(
    report: Report,
    settings: Settings,
    wanted: PublishSettings,
    given: str,
    *,
    dry_run: bool,
    must_have: str,
    fewer_files: bool,
) -> Published:
    """Publishes. `must_have` is a branch without which nothing is begun."""
    from linkbot.publish.client import api_url, open_courier, open_hub
    from linkbot.publish.dry_run import DryRun
    from linkbot.publish.publishing import no_branch
    from linkbot.publish.publishing import publish as carry_out
    from linkbot.publish.target import is_fork_event, repository_of
    from linkbot.rulebook import load_rulebook

    name = repository_of(given, os.environ, Path.cwd(), api_url(settings, os.environ))
    if is_fork_event(os.environ) and not dry_run:
        raise _of_a_fork()
    courier = open_courier(settings, name, say=lambda words: write_err(f"{words}\n"))
    try:
        with _ended_by_signals(courier):
            caller = DryRun(courier) if dry_run else courier
            hub = open_hub(caller, settings, name)
            if must_have and hub.tip(must_have) is None:
                raise no_branch(hub.facts.full_name, must_have, "Name a branch that is there.")
            done = carry_out(report, hub, load_rulebook(), wanted, _stamp(report, os.environ), fewer_files=fewer_files)
            if isinstance(caller, DryRun):
                write_out(_told_apart(caller, done, report))
            return done
    finally:
        courier.close()


def _told_apart(dry_run: DryRun, done: Published, report: Report) -> Iterator[str]:
    """The calls of a dry run, the texts that it would write, and the diff of each pull request: to be read, not to be applied."""
    from linkbot.fix.diff import unified
    from linkbot.report.diff import render
    from linkbot.report.text import neutral

    view = view_of(sys.stdout, "auto", os.environ)
    encodings = {document.path: document.encoding for document in report.documents}
    yield from (f"{line}\n" for line in dry_run.lines)
    for kind, title, body in dry_run.texts:
        yield neutral(f"\n=== the text of the {kind}: {title}\n\n{body}\n")
    for each in done.pulls:
        for edit in each.edits:
            yield f"\n=== the diff of the pull request for {each.group}\n\n"
            yield render(unified(edit.path, edit.before, edit.after), encodings.get(edit.path, "utf-8"), view)
    yield "\n"


def _findings(report: Report) -> str:
    """What can be read nowhere at GitHub."""
    from linkbot.report import FORMATS

    return FORMATS["concise"](report, view_of(sys.stdout, "auto", os.environ))


def _check_writable(file: Path) -> None:
    """Raises LinkbotError for a file that cannot be written, before GitHub is written to."""
    from linkbot.errors import LinkbotError

    try:
        file.open("a").close()
    except OSError as error:
        raise LinkbotError(
            f"{file}: cannot be written: {error.strerror}", hint="Name a file in a folder that is there."
        ) from error


@contextmanager
def _ended_by_signals(courier: Courier) -> Iterator[None]:
    """The first SIGTERM or Ctrl-C lets the write that is under way end; the second is heard at once."""
    before: dict[int, Any] = {}

    def come(number: int, _: object) -> None:
        courier.stop()
        signal.signal(number, before[number] or signal.SIG_DFL)

    for number in (int(signal.SIGINT), int(signal.SIGTERM)):
        before[int(number)] = signal.getsignal(number)
        if before[number] is not signal.SIG_IGN:
            signal.signal(number, come)
    try:
        yield
    finally:
        for number, handler in before.items():
            signal.signal(number, handler or signal.SIG_DFL)


def _stamp(report: Report, environ: Mapping[str, str]) -> Stamp:
    from linkbot.publish.views import Stamp

    server, name, run = (environ.get(f"GITHUB_{part}", "") for part in ("SERVER_URL", "REPOSITORY", "RUN_ID"))
    url = f"{server}/{name}/actions/runs/{run}" if server and name and run else ""
    return Stamp(min(report.run.ended_at, datetime.now(UTC)).date(), __version__, url)


def _of_a_fork() -> Exception:
    from linkbot.publish.facts import Cause, Refused

    return Refused(
        Cause.READ_ONLY,
        "this run is for a pull request from a fork, and its token may only read.",
        hint="Publish from a scheduled run, or after a push to the base branch.",
    )


def _append(file: Path, head: str, report: Report | None) -> None:
    """Adds to a job's summary; the whole report where it can be read nowhere else, as far as there is room."""
    from linkbot.errors import LinkbotError
    from linkbot.report.job_summary import render
    from linkbot.report.view import View

    server, name, commit = (os.environ.get(f"GITHUB_{part}", "") for part in ("SERVER_URL", "REPOSITORY", "SHA"))
    blob = f"{server}/{name}/blob/{commit}" if server and name and commit else ""
    body = render(report, View(FILE_WIDTH), blob) if report else ""
    try:
        with file.open("a", encoding="utf-8") as stream:
            stream.write((head + body).encode()[:STEP_SUMMARY].decode(errors="ignore"))
    except OSError as error:
        raise LinkbotError(f"{file}: the summary cannot be written: {error.strerror}") from error
