"""What an answer says of its link: found, moved, gone, or unknown with a reason. No request is made here."""

from __future__ import annotations

from dataclasses import dataclass
from typing import cast

from yarl import URL

from linkbot.model.evidence import Answer, Found, Gone, Moved, Page, Unknown, UnknownReason
from linkbot.rulebook import Host
from linkbot.sources.fetched import Fetched
from linkbot.sources.page import PageText
from linkbot.sources.signs import Meaning, Signs

_PERMANENT = (301, 308)


@dataclass(frozen=True, slots=True)
class Verdict:
    """An answer; and one sign of a soft 404, which alone proves nothing ("" where there was none)."""

    answer: Answer
    sign: str = ""


def judge(url: str, fetched: Fetched, page: PageText | None, profile: Host, signs: Signs) -> Verdict:
    """The verdict of one URL by its last answer. `page` is its text where it is a web page, `profile` the asked host's."""
    if fetched.failure == "nxdomain":
        return Verdict(Gone(reason=f"{fetched.detail} (asked {len(fetched.attempts)} times)"))
    if fetched.failure:
        reason = cast("UnknownReason", fetched.failure)
        return Verdict(Unknown(reason=reason, detail=fetched.detail, retry_at=fetched.retry_at))
    if wall := signs.wall(fetched.status, fetched.headers, page):
        return Verdict(Unknown(reason="blocked", detail=f"HTTP {fetched.status}, {wall}"))
    status = f"HTTP {fetched.status}"
    match meaning_of(fetched.status, profile, signs):
        case "ok":
            return _judge_arrival(url, fetched, page, profile, signs)
        case "gone":
            return Verdict(Gone(reason=_proof(fetched)))
        case other:
            return Verdict(Unknown(reason=other, detail=status, retry_at=fetched.retry_at))


def meaning_of(status: int, profile: Host, signs: Signs) -> Meaning:
    """What a status means at a host: by the host's own file, else by conventions/pages.yaml, else by its class."""
    if told := profile.meaning.get(status) or signs.meaning.get(status):
        return told
    return "ok" if 200 <= status <= 299 else "server-error" if 500 <= status <= 599 else "unverifiable"


def _proof(fetched: Fetched) -> str:
    if len(fetched.attempts) < 2:
        return f"HTTP {fetched.status} on GET"
    apart = (fetched.attempts[-1].at - fetched.attempts[0].at).total_seconds()
    return f"HTTP {fetched.status} on two GETs, {apart:.0f} s apart"


def _judge_arrival(url: str, fetched: Fetched, page: PageText | None, profile: Host, signs: Signs) -> Verdict:
    asked, answered = URL(url).with_fragment(None), URL(fetched.url)
    hops = fetched.attempts[-1].hops if fetched.attempts else ()
    if hops and (login := signs.wants_login(asked, answered, profile.login_paths)):
        return Verdict(Unknown(reason="blocked", detail=login))
    seen, sign = _soft_404(asked, answered, page, profile, signs)
    if seen:
        return Verdict(Unknown(reason="soft-404", detail=seen))
    permanent = all(hop.status in _PERMANENT for hop in hops)
    stayed = bool(hops) and permanent and answered.host == asked.host  # which says something even where the page does not
    doubt = profile.unverifiable or (signs.is_other_than_promised(asked, answered, page) if page else "")
    if doubt and not stayed:
        return Verdict(Unknown(reason="unverifiable", detail=doubt))
    facts = Page(
        status=fetched.status,
        url=fetched.url,
        content_type=fetched.headers.get("content-type", "")[:200],
        title=page.title if page else "",
        truncated=fetched.truncated,
    )
    if not hops or answered.with_fragment(None) == asked:
        return Verdict(Found(facts=facts), sign)
    return Verdict(Moved(to=fetched.url, permanent=permanent, facts=facts), sign)


def _soft_404(asked: URL, answered: URL, page: PageText | None, profile: Host, signs: Signs) -> tuple[str, str]:
    """The signs that settle it, in words, and the one sign that does not."""
    alone = signs.for_sale(asked, answered, page) or signs.is_home_for_all(asked, answered)
    if alone or page is None:
        return alone, ""
    if (said := page.title.lower()) in profile.soft_404 or (said := page.heading.lower()) in profile.soft_404:
        return f"the page says {said!r}", ""
    title = signs.title_says_missing(asked, page)
    text = signs.text_says_missing(page) if title else ""
    return (f"{title}, {text}", "") if text else ("", title)
