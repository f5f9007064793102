"""Text of lists and pages in Markdown for GitHub that notifies nobody, links back to nothing, and is nothing but text.

Escapes are not enough there: GitHub looks for mentions and references in what the Markdown has become. It does not look into
code, so whatever could be more than text stands as code. But not all that GitHub makes of a body is Markdown: the message of a
squashed commit can be the body as it was written. So what would be a mention or a reference there is broken, in code too, by a
space of no width (U+200B), which no reader sees.
"""

from __future__ import annotations

import re
from urllib.parse import quote, unquote, urlsplit

from linkbot.report.text import clean
from linkbot.secrets import redact

LIMIT = 200
"""How much of a text is shown as code, in characters."""
SENTENCE = 600
"""How much of a message is shown, in characters."""
NOTHING = "(nothing)"
_LONGEST = 2_000
_MORE = "…"
_GAP = "\u200b"

_TICKS = re.compile(r"`+")
_COMMENT = re.compile(r"<!(?=--)")
# https://github.com/owner/name/issues/1, on whichever host GitHub is; also with %69ssues
_THING = re.compile(r"//[^\s/]+/+[\w.-]+/+[\w.-]+/+(?:issues|pulls?|discussions|commits?)/+\w", re.ASCII | re.IGNORECASE)
_ADDRESS = re.compile(r"https?://[a-z0-9-]+(?:\.[a-z0-9-]+)+(?:[:/?#][^\s`<>\"|\\^{}]*)?", re.IGNORECASE)
_SIGN = re.compile(
    r"@(?=[A-Za-z0-9])"  # @user, @org/team, owner/name@1234567
    r"|#(?=[0-9])"  # #1, owner/name#1
    r"|(?<![A-Za-z0-9_])[Gg][Hh]-(?=[0-9])"  # GH-1
    r"|(?<!\w)[0-9a-f]{7}(?=[0-9a-f]{33}(?!\w))"  # a commit's whole id
)
_MORE_THAN_TEXT = re.compile(
    r"[@`<$\\]"  # mentions, code, HTML, formulas, escapes
    r"|#\w|::|:[\w+-]+:"  # references, commands of a workflow's runner, emoji
    r"|://|^www\.|^(?:mailto|xmpp):|\w\.\w+/|&\#?\w+;"  # addresses, entities
    r"|(?<![A-Za-z0-9])(?:GH|CVE|GHSA)-\w"
    r"|(?<!\w)(?=[a-f]*[0-9])[0-9a-f]{7,40}(?!\w)",  # commits
    re.IGNORECASE,
)
_TAME = re.compile(r"[A-Za-z0-9._/-]+")
_TAMED = re.compile(
    r"//|(?:^|/)www\.|(?:^|[^A-Za-z0-9])(?:GH|CVE|GHSA)-|(?:^|[^A-Za-z0-9])[0-9a-f]{7,40}(?:$|[^A-Za-z0-9])", re.IGNORECASE
)
_WORDS = re.compile(
    r"(?<!\S)`([^`\s](?:[^`]*[^`\s])?)`([,.;:]?)(?!\S)"  # `linkbot ignore`
    r"|(?<!\S)“([^“”]{0,600}(?:\]\(|\|)[^“”]{0,600})”([,.;:]?)(?!\S)"  # a line of a list: “- [Title](https://...)”
    r"|\S+"  # a word
)
_MARKUP = re.compile(r"[*_~\[\]|#]")
_BLOCK = re.compile(r"^(?=[-+=])|^(\d{1,9})(?=[.)])")
_EDGES = re.compile(r"^([“‘\"'(]*)(.*?)([”’\"'),.;:!?…]*)$", re.DOTALL)
_HOST = re.compile(r"(?:[a-z0-9](?:[a-z0-9-]*[a-z0-9])?\.)+[a-z]{2,}(?::\d{1,5})?", re.IGNORECASE)
_PRIVATE = re.compile(r"\.(?:local|localhost|internal|intranet|lan|corp|home|arpa|test|onion)(?::\d+)?$", re.IGNORECASE)
_GITHUB = frozenset({"github.com", "www.github.com", "redirect.github.com"})
_PLAIN_IN_A_LINK = "/?#:@!,;=+~%&-._"


