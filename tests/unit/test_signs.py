"""Soft 404s, parked domains and walls in many languages, and the honest pages that resemble them."""

from __future__ import annotations

import subprocess
import sys
import time
from collections.abc import Mapping

import pytest

from linkbot.model.evidence import Answer, Found, Page, Unknown
from linkbot.rulebook import Host, load_rulebook
from linkbot.sources.fetched import Fetched
from linkbot.sources.page import PageText
from linkbot.sources.signs import Signs
from linkbot.sources.verdict import judge

SIGNS = Signs.of(load_rulebook())
ANY_HOST = Host(hosts=("*.example",), reason="a test", checked="2026-11-20")
LONG = "<p>" + "Some words that a reader can read. " * 20


def answer_to(
    html: str, *, status: int = 200, headers: Mapping[str, str] | None = None, url: str = "https://site.example/a"
) -> Answer:
    given = {"content-type": "text/html; charset=utf-8", **(headers or {})}
    page = PageText.decode(html.encode(), given)
    return judge(url, Fetched(url, status, given, html.encode()), page, ANY_HOST, SIGNS)


def reason(answer: Answer) -> str:
    return answer.reason if isinstance(answer, Unknown) else "found"


def sign(answer: Answer) -> str:
    assert isinstance(answer, Found)
    assert isinstance(answer.facts, Page)
    return answer.facts.sign


@pytest.mark.parametrize(
    ("title", "words"),
    [
        ("Página no encontrada | Ejemplo", "Lo sentimos, la página que buscas no existe."),
        ("¡Ups! Página no encontrada", "No se encontró la página."),
        ("Oups ! Page introuvable - Exemple", "La page que vous recherchez a été déplacée."),
        ("Erreur 404", "Cette page n’existe plus."),
        ("Seite nicht gefunden – Beispiel", "Die gesuchte Seite gibt es nicht."),
        ("Fehler 404: Seite nicht gefunden", "Diese Seite existiert nicht."),
        ("Pagina non trovata", "La pagina richiesta non è disponibile."),
        ("Página não encontrada", "A página que você procura não existe."),
        ("Pagina niet gevonden - Voorbeeld", "De pagina die je zoekt is er niet."),
        ("Nie znaleziono strony", "Strona nie istnieje lub została przeniesiona."),
        ("Sidan hittades inte", "Vi kunde inte hitta sidan."),
        ("Siden blev ikke fundet", "Siden findes ikke."),
        ("Siden ble ikke funnet", "Siden finnes ikke lenger."),
        ("Sivua ei löytynyt", "Etsimääsi sivua ei ole."),
        ("Stránka nenalezena", "Požadovaná stránka neexistuje."),
        ("Stránka sa nenašla", "Požadovaná stránka neexistuje."),
        ("Az oldal nem található", "A keresett oldal nem létezik."),
        ("Pagina nu a fost găsită", "Pagina nu există."),
        ("Sayfa Bulunamadı", "Aradığınız sayfa taşınmış olabilir."),
        ("SAYFA BULUNAMADI", "Böyle bir sayfa yok."),
        ("Страница не найдена — Пример", "Запрашиваемая страница удалена."),
        ("Ошибка 404. Страница не найдена", "Такой страницы не существует."),
        ("Сторінку не знайдено", "Такої сторінки не існує."),
        ("Страницата не е намерена", "Страницата не съществува."),
        ("Η σελίδα δεν βρέθηκε", "Η σελίδα που ζητήσατε δεν υπάρχει."),
        ("Stranica nije pronađena", "Stranica ne postoji."),
        ("Pàgina no trobada", "No s'ha trobat la pàgina."),
        ("Không tìm thấy trang", "Trang không tồn tại."),
        ("Halaman Tidak Ditemukan", "Halaman yang Anda cari tidak ada."),
        ("ไม่พบหน้า", "ไม่พบหน้าที่คุณต้องการ"),
        ("पृष्ठ नहीं मिला", "पेज नहीं मिला"),
        ("الصفحة غير موجودة", "عذرا، لم يتم العثور على الصفحة."),
        ("הדף לא נמצא", "הדף המבוקש אינו קיים."),
        ("صفحه یافت نشد", "صفحه مورد نظر پیدا نشد."),
        ("很抱歉，您访问的页面不存在", "页面已被删除"),
        ("404错误 - 示例", "您要找的页面不存在"),
        ("找不到頁面", "無法找到頁面"),
        ("お探しのページが見つかりません｜例", "ページは削除されたか、移動しました。"),
        ("페이지를 찾을 수 없습니다.", "요청하신 페이지는 존재하지 않는 페이지입니다."),
        ("404", "Page not found"),
        ("Error", "The page you requested does not exist."),
        ("404:Page not found", "Page not found"),
        ("Sorry! The page could not be found", "404 error"),
    ],
)
def test_a_page_that_says_twice_that_it_is_not_there_is_a_soft_404_in_any_language(title: str, words: str) -> None:
    assert reason(answer_to(f"<title>{title}</title><p>{words}")) == "soft-404"


