from __future__ import annotations

import asyncio
import json
import os
import subprocess
from datetime import UTC, datetime
from pathlib import Path

import pytest
from tests.unit.watching import WELL, Program, Told, a_setup, a_target

from linkbot.watch import log
from linkbot.watch.folder import Folder, Outcome
from linkbot.watch.leash import Leash
from linkbot.watch.lock import HeldElsewhere, held
from linkbot.watch.once import due, once
from linkbot.watch.run import Setup, run
from linkbot.watch.runs import Runs
from linkbot.watch_settings import Target

NOW = datetime(2027, 5, 10, 12, tzinfo=UTC)
SLEEP = 'print("begun", flush=True); time.sleep(60)'
DEAF = f"signal.signal(signal.SIGTERM, signal.SIG_IGN); {SLEEP}"


def ran(target: Target, setup: Setup, told: Told | None = None) -> Outcome:
    return asyncio.run(run(target, setup, told or Told(), lambda _: None))


def test_a_run_checks_and_remembers_what_was_found(tmp_path: Path) -> None:
    program = Program(tmp_path)
    setup = a_setup(tmp_path, program=program)

    assert ran(a_target(), setup) == "success"

    memory = setup.folder.recall("my-list", NOW)
    assert memory.findings == {"error": 1, "warning": 2}
    assert memory.last_success == memory.last_end
    assert program.steps == ["check"]
    assert program.started[0]["folder"] == str(tmp_path / "list")


def test_a_report_is_published_by_another_process_which_alone_has_the_token(tmp_path: Path) -> None:
    program = Program(tmp_path)
    target = a_target(repository="owner/list", branch="next", publish=True)
    setup = a_setup(tmp_path, program=program, environ={"GH_TOKEN": "s3cret", "HOME": "/"}, github_token="s3cret")

    assert ran(target, setup) == "success"

    check, publish = program.started
    report = str(setup.folder.report("my-list"))
    assert publish["arguments"] == ["publish", report, "--repository", "owner/list", "--base", "next"]
    assert publish["environment"]["LINKBOT_GITHUB_TOKEN"] == "s3cret"
    assert "s3cret" not in json.dumps([check, publish["arguments"]])


@pytest.mark.parametrize("code", [2, 3, 70])
def test_nothing_is_published_where_the_check_was_not_made(tmp_path: Path, code: int) -> None:
    program = Program(tmp_path, check=f'print("looking\\nerror: no room\\nhint: make some", file=sys.stderr); sys.exit({code})')
    setup, told = a_setup(tmp_path, program=program), Told()

    assert ran(a_target(repository="owner/list", publish=True), setup, told) == "failure"

    assert program.steps == ["check"]
    assert f"the run failed: the check ended with exit code {code}: no room (hint: make some) (" in told.of("run_ended")[0]
    assert [text for _, text in told.events if "no room" in text or "make some" in text] == told.of("run_ended")
    assert setup.folder.recall("my-list", NOW).last_success is None


def test_an_old_report_is_not_published_again(tmp_path: Path) -> None:
    program = Program(tmp_path, check="sys.exit(0)")
    setup = a_setup(tmp_path, program=program)
    setup.folder.report("my-list").write_text('{"findings": []}')

    assert ran(a_target(repository="owner/list", publish=True), setup) == "failure"
    assert program.steps == ["check"]


def test_a_report_that_could_not_be_delivered_is_a_failure(tmp_path: Path) -> None:
    program = Program(tmp_path, publish='print("nothing could be delivered"); sys.exit(1)')
    setup, told = a_setup(tmp_path, program=program), Told()

    assert ran(a_target(repository="owner/list", publish=True), setup, told) == "failure"
    assert told.of("run_ended")[0].startswith("the run failed: publishing ended with exit code 1: nothing could be delivered (")


def test_an_error_of_a_step_that_went_well_is_told(tmp_path: Path) -> None:
    program = Program(tmp_path, publish='print("error: one of two"); print("warning: x"); sys.exit(0)')
    setup, told = a_setup(tmp_path, program=program), Told()

    assert ran(a_target(repository="owner/list", publish=True), setup, told) == "success"
    assert told.of("output") == ["publish: warning: x", "publish: error: one of two"]


def test_after_a_run_it_is_told_where_the_findings_are(tmp_path: Path) -> None:
    setup, told = a_setup(tmp_path, program=Program(tmp_path)), Told()

    ran(a_target(), setup, told)

    report = setup.folder.report("my-list")
    assert f"findings: 1 error, 2 warning; to read them: linkbot report {report} (" in told.of("run_ended")[0]


