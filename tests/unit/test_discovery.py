from __future__ import annotations

from ipaddress import ip_network
from pathlib import Path

import pytest

from linkbot.discovery import configure, find, start_folder
from linkbot.errors import ConfigError


def _write(file: Path, text: str) -> Path:
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_text(text, encoding="utf-8")
    return file


def test_the_closest_file_upwards_wins_and_nothing_is_merged(tmp_path: Path) -> None:
    _write(tmp_path / "linkbot.toml", 'fail_on = "error"\ncontact = "me@x.example"\n')
    close = _write(tmp_path / "lists/linkbot.toml", 'fail_on = "info"\n')
    list_file = _write(tmp_path / "lists/deep/list.md", "")

    configuration = configure([str(list_file)], folder=tmp_path, environ={})

    assert configuration.file == close
    assert configuration.settings.fail_on == "info"
    assert configuration.settings.contact == ""


def test_linkbot_toml_goes_before_pyproject(tmp_path: Path) -> None:
    _write(tmp_path / "pyproject.toml", '[tool.linkbot]\nfail_on = "info"\n')
    own = _write(tmp_path / "linkbot.toml", "")

    assert find(tmp_path) == own


def test_a_pyproject_of_another_tool_does_not_count(tmp_path: Path) -> None:
    above = _write(tmp_path / "pyproject.toml", "[tool.linkbot]\n")
    _write(tmp_path / "lists/pyproject.toml", "[tool.other]\n")

    assert find(tmp_path / "lists") == above


def test_the_search_ends_at_the_top_of_the_repository(tmp_path: Path) -> None:
    _write(tmp_path / "linkbot.toml", "")
    (tmp_path / "repository/.git").mkdir(parents=True)

    assert find(tmp_path / "repository") is None


@pytest.mark.parametrize("given", [["lists/a.md", "lists/b"], ["lists/*.md"], ["lists"], ["lists/missing.md"]])
def test_the_search_starts_in_the_folder_that_holds_all_inputs(tmp_path: Path, given: list[str]) -> None:
    _write(tmp_path / "lists/a.md", "")
    (tmp_path / "lists/b").mkdir()

    assert start_folder(given, tmp_path) == (tmp_path / "lists").resolve()


def test_without_a_path_the_search_starts_in_the_working_folder(tmp_path: Path) -> None:
    assert start_folder(["-"], tmp_path) == tmp_path.resolve()


def test_variables_go_before_the_file_and_flags_before_variables(tmp_path: Path) -> None:
    _write(tmp_path / "linkbot.toml", 'fail_on = "info"\ncontact = "file"\nproxy = "http://file.example"\n')
    environ = {"LINKBOT_FAIL_ON": "warning", "LINKBOT_CONTACT": "variable"}

    configuration = configure([], folder=tmp_path, environ=environ, flags={"fail_on": "error"})

    assert configuration.settings.fail_on == "error"
    assert configuration.settings.contact == "variable"
    assert configuration.settings.proxy == "http://file.example"
    assert configuration.origins == {
        "fail_on": "--fail-on",
        "contact": "LINKBOT_CONTACT",
        "proxy": f"{tmp_path.resolve() / 'linkbot.toml'}:3",
    }