@pytest.mark.parametrize("phrase", SIGNS.soft_404.phrases)
def test_a_phrase_on_an_honest_page_proves_nothing(phrase: str) -> None:
    assert reason(answer_to(f"<title>Attention</title><h1>Attention</h1><p>{phrase}{LONG}")) == "found"


@pytest.mark.parametrize(
    ("title", "body", "path"),
    [
        # works and names
        ("Not Found | Spotify", "<h1>Not Found</h1><p>Song, 3:45", "/track/7a"),
        ("Not Found - Bandcamp", "<h1>Not Found</h1><p>A band from Ghent", "/album/x"),
        ("Error - JavaScript", "<h1>Error</h1><p>An object that is thrown.", "/web/javascript/reference/error"),
        ("std::error - Rust", "<h1>Module error</h1><p>Interfaces for errors.", "/std/index.html"),
        ("anyhow::Error - Rust", "<h1>Error</h1><p>A dynamic error type.", "/anyhow/struct.x.html"),
        ("404", "<h1>404</h1><p>The year 404 was a leap year.", "/y"),
        ("404 Media", "<h1>404 Media</h1><p>News. Page not found is what we call our column.", "/news"),
        ("Peugeot 404 - Wikipedia", "<h1>Peugeot 404</h1><p>A car.", "/cars"),
        ("Zimmer 404 | Hotel", "<h1>Zimmer 404</h1>", "/rooms"),
        # about missing pages
        ("404 errors explained", "<h1>404 errors explained</h1><p>page not found", "/blog/x"),
        ("Error 404: eine Geschichte", "<h1>Error 404: eine Geschichte</h1><p>Seite nicht gefunden", "/blog/x"),
        ("Was bedeutet Fehler 404?", "<h1>Was bedeutet Fehler 404?</h1><p>Fehler 404", "/blog/x"),
        ("Comment créer une page introuvable", "<h1>Page introuvable</h1>", "/blog/x"),
        ("Страница не найдена: как исправить ошибку", "<p>Страница не найдена", "/blog/x"),
        ("页面不存在怎么办？", "<h1>页面不存在怎么办？</h1><p>页面不存在", "/blog/x"),
        ("Page not found", "<h1>Page not found</h1>", "/blog/designing-404-pages"),
        ("Not Found", "<h1>Not Found</h1>", "/film/not-found-2019"),
        ("Page not found", f"<h1>Page not found</h1>{LONG * 10}", "/blog/x"),
        # works that say what they are
        ("Page Not Found", '<meta property="og:type" content="music.song"><h1>Page Not Found</h1>', "/t/1"),
        ("Page not found", '<meta property="music:duration" content="180"><h1>Page not found</h1>', "/t/1"),
        ("Page Not Found | A Journal", '<meta name="citation_title" content="Page Not Found"><p>page not found', "/p/1"),
        ("Page not found", '<meta property="article:published_time" content="2024"><h1>Page not found</h1>', "/p/1"),
        ("Page not found", '<script>{"@type": "Book"}</script><h1>Page not found</h1>', "/b/1"),
    ],
)
def test_a_page_that_resembles_a_soft_404_is_there(title: str, body: str, path: str) -> None:
    assert reason(answer_to(f"<title>{title}</title>{body}", url=f"https://site.example{path}")) == "found"


def test_a_title_that_is_only_repeated_is_one_sign() -> None:
    assert sign(answer_to("<title>Not Found | A Shop</title><h1>Not found</h1>")) == "the title is 'Not Found | A Shop'"


@pytest.mark.parametrize(
    "body",
    [
        "<title>site.example steht zum Verkauf</title>",
        "<title>site.example est à vendre !</title>",
        "<p>Este dominio está en venta. <a>Comprar este dominio</a>",
        "<p>该域名正在出售 <a>购买此域名</a>",
        "<p>Этот домен продается. Купить этот домен",
        '<html data-adblockkey="MFww"><title>site.example</title>',
    ],
)
def test_a_domain_for_sale_is_parked_in_any_language(body: str) -> None:
    answer = answer_to(body)

    assert isinstance(answer, Unknown)
    assert "parked" in answer.detail


@pytest.mark.parametrize(
    "body",
    [
        f"<title>Buying a domain name</title>{LONG}<p>Buy this domain, said the seller.",
        f"<title>Domain parking - an encyclopedia</title><h1>Domain parking</h1>{LONG}",
        f"<title>Names for sale</title>{LONG}<p>Is your domain for sale? Ask us.",
        f"<title>Häuser zu verkaufen</title>{LONG}",
        f"<title>example.org is for sale: a story</title>{LONG}",
        f"<title>A house is for sale</title>{LONG}<p>This house is for sale.",
    ],
)
def test_who_writes_of_domains_or_sells_something_is_not_parked(body: str) -> None:
    assert reason(answer_to(body)) == "found"