def test_a_folder_that_is_not_there_is_a_failure_of_its_target(tmp_path: Path) -> None:
    setup, told = a_setup(tmp_path, program=Program(tmp_path)), Told()

    assert ran(a_target(path="elsewhere"), setup, told) == "failure"
    assert "there is no such folder" in told.of("run_ended")[0]


def test_a_run_that_takes_too_long_is_ended_with_all_its_processes(tmp_path: Path) -> None:
    family = f'child = subprocess.Popen(["sleep", "60"]); (home / "child").write_text(str(child.pid)); {SLEEP}'
    setup = a_setup(tmp_path, program=Program(tmp_path, check=family))

    assert ran(a_target(timeout=1.0), setup) == "timeout"
    assert not is_running(int((tmp_path / "child").read_text()))


def test_what_a_process_leaves_behind_ends_with_it(tmp_path: Path) -> None:
    left = f'child = subprocess.Popen(["sleep", "60"]); (home / "child").write_text(str(child.pid)); {WELL}'
    setup = a_setup(tmp_path, program=Program(tmp_path, check=left))

    assert ran(a_target(), setup) == "success"
    assert not is_running(int((tmp_path / "child").read_text()))


def test_a_target_that_another_process_runs_is_left_to_it(tmp_path: Path) -> None:
    program = Program(tmp_path)
    setup = a_setup(tmp_path, program=program)

    with held(setup.folder.lock("my-list"), "it", NOW), pytest.raises(HeldElsewhere) as caught:
        ran(a_target(), setup)

    assert (
        str(caught.value) == f"target my-list is held by another linkbot (process {os.getpid()}, since 2027-05-10 12:00:00 UTC)"
    )
    assert program.steps == []


def test_a_lock_outlives_whoever_took_it_as_long_as_a_process_of_the_run_does(tmp_path: Path) -> None:
    with held(tmp_path / "lock", "it", NOW) as handle:
        orphan = subprocess.Popen(["sleep", "60"], pass_fds=(handle,))

    with pytest.raises(HeldElsewhere), held(tmp_path / "lock", "it", NOW):
        pass
    orphan.kill()
    orphan.wait()
    with held(tmp_path / "lock", "it", NOW):
        pass


def test_what_is_remembered_of_an_unknown_target_begins_now(tmp_path: Path) -> None:
    folder = Folder(tmp_path)
    folder.prepare()

    first = folder.recall("my-list", NOW)

    assert first.known_since == NOW
    assert folder.recall("my-list", datetime(2028, 1, 1, tzinfo=UTC)) == first


@pytest.mark.parametrize(
    "broken", [b"", b"{", b'{"known_since": "soon"}', b"\xff\xfe", b'{"known_since": "2027-01-01T00:00:00"}']
)
def test_a_memory_that_cannot_be_read_is_set_aside(tmp_path: Path, broken: bytes) -> None:
    folder = Folder(tmp_path)
    folder.prepare()
    (tmp_path / "targets" / "my-list.json").write_bytes(broken)

    assert folder.recall("my-list", NOW).known_since == NOW
    assert (tmp_path / "targets" / "my-list.json.broken").read_bytes() == broken


def test_no_more_targets_run_at_once_than_are_allowed(tmp_path: Path) -> None:
    alone = f'(home / "busy").open("x").close(); time.sleep(0.05); (home / "busy").unlink(); {WELL}'
    targets = [a_target(f"list-{number}") for number in range(4)]
    setup = a_setup(tmp_path, *targets, program=Program(tmp_path, check=alone))

    assert asyncio.run(once(targets, setup, Told())) == 0


def test_targets_run_at_once_as_far_as_is_allowed(tmp_path: Path) -> None:
    meeting = f'(home / str(os.getpid())).touch()\nwhile len(list(home.glob("[0-9]*"))) < 2: time.sleep(0.01)\n{WELL}'
    targets = [a_target("one"), a_target("two")]
    setup = a_setup(tmp_path, *targets, program=Program(tmp_path, check=meeting), concurrency=2)

    assert asyncio.run(once(targets, setup, Told())) == 0


def test_a_target_does_not_run_twice_at_once(tmp_path: Path) -> None:
    program, told = Program(tmp_path), Told()
    setup = a_setup(tmp_path, a_target(), program=program)

    assert asyncio.run(once([a_target(), a_target()], setup, told)) == 0
    assert program.steps == ["check"]
    assert told.of("run_skipped") == ["the run before it has not ended; this one is left out"]


