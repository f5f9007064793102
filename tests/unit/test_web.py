"""A working link costs one request; a dead one two; and what cannot be told is never called dead."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Sequence
from datetime import UTC, datetime, timedelta

import pytest
from tests.unit.loopback import Asked, Server, a_net, a_rulebook, hang, redirect, reply, reset, some_settings

from linkbot.model.evidence import Attempt, Evidence, Found, Gone, Moved, Page, Question, Unknown
from linkbot.rulebook import Host, load_rulebook
from linkbot.sources.web import WebSource

SITE = "http://site.example"
LONG = "<p>" + "Some words that a reader can read. " * 20
MISSING = reply(404, "<title>404</title>")
WALL = "<title>Just a moment...</title><script>window._cf_chl_opt={}</script>"


def ask(
    pages: dict[str, object], *questions: Question | str, hosts: tuple[Host, ...] = (), **settings: object
) -> tuple[list[Evidence], Server]:
    """The evidence for `questions` (URLs, or questions), in their order."""

    async def story() -> tuple[list[Evidence], Server]:
        async with Server(pages).running() as server, a_net(server, *hosts, **settings) as net:
            source = WebSource(net, a_rulebook(*hosts), some_settings(**settings))
            asked = [question if isinstance(question, Question) else Question("web", question) for question in questions]
            found = {evidence.question: evidence async for evidence in source.ask(asked)}
            return [found[question] for question in asked], server

    return asyncio.run(story())


def answer_of(behaviour: object, path: str = "/a", **settings: object) -> object:
    evidence, _ = ask({path: behaviour}, SITE + path, **settings)
    return evidence[0].answer


class TestAlive:
    def test_a_page_is_found_with_one_request(self) -> None:
        (evidence,), server = ask({"/a": reply(200, "<title>A page</title>")}, f"{SITE}/a")

        assert isinstance(evidence.answer, Found)
        assert evidence.answer.facts == Page(status=200, url=f"{SITE}/a", content_type="text/html", title="A page")
        assert len(server.asked) == 1
        assert [attempt.status for attempt in evidence.trace] == [200]

    def test_a_permanent_redirect_is_moved(self) -> None:
        evidence, _ = ask(
            {"/a": redirect("/b", 301), "/b": redirect("/c", 308), "/c": reply(200, "<title>C</title>")}, f"{SITE}/a"
        )

        answer = evidence[0].answer

        assert isinstance(answer, Moved)
        assert (answer.to, answer.permanent) == (f"{SITE}/c", True)
        assert isinstance(answer.facts, Page)
        assert answer.facts.title == "C"

    def test_one_temporary_hop_makes_the_chain_temporary(self) -> None:
        evidence, _ = ask({"/a": redirect("/b", 301), "/b": redirect("/c", 302), "/c": reply(200)}, f"{SITE}/a")

        assert isinstance(evidence[0].answer, Moved)
        assert evidence[0].answer.permanent is False

    def test_a_gate_that_leads_back_is_no_move(self) -> None:
        async def gate(asked: Asked, writer: asyncio.StreamWriter) -> None:
            writer.write(reply(200) if "k=1" in asked.headers.get("cookie", "") else redirect("/a", Set_Cookie="k=1; Path=/"))
            await writer.drain()

        assert isinstance(answer_of(gate), Found)

    def test_a_404_that_passes_is_forgotten(self) -> None:
        assert isinstance(answer_of([MISSING, reply(200)]), Found)

    def test_anchors_are_read_only_when_asked_for_and_with_one_request(self) -> None:
        pages = {"/a": reply(200, '<h2 id="x">X</h2>'), "/b": reply(200, '<h2 id="x">X</h2>')}

        (with_anchors, beside, without), server = ask(
            pages, Question("web", f"{SITE}/a", "anchors"), Question("web", f"{SITE}/a"), Question("web", f"{SITE}/b")
        )

        assert with_anchors.answer.facts.anchors == ("x",)  # type: ignore[union-attr]
        assert isinstance(beside.answer, Found)
        assert without.answer.facts.anchors is None  # type: ignore[union-attr]
        assert len(server.asked) == 2

    @pytest.mark.parametrize(
        "behaviour",
        [reply(200, "<h2 id=x>" + "y" * 3000), reply(200, b"%PDF", Content_Type="application/pdf")],
        ids=["cut off", "not a web page"],
    )
    def test_anchors_that_cannot_be_read_are_unknown(self, behaviour: bytes) -> None:
        (evidence,), _ = ask({"/a": behaviour}, Question("web", f"{SITE}/a", "anchors"), max_body=1000)

        assert isinstance(evidence.answer, Found)
        assert evidence.answer.facts.anchors is None  # type: ignore[union-attr]

    def test_the_anchors_of_a_page_that_a_program_fills_are_unknown(self) -> None:
        shell = reply(200, "<title>App</title><div id=root></div><script src=app.js></script>")

        (evidence,), _ = ask({"/a": shell}, Question("web", f"{SITE}/a", "anchors"))

        assert evidence.answer.facts.anchors is None  # type: ignore[union-attr]

    def test_the_anchors_of_a_page_that_is_drawn_by_script_are_unknown(self) -> None:
        host = Host(hosts=("site.example",), anchors="unverifiable", reason="a test", checked="2026-11-20")

        (evidence,), _ = ask({"/a": reply(200, "<p id=x>")}, Question("web", f"{SITE}/a", "anchors"), hosts=(host,))

        assert evidence.answer.facts.anchors is None  # type: ignore[union-attr]


class TestGone:
    @pytest.mark.parametrize("status", [404, 410])
    def test_a_page_is_gone_after_two_gets(self, status: int) -> None:
        (evidence,), server = ask({"/a": reply(status, "")}, f"{SITE}/a", retry_delay=1.0)

        assert evidence.answer == Gone(reason=f"HTTP {status} on two GETs")
        assert [asked.method for asked in server.asked] == ["GET", "GET"]
        assert len(evidence.trace) == 2

    def test_a_redirect_to_a_missing_page_is_gone(self) -> None:
        evidence, _ = ask({"/a": redirect("/b", 301), "/b": MISSING}, f"{SITE}/a")

        assert isinstance(evidence[0].answer, Gone)

    def test_where_a_host_can_be_believed_one_get_is_enough(self) -> None:
        files = Host(hosts=("site.example",), meaning={404: "gone"}, reason="a test", checked="2026-11-20")

        (evidence,), server = ask({}, f"{SITE}/a", hosts=(files,))

        assert evidence.answer == Gone(reason="HTTP 404 on GET")
        assert len(server.asked) == 1

    def test_a_head_is_no_proof(self) -> None:
        async def only_get(asked: Asked, writer: asyncio.StreamWriter) -> None:
            writer.write(reply(200) if asked.method == "GET" else b"HTTP/1.1 404 No\r\nContent-Length: 0\r\n\r\n")
            await writer.drain()

        files = Host(hosts=("site.example",), method="HEAD", reason="a test", checked="2026-11-20")

        evidence, _ = ask({"/a": only_get}, f"{SITE}/a", hosts=(files,))

        assert isinstance(evidence[0].answer, Found)

    def test_a_head_tells_no_anchors(self) -> None:
        files = Host(hosts=("site.example",), method="HEAD", reason="a test", checked="2026-11-20")

        (evidence,), _ = ask({"/a": reply(200, '<h2 id="x">X</h2>')}, Question("web", f"{SITE}/a", "anchors"), hosts=(files,))

        assert isinstance(evidence.answer, Found)
        assert isinstance(evidence.answer.facts, Page)
        assert evidence.answer.facts.anchors == ("x",)


class TestUnknown:
    @pytest.mark.parametrize(
        ("status", "reason"),
        [
            (401, "blocked"),
            (402, "unverifiable"),
            (403, "blocked"),
            (405, "unverifiable"),
            (407, "blocked"),
            (418, "blocked"),
            (451, "blocked"),
            (999, "blocked"),
            (400, "unverifiable"),
            (500, "server-error"),
            (501, "server-error"),
            (503, "server-error"),
            (522, "server-error"),
        ],
    )
    def test_a_refusal_is_not_a_death(self, status: int, reason: str) -> None:
        answer = answer_of(reply(status, ""))

        assert isinstance(answer, Unknown)
        assert (answer.reason, answer.detail) == (reason, f"HTTP {status}")

    @pytest.mark.parametrize(
        ("behaviour", "reason"), [(hang, "timeout"), (reset, "connection"), (redirect("/a"), "redirect-loop")]
    )
    def test_no_answer_is_not_a_death(self, behaviour: object, reason: str) -> None:
        answer = answer_of(behaviour, timeout=0.4)

        assert isinstance(answer, Unknown)
        assert answer.reason == reason

    @pytest.mark.parametrize(
        "behaviour",
        [
            reply(403, WALL),
            reply(503, WALL),
            reply(404, "", cf_mitigated="challenge"),
            reply(404, WALL),
            reply(200, WALL),
            reply(202, "", x_amzn_waf_action="challenge"),
            reply(429, "", cf_mitigated="challenge"),
        ],
    )
    def test_a_wall_for_programs_is_not_a_death(self, behaviour: bytes) -> None:
        answer = answer_of(behaviour)

        assert isinstance(answer, Unknown)
        assert answer.reason == "blocked"

    @pytest.mark.parametrize(
        "login", ["/login?next=/a", "/en/signin", "/users/sign_in", "http://accounts.google.com/x", "http://login.other.example/"]
    )
    def test_a_login_is_not_the_page(self, login: str) -> None:
        evidence, _ = ask({"/a": redirect(login), **{p: reply(200) for p in (login, "/x", "/")}}, f"{SITE}/a")

        answer = evidence[0].answer

        assert isinstance(answer, Unknown)
        assert answer.reason == "blocked"

    def test_a_host_that_never_tells_is_unverifiable_without_a_request(self) -> None:
        wall = Host(hosts=("wall.example",), method="none", unverifiable="a login for all", reason="a test", checked="2026-11-20")

        (evidence,), server = ask({}, "http://wall.example/x", hosts=(wall,))

        assert evidence.answer == Unknown(reason="unverifiable", detail="a login for all")
        assert server.asked == []

    def test_what_is_not_on_the_web_is_unsupported(self) -> None:
        (ftp, odd), _ = ask({}, "ftp://site.example/x", Question("web", f"{SITE}/a", "colour"))

        assert isinstance(ftp.answer, Unknown)
        assert isinstance(odd.answer, Unknown)
        assert (ftp.answer.reason, odd.answer.reason) == ("unsupported", "unsupported")


class TestSoft404:
    def soft(self, answer: object) -> str:
        assert isinstance(answer, Unknown)
        assert answer.reason == "soft-404"
        return answer.detail

    @pytest.mark.parametrize(
        "page",
        [
            "<title>Page not found</title><h1>Page not found</h1>",
            "<title>Acme | 404 Not Found</title><p>Sorry, the page you are looking for could not be found.",
            "<title>Oops! Page not found - Acme</title><p>This page does not exist.",
            "<title>404</title><h1>Not found</h1>",
            "<title>Sorry, this page isn't available.</title><h1>Error</h1>",
            "<title>Page not found</title><p>404 error",
            "<title>404 Not Found</title><h1>404 Not Found</h1>",
            "<title>Sorry, page not found</title><h1>Page not found</h1>",
            "<title>Page not found | Site</title><h1>Page not found</h1>",
            "<title>404: Page not found</title><h1>404: Page not found</h1>",
            "<title>Page Not Found (404)</title><h1>Page not found (404)</h1>",
            "<title>We can't find the page you're looking for</title><h1>We can't find the page you're looking for</h1>",
            "<title>页面不存在 - 示例</title><h1>页面不存在</h1>",
        ],
    )
    def test_a_page_that_says_twice_that_it_is_missing_is_missing(self, page: str) -> None:
        self.soft(answer_of(reply(200, page)))

    @pytest.mark.parametrize(
        "page",
        [
            f"<title>Page not found</title><h1>Chapter one</h1>{LONG}",
            f"<title>How to design a page not found page</title><h1>Not found pages</h1>{LONG}",
            f"<title>404 Not Found: a history</title><h1>404 Not Found: a history</h1>{LONG * 10}",
            f"<title>Attention</title><h1>Page not found</h1>{LONG}",
            f"<title>Error 404: a history of the web page</title><h1>Error 404: a history of the web page</h1>{LONG}",
            f"<title>File not found errors in Python</title><h1>File not found errors in Python</h1>{LONG}",
            f"<title>404 errors explained</title><h1>404 errors explained</h1>{LONG}",
            f"<title>页面不存在的解决方法</title><h1>页面不存在的解决方法</h1>{LONG}",
            f"<title>HTTP error codes</title><h1>404</h1>{LONG}",
        ],
    )
    def test_a_page_about_missing_pages_is_there(self, page: str) -> None:
        assert isinstance(answer_of(reply(200, page)), Found)

    @pytest.mark.parametrize("path", ["/404", "/docs/not-found.html", "/errors/NotFound/", "/wiki/HTTP_404", "/not_found"])
    def test_a_link_to_a_page_that_is_named_for_missing_pages_finds_it(self, path: str) -> None:
        page = reply(200, "<title>Page not found</title><h1>Page not found</h1>")

        assert isinstance(answer_of(page, path), Found)

    def test_a_number_in_a_path_is_not_the_name_of_missing_pages(self) -> None:
        self.soft(answer_of(reply(200, "<title>Page not found</title><h1>Page not found</h1>"), "/posts/14042"))

    def test_a_path_that_leads_to_a_home_page_that_says_nothing_of_it_is_missing(self) -> None:
        evidence, _ = ask({"/docs/attention": redirect("/"), "/": reply(200, "<title>Home</title>")}, f"{SITE}/docs/attention")

        assert self.soft(evidence[0].answer) == "every path leads to the home page, which says nothing of 'attention'"

    @pytest.mark.parametrize("path", ["/docs/attention", "/p/17"])
    def test_a_home_page_alone_is_one_sign(self, path: str) -> None:
        evidence, _ = ask({path: redirect("/"), "/": reply(200, "<title>Attention in pictures</title>")}, SITE + path)

        assert isinstance(evidence[0].answer, Moved)
        assert self.sign(evidence[0].answer) == "every path leads to the home page"

    @staticmethod
    def sign(answer: object) -> str:
        assert isinstance(answer, Found | Moved)
        assert isinstance(answer.facts, Page)
        return answer.facts.sign

    @pytest.mark.parametrize(
        ("path", "to"),
        [("/index.html", "/"), ("/en/", "/"), ("/a", "/#/docs/a"), ("/a", "/?page=a"), ("/project", "http://project.example/")],
    )
    def test_another_name_of_the_front_page_is_no_loss(self, path: str, to: str) -> None:
        evidence, _ = ask({path: redirect(to), "/": reply(200), "/?page=a": reply(200)}, SITE + path)

        assert isinstance(evidence[0].answer, Moved)

    @pytest.mark.parametrize(
        "page",
        [
            "<title>site.example is for sale</title>",
            "<title>Site.Example for sale | Names</title>",
            "<title>The domain name www.site.example may be for sale</title>",
            "<title>site.example domain name is for sale!</title>",
            "<title>site.example</title><script src='//img.sedoparking.com/x.js'></script>",
            "<title>Welcome</title><p>This domain is parked. Buy this domain now.",
        ],
    )
    def test_a_parked_domain_is_missing(self, page: str) -> None:
        assert "parked" in self.soft(answer_of(reply(200, page)))

    def test_a_shop_is_not_a_parked_domain(self) -> None:
        assert isinstance(answer_of(reply(200, f"<title>Houses for sale</title><p>This house is for sale.{LONG}")), Found)

    @pytest.mark.parametrize(
        "title",
        [
            "Homes for Sale &amp; Apartments - site.example",
            "Boats for Sale | site.example",
            "site.example - Boats for sale",
            "site.example for sale by owner",
            "notsite.example is for sale",
        ],
    )
    def test_a_front_page_of_those_who_sell_is_not_a_parked_domain(self, title: str) -> None:
        assert isinstance(answer_of(reply(200, f"<title>{title}</title>{LONG}")), Found)

    def test_a_web_page_instead_of_a_pdf_is_one_sign_and_no_proof(self) -> None:
        answer = answer_of(reply(200, f"<title>Some paper</title>{LONG}"), "/paper.pdf")

        assert answer == Unknown(reason="unverifiable", detail="PDF was promised, a web page came")

    def test_a_missing_page_is_seen_even_where_most_pages_tell_nothing(self) -> None:
        shell = Host(hosts=("site.example",), unverifiable="drawn by script", reason="a test", checked="2026-11-20")
        missing = reply(200, "<title>Page not found</title><h1>Page not found</h1>")

        (evidence, other), _ = ask({"/a": missing, "/b": reply(200)}, f"{SITE}/a", f"{SITE}/b", hosts=(shell,))

        assert "Page not found" in self.soft(evidence.answer)
        assert other.answer == Unknown(reason="unverifiable", detail="drawn by script")

    def test_a_permanent_redirect_on_the_same_host_is_believed_where_its_pages_are_not(self) -> None:
        shell = Host(hosts=("site.example",), unverifiable="drawn by script", reason="a test", checked="2026-11-20")
        pages = {"/a": redirect("/b", 301), "/b": reply(200), "/c": redirect("/b", 302)}

        (moved, elsewhere), _ = ask(pages, f"{SITE}/a", f"{SITE}/c", hosts=(shell,))

        assert isinstance(moved.answer, Moved)
        assert isinstance(elsewhere.answer, Unknown)

    @pytest.mark.parametrize(
        "page",
        [
            f"<title>Viewer</title><embed src=x>{LONG}",
            f"<title>Landing</title><a href='/files/paper.pdf'>Read</a>{LONG}",
            "<title>One second</title><script>go()</script>",
        ],
    )
    def test_a_page_that_shows_or_guards_the_pdf_is_there(self, page: str) -> None:
        assert isinstance(answer_of(reply(200, page), "/paper.pdf"), Found)

    def test_a_pdf_that_moved_to_its_landing_page_is_there(self) -> None:
        evidence, _ = ask({"/p.pdf": redirect("/paper", 301), "/paper": reply(200, LONG)}, f"{SITE}/p.pdf")

        assert isinstance(evidence[0].answer, Moved)

    def test_a_title_alone_is_one_sign_and_goes_with_the_page(self) -> None:
        evidence, _ = ask({"/a": reply(200, f"<title>Page not found</title>{LONG}")}, f"{SITE}/a")

        assert isinstance(evidence[0].answer, Found)
        assert self.sign(evidence[0].answer) == "the title is 'Page not found'"

    def test_a_sibling_is_a_page_beside_it_that_nobody_can_know(self) -> None:
        pages = {"/a": reply(200), "/docs/": reply(200)}

        (sibling,), server = ask(pages, Question("web", f"{SITE}/docs/", "sibling"))

        assert isinstance(sibling.answer, Gone)
        assert all(asked.path.startswith("/docs/") and len(asked.path) > 30 for asked in server.asked)

    def test_the_title_of_a_deleted_video_gives_it_away(self) -> None:
        youtube = next(host for host in load_rulebook().hosts if "youtu.be" in host.hosts)
        pages = {"/gone": reply(200, "<title> - YouTube</title>"), "/here": reply(200, "<title>A talk - YouTube</title>")}

        (gone, here), _ = ask(pages, "http://youtu.be/gone", "http://youtu.be/here", hosts=(youtube,))

        self.soft(gone.answer)
        assert isinstance(here.answer, Found)


class TestTheBatch:
    def test_each_question_gets_one_answer_as_it_comes(self) -> None:
        pages: dict[str, object] = {"/slow": hang, **{f"/{n}": reply(200) for n in range(5)}}

        async def story() -> Sequence[str]:
            async with Server(pages).running() as server, a_net(server, timeout=0.5) as net:
                source = WebSource(net, a_rulebook(), some_settings(timeout=0.5))
                keys = ["slow", *map(str, range(5))]
                return [
                    evidence.question.key async for evidence in source.ask([Question("web", f"{SITE}/{key}") for key in keys])
                ]

        order = asyncio.run(story())

        assert len(order) == 6
        assert order[-1] == f"{SITE}/slow"

    def test_who_stops_listening_stops_the_asking(self) -> None:
        async def story() -> int:
            slow = Host(hosts=("site.example",), per_second=5, connections=1, reason="a test", checked="2026-11-20")
            async with Server({f"/{n}": reply(200) for n in range(9)}).running() as server, a_net(server, slow) as net:
                answers = WebSource(net, a_rulebook(slow), some_settings()).ask(
                    [Question("web", f"{SITE}/{n}") for n in range(9)]
                )
                await anext(answers)
                await answers.aclose()
                await asyncio.sleep(0.3)
                return len(server.asked)

        assert asyncio.run(story()) <= 2

    def test_answers_expire_in_their_own_time_and_not_all_at_once(self) -> None:
        pages = {"/a": reply(200), "/b": reply(200), "/c": MISSING, "/d": reply(403), "/e": reply(500)}

        (a, b, c, d, e), _ = ask(pages, *(f"{SITE}/{path}" for path in "abcde"))
        (again,), _ = ask(pages, f"{SITE}/a")

        days = [(one.expires_at - one.asked_at).total_seconds() / 86400 for one in (a, b, c, d, e, again)]
        assert 0.8 <= days[0] <= 1.2
        assert days[0] != days[1]
        assert 0.6 <= days[2] < 1  # a nightly run looks at it again
        assert 0.6 <= days[3] < 1
        assert 0 < days[4] < 0.05  # and who repeats the command at once does not
        assert days[5] == days[0]

    @pytest.mark.parametrize(
        "key", ["http://", "http://[", "http://a.example:x/", "http://\udcff/", "https:///x", "http://a\x00b/"]
    )
    def test_no_url_can_break_the_batch(self, key: str) -> None:
        (evidence, beside), _ = ask({"/a": reply(200)}, key, f"{SITE}/a")

        assert isinstance(evidence.answer, Unknown)
        assert isinstance(beside.answer, Found)


def test_a_fault_of_our_own_costs_one_link_and_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    whole = WebSource._see

    async def broken(source: WebSource, url: str, asked: list[Question], before: Evidence | None) -> object:
        if url.endswith("/a"):
            raise RuntimeError("File descriptor 51 is used by transport")
        return await whole(source, url, asked, before)

    monkeypatch.setattr(WebSource, "_see", broken)
    (bad, good), _ = ask({"/b": reply(200)}, f"{SITE}/a", f"{SITE}/b")

    assert isinstance(bad.answer, Unknown)
    assert "linkbot's own fault, please report it: RuntimeError" in bad.answer.detail
    assert isinstance(good.answer, Found)


class TestLookingAgain:
    """A page that was seen before is asked whether it has changed, and believed for longer each time."""

    PAGE = Page(status=200, url=f"{SITE}/a", title="A page", etag='"v1"', modified="Sat, 01 Aug 2026 10:00:00 GMT")

    def again(
        self,
        behaviour: object,
        before: Page,
        *,
        days: float = 1.0,
        want: str = "",
        path: str = "/a",
        status: int = 200,
        **more: object,
    ) -> tuple[Evidence, Server]:
        question = Question("web", SITE + path, want)
        asked_at = datetime(2026, 11, 1, tzinfo=UTC)
        kept = Evidence(
            question=question,
            answer=Found(facts=before),
            asked_at=asked_at,
            expires_at=asked_at + timedelta(days=days),
            trace=(Attempt(at=asked_at, method="GET", url=question.key, status=status),),
        )

        async def story() -> tuple[Evidence, Server]:
            async with Server({path: behaviour, **more}).running() as server, a_net(server) as net:
                source = WebSource(net, a_rulebook(), some_settings(), past=lambda _: [kept])
                (evidence,) = [evidence async for evidence in source.ask([question])]
                return evidence, server

        return asyncio.run(story())

    def test_not_modified_is_as_it_was_seen(self) -> None:
        evidence, server = self.again(reply(304, ""), self.PAGE)

        assert evidence.answer == Found(facts=self.PAGE)
        assert server.asked[0].headers["if-none-match"] == '"v1"'
        assert server.asked[0].headers["if-modified-since"] == "Sat, 01 Aug 2026 10:00:00 GMT"
        assert [attempt.status for attempt in evidence.trace] == [304]

    def test_a_page_that_has_changed_is_read_anew(self) -> None:
        evidence, _ = self.again(reply(200, "<title>Another</title>", ETag='"v2"'), self.PAGE)

        assert isinstance(evidence.answer, Found)
        assert isinstance(evidence.answer.facts, Page)
        assert (evidence.answer.facts.title, evidence.answer.facts.etag) == ("Another", '"v2"')

    def test_validators_do_not_hide_a_death(self) -> None:
        evidence, server = self.again(MISSING, self.PAGE)

        assert isinstance(evidence.answer, Gone)
        assert "if-none-match" not in server.asked[-1].headers

    def test_a_front_page_that_has_not_changed_does_not_hide_a_page_that_leads_there_now(self) -> None:
        front = self._unless_changed(reply(200, "<title>Welcome</title>"))

        evidence, _ = self.again(redirect("/"), self.PAGE, **{"/": front})

        assert isinstance(evidence.answer, Moved)
        assert isinstance(evidence.answer.facts, Page)
        assert evidence.answer.facts.sign == "every path leads to the home page"

    def test_a_server_to_which_nothing_ever_changes_is_found_out_by_the_second_look(self) -> None:
        evidence, _ = self.again(self._unless_changed(MISSING), self.PAGE, status=304)

        assert isinstance(evidence.answer, Gone)

    @staticmethod
    def _unless_changed(otherwise: bytes) -> Callable[[Asked, asyncio.StreamWriter], Awaitable[None]]:
        """A page of a server that has not changed since any day that one names."""

        async def answer(asked: Asked, writer: asyncio.StreamWriter) -> None:
            writer.write(reply(304, "") if "if-modified-since" in asked.headers else otherwise)
            await writer.drain()

        return answer

    def test_a_page_whose_anchors_are_not_known_is_sent_whole(self) -> None:
        _, server = self.again(reply(200), self.PAGE, want="anchors")

        assert "if-none-match" not in server.asked[0].headers

    def test_not_modified_that_nobody_asked_for_tells_nothing(self) -> None:
        evidence, _ = self.again(reply(304, ""), Page(status=200, url=f"{SITE}/a"))

        assert isinstance(evidence.answer, Unknown)

    @pytest.mark.parametrize(("days", "least", "most"), [(1.0, 5.6, 8.4), (7.0, 11.2, 16.8), (14.0, 11.2, 16.8)])
    def test_a_page_that_is_there_again_is_believed_for_longer(self, days: float, least: float, most: float) -> None:
        evidence, _ = self.again(reply(200), self.PAGE, days=days)

        assert least <= (evidence.expires_at - evidence.asked_at).total_seconds() / 86400 <= most