def test_the_environment_of_the_process_is_not_read_behind_ones_back(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("LINKBOT_OFFLINE", "1")

    assert configure([], folder=tmp_path, environ={}).settings.offline is False


@pytest.mark.parametrize("value", ["LB101, LB2", '["LB101", "LB2"]'])
def test_lists_in_variables_are_written_with_commas_or_as_json(tmp_path: Path, value: str) -> None:
    configuration = configure([], folder=tmp_path, environ={"LINKBOT_SELECT": value})

    assert configuration.settings.select == ("LB101", "LB2")


def test_a_variable_changes_one_setting_of_one_rule(tmp_path: Path) -> None:
    _write(tmp_path / "linkbot.toml", '[rules.LB101]\nseverity = "info"\n')

    configuration = configure([], folder=tmp_path, environ={"LINKBOT_RULES__LB101__ENABLED": "false"})

    (rule,) = configuration.settings.rules.values()
    assert rule.severity == "info"
    assert rule.enabled is False


def test_an_empty_variable_is_not_set(tmp_path: Path) -> None:
    configuration = configure([], folder=tmp_path, environ={"GH_TOKEN": "", "LINKBOT_OFFLINE": ""})

    assert configuration.origins == {}


def test_paths_in_a_file_are_relative_to_the_file(tmp_path: Path) -> None:
    file = _write(tmp_path / "settings/linkbot.toml", 'store = "answers.sqlite3"\n')

    configuration = configure([], folder=tmp_path, environ={}, file=file)

    assert configuration.settings.store == tmp_path / "settings/answers.sqlite3"


def test_without_a_search_no_file_is_read(tmp_path: Path) -> None:
    _write(tmp_path / "linkbot.toml", "offline = true")

    configuration = configure([], folder=tmp_path, environ={}, search=False)

    assert configuration.file is None
    assert configuration.settings.offline is False


@pytest.mark.parametrize("variable", ["LINKBOT_GITHUB_TOKEN", "GH_TOKEN", "GITHUB_TOKEN"])
def test_a_token_comes_from_the_environment(tmp_path: Path, variable: str) -> None:
    configuration = configure([], folder=tmp_path, environ={variable: "t0ken"})

    assert configuration.settings.github_token is not None
    assert configuration.settings.github_token.get_secret_value() == "t0ken"
    assert configuration.origins["github_token"] == variable


def test_a_token_made_for_github_is_not_sent_where_a_file_points(tmp_path: Path) -> None:
    _write(tmp_path / "linkbot.toml", 'github_url = "https://evil.example"\n')

    configuration = configure([], folder=tmp_path, environ={"GH_TOKEN": "t0ken"})

    assert configuration.settings.github_token is None


def test_a_token_does_not_belong_in_a_file(tmp_path: Path) -> None:
    file = _write(tmp_path / "linkbot.toml", '\ngithub_token = "t0ken"\n')

    with pytest.raises(ConfigError) as failure:
        configure([], folder=tmp_path, environ={})

    assert str(failure.value) == f"{file.resolve()}:2: a token does not belong in a file"
    assert "t0ken" not in failure.value.hint


def test_flags_are_validated_like_settings(tmp_path: Path) -> None:
    configuration = configure([], folder=tmp_path, environ={}, flags={"allow_network": ("10.0.0.0/8",)})

    assert configuration.settings.allow_network == (ip_network("10.0.0.0/8"),)


@pytest.mark.parametrize(
    ("text", "message", "hint"),
    [
        ('\nfail-on = "error"\n', ":2: fail-on: there is no such setting", "did you mean `fail_on`?"),
        ('ignore = []\nselct = ["LB1"]\n', ":2: selct: there is no such setting", "did you mean `select`?"),
        ('[rules.LB101]\n\nseverty = "info"\n', ":3: rules.LB101.severty: there is no such setting", "did you mean `severity`?"),
        ('fail_on = "bad"\n', ":1: fail_on: should be 'info', 'warning' or 'error' or 'never', not \"bad\"", "mildest severity"),
        (
            '[rules.LB101]\nseverity = "x"\n',
            ":2: rules.LB101.severity: should be 'info', 'warning' or 'error', not \"x\"",
            "Its severity, instead of the rule's own.",
        ),
        ("timeout = -1\n", ":1: timeout: should be greater than 0, not -1", "in seconds"),
        ("[publish]\ngroups = 'one'\nlimti = 3\n", ":3: publish.limti: there is no such setting", "did you mean `limit`?"),
        ("[publish]\nqqqq = 3\n", ":2: publish.qqqq: there is no such setting", "there are pull_requests, dashboard, "),
        ("[publish]\n\nlabels = 'x'\n", ':3: publish.labels: should be a list, not "x"', "Labels of the pull requests"),
        ("[publish]\nlabels = ['']\n", ":2: publish.labels: a text should have at least 1 character", "Labels of"),
        ("[publish]\nlimit = 101\n", ":2: publish.limit: should be less than or equal to 100, not 101", "The most fixes"),
        ("publish = 3\n", ":1: publish: should be a table, not 3", "What `linkbot publish` offers"),
        ("[watch]\nconcurrency = 1\ntargets = 'x'\n", ':3: watch.targets: should be a list, not "x"', "What is watched"),
        ("[rules.LB401]\nenabled = 'x'\n", ':2: rules.LB401.enabled: should be true or false, not "x"', "Whether the rule runs."),
        ("max_connections = 'many'\n", ':1: max_connections: should be a whole number, not "many"', "Requests in flight"),
        ("allow_network = ['all']\n", ':1: allow_network: should be a network, such as 10.0.0.0/8, not "all"', "as CIDR"),
        ("a = [\n", ": not TOML: ", ""),
    ],
)
def test_a_wrong_file_is_told_with_its_line_and_the_way_out(tmp_path: Path, text: str, message: str, hint: str) -> None:
    file = _write(tmp_path / "linkbot.toml", text)

    with pytest.raises(ConfigError) as failure:
        configure([], folder=tmp_path, environ={})

    assert str(failure.value).startswith(f"{file.resolve()}{message}")
    assert hint in failure.value.hint


def test_a_key_of_another_tool_is_not_mistaken_for_ours(tmp_path: Path) -> None:
    file = _write(tmp_path / "pyproject.toml", '[tool.other]\nfail_on = "x"\n[tool.linkbot]\nfail_on = "bad"\n')

    with pytest.raises(ConfigError) as failure:
        configure([], folder=tmp_path, environ={})

    assert str(failure.value).startswith(f"{file.resolve()}:4: ")


def test_a_wrong_variable_or_flag_is_named(tmp_path: Path) -> None:
    with pytest.raises(ConfigError, match=r"^LINKBOT_TIMEOUT: timeout: "):
        configure([], folder=tmp_path, environ={"LINKBOT_TIMEOUT": "soon"})
    with pytest.raises(ConfigError, match=r"^--allow-network: allow_network: .*not \"everything\""):
        configure([], folder=tmp_path, environ={}, flags={"allow_network": ("everything",)})


def test_a_wrong_variable_within_a_table_is_named_and_not_the_file(tmp_path: Path) -> None:
    _write(tmp_path / "linkbot.toml", "[publish]\nlimit = 3\n")

    with pytest.raises(ConfigError, match=r'^LINKBOT_PUBLISH__LIMIT: publish\.limit: should be a whole number, not "x"'):
        configure([], folder=tmp_path, environ={"LINKBOT_PUBLISH__LIMIT": "x"})


def test_a_misspelt_variable_is_told_and_a_foreign_one_is_left_alone(tmp_path: Path) -> None:
    configure([], folder=tmp_path, environ={"LINKBOT_APP_ID": "7"})

    with pytest.raises(ConfigError) as failure:
        configure([], folder=tmp_path, environ={"LINKBOT_OFLINE": "1"})

    assert failure.value.hint == "did you mean LINKBOT_OFFLINE?"


def test_a_baseline_beside_the_configuration_is_found_before_one_in_the_working_folder(tmp_path: Path) -> None:
    _write(tmp_path / "linkbot.toml", "")
    beside = _write(tmp_path / "linkbot-baseline.json", "")
    _write(tmp_path / "lists/linkbot-baseline.json", "")

    configuration = configure([], folder=tmp_path / "lists", environ={})

    assert configuration.settings.baseline == beside
    assert configuration.origins["baseline"] == "found by its name"


def test_a_baseline_in_the_working_folder_is_found_where_none_lies_beside_the_configuration(tmp_path: Path) -> None:
    _write(tmp_path / "linkbot.toml", "")
    here = _write(tmp_path / "lists/linkbot-baseline.json", "")

    assert configure([], folder=tmp_path / "lists", environ={}).settings.baseline == here
    assert configure([], folder=tmp_path, environ={}).settings.baseline is None


def test_a_baseline_that_is_named_is_relative_to_the_file_that_names_it(tmp_path: Path) -> None:
    _write(tmp_path / "linkbot.toml", 'baseline = "accepted.json"\n')
    _write(tmp_path / "linkbot-baseline.json", "")
    (tmp_path / "lists").mkdir()

    configuration = configure([], folder=tmp_path / "lists", environ={})

    assert configuration.settings.baseline == tmp_path / "accepted.json"
    assert configuration.origins["baseline"] == f"{tmp_path / 'linkbot.toml'}:1"