@pytest.mark.parametrize(("check", "code"), [(WELL, 0), ("sys.exit(2)", 1)], ids=["0: all went well", "1: one did not"])
def test_the_exit_code_of_one_round_says_how_it_went(tmp_path: Path, check: str, code: int) -> None:
    setup = a_setup(tmp_path, a_target(), program=Program(tmp_path, check=check))

    assert asyncio.run(once([a_target()], setup, Told())) == code


def test_one_round_that_was_kept_out_says_so(tmp_path: Path) -> None:
    setup, told = a_setup(tmp_path, a_target(), program=Program(tmp_path)), Told()

    with held(setup.folder.lock("my-list"), "it", NOW):
        assert asyncio.run(once([a_target()], setup, told)) == 3

    assert told.of("run_excluded")[0].endswith("UTC); left to it")


def test_what_is_due_is_what_never_ran_or_was_missed(tmp_path: Path) -> None:
    targets = [a_target("never"), a_target("just-now"), a_target("long-ago"), a_target("switched-off", enabled=False)]
    setup = a_setup(tmp_path, *targets)
    now = datetime.now(UTC)
    for name, start in (("just-now", now), ("long-ago", NOW.replace(year=2020))):
        memory = setup.folder.recall(name, now)
        setup.folder.remember(name, memory.model_copy(update={"last_start": start, "last_outcome": "success"}))

    assert [target.name for target in due(setup)] == ["never", "long-ago"]


def test_a_process_that_does_not_end_when_asked_is_killed_after_the_grace(tmp_path: Path) -> None:
    setup = a_setup(tmp_path, a_target(), program=Program(tmp_path, check=DEAF.replace('"begun"', '"begun", file=sys.stderr')))
    told = Told()

    async def story() -> None:
        runs = Runs(setup, told, lambda *_: None)
        runs.begin(a_target())
        await until(lambda: bool(told.of("output")))
        await runs.stop(0.05)

    asyncio.run(story())

    assert setup.folder.recall("my-list", NOW).last_outcome == "interrupted"


def test_nothing_begins_once_a_run_has_to_end(tmp_path: Path) -> None:
    program = Program(tmp_path)
    setup = a_setup(tmp_path, program=program)

    def end_at_once(leash: Leash) -> None:
        leash.end("interrupted")

    assert asyncio.run(run(a_target(), setup, Told(), end_at_once)) == "interrupted"
    assert program.steps == []


def test_a_talkative_process_is_heard_up_to_a_point(tmp_path: Path) -> None:
    noise = f'sys.stderr.write("line\\n" * 600 + "x" * 200_000 + "\\n"); {WELL}'
    setup, told = a_setup(tmp_path, program=Program(tmp_path, check=noise)), Told()

    assert ran(a_target(), setup, told) == "success"
    assert len(told.of("output")) == 501
    assert told.of("output")[-1] == "check: (101 more lines)"


def test_a_line_for_a_person_is_one_line_without_commands_or_secrets() -> None:
    lines: list[str] = []

    log.plain(lines.append)("output", "::error::a\n\x1b[31mhttps://me:pw@host/?token=abc", target="my-list", level="warning")

    assert lines[0].endswith("Z warning my-list: : :error::a https://***@host/?token=***\n")
    assert lines[0].count("\n") == 1


def test_a_line_for_a_program_is_an_object_in_ascii() -> None:
    lines: list[str] = []

    log.as_json(lines.append)("run_ended", "fine \u202e\u2028 gr\u00fc\u00dfe" + "x" * 2000, target="my-list", seconds=1.5)

    told = json.loads(lines[0])
    assert lines[0].isascii()
    assert lines[0].count("\n") == 1
    assert (told["event"], told["target"], told["level"], told["seconds"]) == ("run_ended", "my-list", "info", 1.5)
    assert told["text"].startswith("fine   gr\u00fc\u00dfexxx")
    assert len(told["text"]) < 1100


async def until(is_so: object, seconds: float = 20.0) -> None:
    assert callable(is_so)
    async with asyncio.timeout(seconds):
        while not is_so():  # noqa: ASYNC110 - what is waited for happens in another process
            await asyncio.sleep(0.01)


def is_running(number: int) -> bool:
    """Whether the process still does anything: one that was ended and that nobody has asked after is a zombie."""
    stat = Path(f"/proc/{number}/stat")
    return stat.exists() and stat.read_text().rpartition(")")[2].split()[0] != "Z"
