"""What an answer says of its link: found, moved, gone, or unknown with a reason. No request is made here."""

from __future__ import annotations

from typing import cast

from yarl import URL

from linkbot.model.evidence import Answer, Found, Gone, Moved, Page, Unknown, UnknownReason
from linkbot.rulebook import Host
from linkbot.sources.fetched import Fetched
from linkbot.sources.page import PageText
from linkbot.sources.signs import Meaning, Signs

_PERMANENT = (301, 308)
_LONGEST_VALIDATOR = 300  # characters


def judge(url: str, fetched: Fetched, page: PageText | None, profile: Host, signs: Signs) -> Answer:
    """What the last answer of one URL says of it. `page` is its text where it is a web page, `profile` the asked host's."""
    if fetched.failure == "nxdomain":
        return Gone(reason=f"{fetched.detail} (asked {len(fetched.attempts)} times)")
    if fetched.failure:
        reason = cast("UnknownReason", fetched.failure)
        return Unknown(reason=reason, detail=fetched.detail, retry_at=fetched.retry_at)
    if wall := signs.wall(fetched.status, fetched.headers, page):
        return Unknown(reason="blocked", detail=f"HTTP {fetched.status}, {wall}")
    status = f"HTTP {fetched.status}"
    match meaning_of(fetched.status, profile, signs):
        case "ok":
            return _judge_arrival(url, fetched, page, profile, signs)
        case "gone":
            return Gone(reason=_proof(fetched))
        case other:
            return Unknown(reason=other, detail=status, retry_at=fetched.retry_at)


def meaning_of(status: int, profile: Host, signs: Signs) -> Meaning:
    """What a status means at a host: by the host's own file, else by conventions/pages.yaml, else by its class."""
    if told := profile.meaning.get(status) or signs.meaning.get(status):
        return told
    return "ok" if 200 <= status <= 299 else "server-error" if 500 <= status <= 599 else "unverifiable"


def _proof(fetched: Fetched) -> str:
    return f"HTTP {fetched.status} on {'GET' if len(fetched.attempts) < 2 else 'two GETs'}"


def _judge_arrival(url: str, fetched: Fetched, page: PageText | None, profile: Host, signs: Signs) -> Answer:
    asked = URL(url).with_fragment(None)
    answered = asked if fetched.url == url and "#" not in url else URL(fetched.url)
    hops = fetched.attempts[-1].hops if fetched.attempts else ()
    if hops and (login := signs.wants_login(asked, answered, profile.login_paths)):
        return Unknown(reason="blocked", detail=login)
    seen, sign = _soft_404(asked, answered, page, profile, signs)
    if seen:
        return Unknown(reason="soft-404", detail=seen)
    permanent = all(hop.status in _PERMANENT for hop in hops)
    stayed = bool(hops) and permanent and answered.host == asked.host  # which says something even where the page does not
    doubt = profile.unverifiable or (signs.is_other_than_promised(asked, answered, page) if page else "")
    if doubt and not stayed:
        return Unknown(reason="unverifiable", detail=doubt)
    facts = Page(
        status=fetched.status,
        url=fetched.url,
        content_type=fetched.headers.get("content-type", "")[:200],
        title=page.title if page else "",
        truncated=fetched.truncated,
        sign=sign,
        etag=_short(fetched.headers.get("etag", "")),
        modified=_short(fetched.headers.get("last-modified", "")),
    )
    if not hops or answered.with_fragment(None) == asked:
        return Found(facts=facts)
    return Moved(to=fetched.url, permanent=permanent, facts=facts)


def _soft_404(asked: URL, answered: URL, page: PageText | None, profile: Host, signs: Signs) -> tuple[str, str]:
    """The signs that settle it, in words, and the one sign that does not."""
    if for_sale := signs.for_sale(asked, answered, page):
        return for_sale, ""
    home = signs.is_home_for_all(asked, answered)
    if page is None:
        return "", home
    if (said := page.title.lower()) in profile.soft_404 or (said := page.heading.lower()) in profile.soft_404:
        return f"the page says {said!r}", ""
    if home:
        silence = signs.says_nothing_of(asked, page)
        return (f"{home}, {silence}", "") if silence else ("", home)
    title = signs.soft_404.title_says_missing(asked, page)
    text = signs.soft_404.text_says_missing(page) if title else ""
    return (f"{title}, {text}", "") if text else ("", title)


def _short(validator: str) -> str:
    """A validator as it was sent; one that is too long to be sent back is none."""
    return validator if len(validator) <= _LONGEST_VALIDATOR else ""