def code(text: str, limit: int = LIMIT) -> str:
    """`text` as code in one line, at most `limit` characters of it; a word in its place where nothing of it can be seen.

    A line of a table is the one place where it must not stand: a `|` in it would end the cell.
    """
    shown = _COMMENT.sub("<! ", clean(text))
    if not shown:
        return span(spelled(text)[:limit]) if text else NOTHING
    return span(_broken(shown if len(shown) <= limit else shown[: limit - 1] + _MORE))


def span(text: str) -> str:
    """A code span of a harmless text that is one line."""
    fence = "`" * (1 + max((len(run) for run in _TICKS.findall(text)), default=0))
    blank = " " if text[:1] in ("`", " ") or text[-1:] in ("`", " ") else ""
    return f"{fence}{blank}{text}{blank}{fence}"


def spelled(text: str) -> str:
    r"""`text` with `\u200b` for each character that is not seen, so that two texts that look alike can be told apart."""
    return "".join(each if each.isprintable() and each != "\\" else each.encode("unicode_escape").decode() for each in text)


def plain(text: str, limit: int = SENTENCE) -> str:
    """A sentence that quotes lists and pages, as prose: what could be more than text stands as code, and so does what was code.

    It is one line, and may stand at the start of one; as with `code`, a cell of a table is no place for it.
    """
    shown = _COMMENT.sub("<! ", clean(text))
    if len(shown) > limit:
        shown = shown[: limit - 1] + _MORE
    words = map(_spoken, _WORDS.finditer(shown))
    return _BLOCK.sub(r"\1\\", " ".join(words))


def url(address: str, limit: int = LIMIT) -> str:
    """`address` as a link that its reader can follow, or as code where that is not safe: it is no page of the public web,
    holds a secret, or would leave a trace in another repository.
    """
    label = code(address, limit)
    target = link_target(address)
    return f"[{label}]({target})" if target else label


def link_target(address: str) -> str:
    """`address` as it stands in a Markdown link, "" where there should be none. GitHub's own pages are reached by a detour
    that leaves no trace there (https://docs.github.com, "Avoiding backlinks to linked references").
    """
    if len(address) > _LONGEST or not address.isprintable() or " " in address or redact(address) != address:
        return ""
    try:
        parts = urlsplit(address)
    except ValueError:
        return ""
    host = parts.netloc.lower()
    if parts.scheme.lower() not in ("http", "https") or not _HOST.fullmatch(host) or _PRIVATE.search(host):
        return ""
    rest = quote(address.partition("://")[2][len(parts.netloc) :], safe=_PLAIN_IN_A_LINK).replace("&", "&amp;")
    if host in _GITHUB:
        return f"https://redirect.github.com{rest}"
    return "" if _THING.search(_decoded(address)) else f"{parts.scheme.lower()}://{host}{rest}"


def is_tame(text: str) -> bool:
    """Whether `text` is nothing but text wherever it stands, in titles and commit messages too, which have no code."""
    return _TAME.fullmatch(text) is not None and not _TAMED.search(text)


def _spoken(match: re.Match[str]) -> str:
    of_code, end, of_a_list, its_end = match.groups()
    if of_code or of_a_list:
        return span(_broken(of_code or of_a_list)) + (end or its_end or "")
    return _word(match[0])


def _word(word: str) -> str:
    if not _MORE_THAN_TEXT.search(word):
        return _escaped(word)
    match = _EDGES.match(word)
    assert match  # each of its parts may be empty
    before, core, after = match.groups() if match[2] else ("", word, "")
    return _escaped(before) + span(_broken(core)) + _escaped(after)


def _escaped(text: str) -> str:
    return _MARKUP.sub(r"\\\g<0>", text.replace("&", "&amp;").replace(">", "&gt;"))


def _broken(text: str) -> str:
    """`text` with a gap in whatever would be a mention or a reference outside of code."""
    return " ".join(_broken_word(word) for word in text.split(" "))


def _broken_word(word: str) -> str:
    if _THING.search(_decoded(word)):
        word = word.replace("//", f"//{_GAP}")
    elif _ADDRESS.fullmatch(word):
        return word  # an address is one thing, whatever stands in it
    return _SIGN.sub(lambda match: match[0] + _GAP, word)


def _decoded(address: str) -> str:
    return unquote(address.replace("\\", "/"))
