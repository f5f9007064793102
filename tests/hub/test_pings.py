"""The oracle of pings, on texts whose effect on github.com is known."""

from __future__ import annotations

import pytest

from tests.hub.pings import Ping, pings_of, pings_of_plain

HERE = "own/list"
SHA = "da39a3ee5e6b4b0d3255bfef95601890afd80709"
OCTOCAT = Ping("mention", "octocat")


def ref(target: str) -> Ping:
    return Ping("reference", target)


def closes(target: str) -> Ping:
    return Ping("closes", target)


@pytest.mark.parametrize(
    ("markdown", "pings"),
    [
        # people and teams
        ("@octocat", [OCTOCAT]),
        ("thanks to (@octocat).", [OCTOCAT]),
        (r"\@octocat", [OCTOCAT]),
        ("&#64;octocat", [OCTOCAT]),
        ("&commat;octocat", [OCTOCAT]),
        ("\u200b@octocat", [OCTOCAT]),
        ("é@octocat", [OCTOCAT]),
        ("**@octocat**", [OCTOCAT]),
        ("| a |\n|---|\n| @octocat |", [OCTOCAT]),
        ("> @octocat", [OCTOCAT]),
        ("# @octocat", [OCTOCAT]),
        ("text[^1]\n\n[^1]: @octocat", [OCTOCAT]),
        ("[@octocat](https://example.org)", [OCTOCAT]),
        ("<summary>@octocat</summary>", [OCTOCAT]),
        ("`a` @octocat `b`", [OCTOCAT]),
        ("``` @octocat `", [OCTOCAT]),
        ("@github/docs", [Ping("team", "github/docs")]),
        ("@types/node", [Ping("team", "types/node")]),
        # elements that hide nothing on GitHub, and comments that end before they seem to
        ("<template>@octocat</template>", [OCTOCAT]),
        ("<frameset>\n\n@octocat", [OCTOCAT]),
        ("<style>@octocat</style>", [OCTOCAT]),
        ("<table>@octocat</table>", [OCTOCAT]),
        ("<![CDATA[>@octocat]]>", [OCTOCAT]),
        ("<b>\n\n`</b> @octocat", [OCTOCAT]),
        ("<!--> @octocat -->", [OCTOCAT]),
        ("<!-- a --> @octocat <!-- b -->", [OCTOCAT]),
        ("<!-- a\n\n@octocat", []),
        # issues, pull requests, discussions, commits
        ("#1", [ref("own/list#1")]),
        ("GH-1", [ref("own/list#1")]),
        ("see (#1)", [ref("own/list#1")]),
        (r"\#1 x", [ref("own/list#1")]),
        ("&#35;1", [ref("own/list#1")]),
        ("&amp;#1", [ref("own/list#1")]),
        ("<code><a href='https://github.com/o/r/issues/1'>it</a></code>", [ref("o/r#1")]),
        ("o/r#1", [ref("o/r#1")]),
        ("https://github.com/o/r/issues/1", [ref("o/r#1")]),
        ("http://www.github.com/o/r/pull/2#issuecomment-3", [ref("o/r#2")]),
        ("www.github.com/o/r/pull/2", [ref("o/r#2")]),
        ("<HTTPS://GitHub.com/o/r/issues/1>", [ref("o/r#1")]),
        ("[it](https://github.com/o/r/discussions/7?sort=new)", [ref("o/r#7")]),
        ("[it](https://github.com/o/r/issues/%31)", [ref("o/r#1")]),
        ("[it](//github.com/o/r/issues/1)", [ref("o/r#1")]),
        ("[it](/o/r/issues/1)", [ref("o/r#1")]),
        ("[it]\n\n[it]: https://github.com/o/r/issues/1", [ref("o/r#1")]),
        ("<a href='https&#58;//github.com/o/r/issues/1'>it</a>", [ref("o/r#1")]),
        ("<td>https://github.com/o/r/issues/1</td>", [ref("o/r#1")]),
        (f"https://github.com/o/r/commit/{SHA}", [Ping("commit", f"o/r@{SHA}")]),
        (SHA, [Ping("commit", f"{HERE}@{SHA}")]),
        ("o/r@da39a3e", [Ping("commit", "o/r@da39a3e")]),
        # closing
        ("Fixes #1", [ref("own/list#1"), closes("own/list#1")]),
        ("closed: o/r#1", [ref("o/r#1"), closes("o/r#1")]),
        ("resolve https://github.com/o/r/issues/1", [ref("o/r#1"), closes("o/r#1")]),
        ("fixes https://github.com/own/list/issues/1", [closes("own/list#1")]),
        ("*Resolves* [it](https://github.com/own/list/issues/1)", [closes("own/list#1")]),
    ],
)
def test_what_would_disturb_somebody_is_found(markdown: str, pings: list[Ping]) -> None:
    assert pings_of(markdown, repository=HERE) == pings


@pytest.mark.parametrize(
    "markdown",
    [
        "`@octocat #1 o/r#1 fixes #1`",
        "``@octocat ` #1``",
        "```\n@octocat\nfixes #1\nhttps://github.com/o/r/issues/1\n```",
        "    @octocat",
        "<!-- @octocat #1 https://github.com/o/r/issues/1 -->",
        "<pre>@octocat</pre>",
        "<kbd><code>@octocat</code></kbd>",
        "<b title='@octocat'>x</b>",
        "![@octocat](https://example.org/a.png)",
        "@\u200boctocat",
        "@<!-- -->octocat",
        "@<b></b>octocat",
        "mail@octocat.example",
        "https://medium.com/@octocat/a-story",
        "[a story](https://medium.com/@octocat)",
        "#\u200b1",
        "#<b></b>1",
        "#1abc",
        "a#b",
        "https://example.org/page#1",
        "[the list](https://github.com/o/r)",
        "[line 3](https://github.com/o/r/blob/main/README.md#L3)",
        f"[line 3](https://github.com/own/list/blob/{SHA}/README.md#L3)",
        "https://github.com/own/list/issues/1",
        "https://redirect.github.com/o/r/issues/1",
        "[it](https://redirect.github.com/o/r/pull/1)",
        "https://github.com.example.org/o/r/issues/1",
        "https://gist.github.com/o/r/issues/1",
        "da39a3e",
        f"0x{SHA}",
        "prefix #",
        "fixes the link",
        "- [x] `README.md` line 3 <!-- lb:0123456789abcdef -->",
    ],
)
def test_what_disturbs_nobody_is_left_alone(markdown: str) -> None:
    assert pings_of(markdown, repository=HERE) == []


@pytest.mark.parametrize(
    ("text", "pings"),
    [
        ("Fix 3 links in README.md", []),
        ("Fix `@octocat`", [OCTOCAT]),
        ("Fix #1", [ref("own/list#1"), closes("own/list#1")]),
        ("Tidy `#1`", [ref("own/list#1")]),
        ("<!-- @octocat -->", [OCTOCAT]),
        ("Merge https://github.com/o/r/pull/1", [ref("o/r#1")]),
        (f"This reverts commit {SHA}.", [Ping("commit", f"{HERE}@{SHA}")]),
    ],
)
def test_no_markdown_protects_a_title_or_a_commit_message(text: str, pings: list[Ping]) -> None:
    assert pings_of_plain(text, repository=HERE) == pings