@pytest.mark.parametrize(
    ("header", "value"),
    [
        ("cf-mitigated", "challenge"),
        ("x-amzn-waf-action", "captcha"),
        ("x-datadome-captcha", "1"),
        ("x-vercel-mitigated", "challenge"),
        ("x-vercel-mitigated", "deny"),
        ("x-px-block", "1"),
        ("sg-captcha", "challenge"),
    ],
)
@pytest.mark.parametrize("status", [200, 202, 403, 404, 429, 503])
def test_a_wall_is_known_by_its_header_whatever_its_status(header: str, value: str, status: int) -> None:
    assert reason(answer_to("<title>A page</title>", status=status, headers={header: value})) == "blocked"


@pytest.mark.parametrize(
    ("header", "value"), [("cf-mitigated", ""), ("cf-ray", "8f1c-FRA"), ("server", "cloudflare"), ("x-datadome", "protected")]
)
def test_a_guarded_site_that_lets_us_in_is_no_wall(header: str, value: str) -> None:
    assert reason(answer_to(f"<title>A page</title>{LONG}", headers={header: value})) == "found"


@pytest.mark.parametrize(
    "title",
    [
        "Just a moment...",
        "Making sure you're not a bot!",
        "Making sure you&#39;re not a bot!",
        "Checking you are not a bot",
        "Human Verification",
        "Robot Check",
        "Are you human?",
        "Security Check | Example",
        "Captcha",
        "百度安全验证",
        "Вы не робот?",
    ],
)
def test_a_wall_is_known_by_its_title(title: str) -> None:
    assert reason(answer_to(f"<title>{title}</title><p>Please wait.")) == "blocked"


@pytest.mark.parametrize(
    "title",
    [
        "Human Verification of Machine Translation",
        "CAPTCHA: Using Hard AI Problems for Security",
        "Are you human? On the history of a question",
        "Request rejected: what reviewers say",
        "Security checks for beginners",
        "Just a moment in time",
    ],
)
def test_a_work_about_walls_is_none(title: str) -> None:
    assert reason(answer_to(f"<title>{title}</title><p>A short abstract.")) == "found"


@pytest.mark.parametrize("title", ["Are you human?", "Security check - A Handbook", "Robot or Human?"])
def test_a_work_that_is_named_like_a_wall_has_more_to_read(title: str) -> None:
    assert reason(answer_to(f"<title>{title}</title>{LONG * 4}")) == "found"


@pytest.mark.parametrize("status", [401, 403, 429, 503])
@pytest.mark.parametrize("mark", SIGNS.challenge.markers)
def test_a_refusal_with_the_mark_of_a_wall_is_blocked(mark: str, status: int) -> None:
    assert reason(answer_to(f"<title>Denied</title><script src='/{mark}'></script>", status=status)) == "blocked"


@pytest.mark.parametrize("mark", SIGNS.challenge.markers)
def test_the_mark_of_a_wall_on_a_page_that_is_shown_says_nothing(mark: str) -> None:
    assert reason(answer_to(f"<title>A page</title><script src='/{mark}'></script>{LONG}")) == "found"


def test_every_sign_is_written_in_lower_case_and_once() -> None:
    lists = (
        SIGNS.soft_404.phrases, SIGNS.soft_404.openings, SIGNS.soft_404.exact_titles, SIGNS.soft_404.works, SIGNS.parked.phrases,
        SIGNS.parked.markers, SIGNS.challenge.titles, SIGNS.challenge.exact_titles, SIGNS.challenge.markers, SIGNS.fillers,
    )  # fmt: skip

    for signs in lists:
        assert [sign.lower() for sign in signs] == list(dict.fromkeys(signs))


@pytest.mark.parametrize(
    "html",
    [
        "<title>" + "404 " * 75,
        "<title>" + "error" * 60,
        "<title>" + "| " * 150,
        "<title>" + ": " * 150,
        "<title>site.example " * 5000,
        "<title>x</title>" + "this domain " * 5000,
        "<h1>" * 20_000,
        "<" * 100_000,
        '<p id="' * 20_000,
        "<!--" * 20_000,
        "<div>" * 20_000,
    ],
)
def test_a_hostile_page_is_judged_in_linear_time(html: str) -> None:
    begun = time.perf_counter()

    answer_to(html + "</title>", url=f"https://site.example/{'error' * 400}/{'-404' * 400}x")

    assert time.perf_counter() - begun < 10  # what is quadratic takes minutes


def test_an_ordinary_page_is_judged_without_an_html_parser() -> None:
    program = """
import sys
from tests.unit.test_signs import answer_to
page = "<title>An ordinary page</title><h1>Ordinary</h1>" + "<p>Some words that a reader can read.</p>" * 2500
print(len(page) >= 100_000, type(answer_to(page)).__name__, "bs4" in sys.modules, "lxml" in sys.modules)
"""

    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True, timeout=60)

    assert done.stdout.split() == ["True", "Found", "False", "False"]
