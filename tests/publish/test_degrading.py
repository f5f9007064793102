"""What GitHub will not let linkbot do is said once, with the way out, and told in the next place."""

from __future__ import annotations

from pathlib import Path

import pytest
from click.testing import CliRunner, Result
from tests.hub.faults import secondary_limit
from tests.hub.hub import Hub
from tests.publish.acting import NAME, NIGHT, Night, Time, a_list, fingerprint_of, moved, renamed, report_of

from linkbot.cli.main import main
from linkbot.config import Settings
from linkbot.publish.client import open_courier

SETTING = "Allow GitHub Actions to create and approve pull requests"


@pytest.fixture
def forbidden(night: Night) -> Night:
    """A repository whose Actions may open no pull requests, which is how GitHub makes them."""
    night.repository.settings.actions_may_open_pulls = False
    return night


def dashboard(night: Night) -> str:
    return night.repository.issues()[0].body or ""


def published(hub: Hub, folder: Path, *words: str, token: str = "", name: str = NAME, url: str = "") -> Result:
    """`linkbot publish`, as somebody calls it in a terminal."""
    report = folder / "report.json"
    report.write_text(report_of({"README.md": a_list(moved(1))}).model_dump_json(), encoding="utf-8")
    environ = {"GH_TOKEN": token, "GITHUB_REPOSITORY": name, "LINKBOT_GITHUB_URL": url or hub.url, "LINKBOT_PACE": "100"}
    unset = dict.fromkeys(("GITHUB_TOKEN", "GITHUB_EVENT_NAME", "GITHUB_STEP_SUMMARY", "LINKBOT_GITHUB_TOKEN"))
    return CliRunner(env={**unset, **environ}).invoke(main, ["publish", "--no-config", str(report), *words])


def test_fixes_without_a_pull_request_stand_in_the_dashboard_with_their_proof_and_a_link_that_opens_it(forbidden: Night) -> None:
    forbidden.publish()

    body = dashboard(forbidden)
    assert f"[Open the pull request](https://github.com/{NAME}/compare/main...linkbot/links?expand=1) for 2 links" in body
    assert "<b>Fixes that could not be offered: 4</b>" in body
    assert f"`http://moved.example/1` → `https://moved.example/1` <!-- lb:{fingerprint_of(moved(1))} -->" in body
    assert body.count(SETTING) == 1


def test_three_refusals_for_one_reason_are_one(forbidden: Night) -> None:
    done = forbidden.publish()

    assert [SETTING in trouble.hint for trouble in done.troubles] == [True]


def test_a_fix_can_be_refused_where_no_pull_request_may_be_opened(forbidden: Night) -> None:
    forbidden.publish()
    forbidden.repository.tick(1, fingerprint_of(moved(1)))

    forbidden.publish()

    assert b"http://moved.example/1" in forbidden.repository.files("linkbot/links")["README.md"]
    assert b"https://moved.example/2" in forbidden.repository.files("linkbot/links")["README.md"]


def test_once_it_is_allowed_the_pull_requests_come_and_the_dashboard_forgets_them(forbidden: Night) -> None:
    forbidden.publish()
    forbidden.repository.settings.actions_may_open_pulls = True

    done = forbidden.publish()

    assert [each.operation for each in done.pulls] == ["opened"] * 3
    assert "could not be offered" not in dashboard(forbidden)
    assert SETTING not in dashboard(forbidden)


def test_that_issues_are_off_is_no_trouble_where_there_is_nothing_to_say(hub: Hub) -> None:
    night = Night(hub, hub.repository(NAME, {"README.md": a_list(moved(1), renamed(1))}, issues=False))

    done = night.publish()

    assert done.troubles == ()
    assert done.is_told


def test_what_waits_for_the_next_pull_request_is_no_decision(hub: Hub) -> None:
    night = Night(hub, hub.repository(NAME, {"README.md": a_list(*(moved(number) for number in range(60)))}))

    done = night.publish()

    assert done.issue.operation == "nothing"


@pytest.mark.parametrize(
    ("name", "words", "cause", "way_out"),
    [
        ("no-token", [], "there is no token for GitHub", "Set GH_TOKEN"),
        ("ghp_wrong", [], "GitHub does not know this token", "Make a new one"),
        ("ghp_curator", ["--repository", "list"], "not a repository: 'list'", "OWNER/NAME"),
        ("ghp_curator", ["--repository", "curator/lost"], "GitHub knows no curator/lost", "Look at the name"),
    ],
)
def test_what_is_wrong_with_a_call_is_one_line_and_the_way_out_another(
    tmp_path: Path, name: str, words: list[str], cause: str, way_out: str
) -> None:
    with Hub(NIGHT) as hub:
        hub.repository(NAME, {"README.md": a_list(moved(1))})
        hub.user("curator")

        result = published(hub, tmp_path, *words, token=name.removeprefix("no-token"))

        error, hint = result.stderr.splitlines()
        assert result.exit_code == 2
        assert (error.startswith("error: "), cause in error) == (True, True)
        assert (hint.startswith("hint: "), way_out in hint) == (True, True)
        assert hub.writes == []


def test_an_address_that_is_no_api_of_github_is_called_that(tmp_path: Path, hub: Hub) -> None:
    token = hub.user("curator")

    result = published(hub, tmp_path, token=token, url=f"{hub.url}/api/v2")

    hub.mistakes.clear()  # the hub has no such path, which is the point
    assert result.exit_code == 2
    assert "there is no API of GitHub at the address" in result.stderr
    assert "https://HOST/api/v3" in result.stderr


def test_a_dry_run_says_would(tmp_path: Path, hub: Hub) -> None:
    hub.repository(NAME, {"README.md": a_list(moved(1))})

    result = published(hub, tmp_path, "--dry-run", token=hub.user("curator"))

    assert "pull request for links would be opened: 1 fix\n" in result.stdout
    assert "+- [Page 1](https://moved.example/1) - of 1.\n" in result.stdout
    assert hub.writes == []


def test_a_long_wait_is_announced(hub: Hub) -> None:
    hub.repository(NAME, {"README.md": a_list(moved(1))})
    hub.faults.append(secondary_limit(method="GET"))
    said: list[str] = []
    time = Time()
    settings = Settings(github_url=hub.url, github_token=hub.user("curator"))
    courier = open_courier(settings, NAME, {}, clock=time, sleep=time.sleep, say=said.append)

    courier.read(f"/repos/{NAME}")

    courier.close()
    assert said == ["GitHub asks for a pause of 60 s; linkbot goes on after it."]
    assert time.now >= 60
