"""`linkbot baseline write`: accepts what is found today, so that later checks tell only what is new."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import click

from linkbot.cli.errors import arguments, verbose_option
from linkbot.cli.options import config_options, settings_for, words
from linkbot.cli.terminal import write_err
from linkbot.errors import ConfigError
from linkbot.report.text import clean
from linkbot.report.words import counted, itemised

if TYPE_CHECKING:
    from linkbot.baseline import Baseline
    from linkbot.discovery import Configuration
    from linkbot.model.report import FindingRow, Report


@click.group()
def baseline() -> None:
    """Accept what is found today, and be told only what is new."""


@baseline.command(short_help="Check lists and accept all that is found.")
@click.argument("paths", nargs=-1)
@click.option(
    "--file",
    type=click.Path(dir_okay=False, path_type=Path),
    metavar="FILE",
    help="The file to write.  [default: the setting `baseline`, else linkbot-baseline.json beside the configuration file, "
    "else in the working directory]",
)
@click.option("--offline", is_flag=True, help="Ask nobody: judge by the files and by what the store knows.")
@click.option("--select", multiple=True, metavar="RULES", help="Accept only findings of these rules; others stay as they are.")
@config_options
@click.option("--store", type=click.Path(path_type=Path), metavar="FILE", help="Keep answers between runs in this file.")
@click.option("--no-progress", is_flag=True, help="Draw no progress bar.")
@click.option("-q", "--quiet", is_flag=True, help="Print errors, and nothing else.")
@verbose_option
def write(
    paths: tuple[str, ...],
    file: Path | None,
    offline: bool,
    select: tuple[str, ...],
    config: Path | None,
    no_config: bool,
    store: Path | None,
    no_progress: bool,
    quiet: bool,
    verbose: int,  # noqa: ARG001 - read from the context
) -> None:
    """Check lists as `linkbot check` does, and write all findings into a file that later checks leave out.

    PATHS are files, folders or glob patterns; without any, the tracked Markdown files from here down. What the file accepts
    already stays in it until a check without --offline finds that it is gone: findings in other lists, of rules that
    did not run, and about links that could not be verified are kept. Nothing is written of a run that was interrupted.
    """
    if "-" in paths:
        raise click.UsageError("Standard input has no name that a baseline could keep; name a file.")
    flags = {"offline": offline, "select": words(select), "store": store}
    configuration = settings_for(paths, config, no_config, flags)
    before = baseline_of(configuration, file)
    report = _checked(paths, configuration, wanted=not (no_progress or quiet))
    if report.run.partial:
        write_err("Interrupted: nothing was written.\n")
        click.get_current_context().exit(130)
    from linkbot.baseline import save

    kept = before if paths else before.without_missing_files()
    after = kept.renewed(report)
    is_written = save(after)
    if not quiet:
        write_err(_told(before, after, report, is_written=is_written))


def baseline_of(configuration: Configuration, file: Path | None = None) -> Baseline:
    """The baseline at `file`, or else where these settings look for one; an empty one where there is none yet.

    Raises LinkbotError for one that cannot be used.
    """
    from linkbot.baseline import Baseline, load
    from linkbot.discovery import baseline_home

    file = file or configuration.settings.baseline or baseline_home(configuration.file, Path.cwd())
    return load(file) if file.exists() else Baseline(file)


def remember(refused: Sequence[FindingRow], configuration: Configuration) -> str:
    """Accepts findings of which a person said that the list is right as it is, and says so. Raises LinkbotError."""
    from linkbot.baseline import save

    after = baseline_of(configuration).with_refused(refused)
    save(after)
    return f"{counted(len(refused), 'finding')} added to {clean(after.name)}, which later checks leave out.\n"


def _checked(paths: tuple[str, ...], configuration: Configuration, *, wanted: bool) -> Report:
    """The report of a check without a baseline; `wanted` is a progress bar."""
    from linkbot.cli.interruption import Interruption

    interruption = Interruption()
    with interruption.heard():
        from linkbot.cli.progress import progress
        from linkbot.pipeline import check

        settings = configuration.settings.model_copy(update={"baseline": None})
        with progress(wanted=wanted) as observer:
            try:
                return interruption.run(check(paths, settings, observer=observer, arguments=arguments()))
            except ConfigError as error:
                raise configuration.located(error) from error


def _told(before: Baseline, after: Baseline, report: Report, *, is_written: bool) -> str:
    """What the file holds now, what is new in it, and what could not be judged."""
    old, new = before.accepted, after.accepted
    changes = itemised({"added": len(new.keys() - old.keys()), "dropped": len(old.keys() - new.keys())})
    said = changes or ("written anew" if is_written else "no change")
    files = counted(len({row.path for row in new.values()}), "file")
    codes = itemised(Counter(sorted(row.code for row in new.values())))
    sentences = [f"{after.name}: {counted(len(new), 'finding')}{f' in {files} ({codes})' if new else ''}; {said}."]
    if missing := sum(report.statistics.unverified.values()):
        sentences.append(f"{counted(missing, 'link')} could not be verified, and may still be found wrong later.")
    return "".join(f"{clean(sentence)}\n" for sentence in sentences)
