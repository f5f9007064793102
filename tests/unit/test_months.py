from __future__ import annotations

import pytest

from linkbot.model.document import DateValue
from linkbot.parse.dates import read_dates
from linkbot.parse.lexicon import lexicon
from linkbot.parse.months import Month, read_month
from linkbot.rulebook import load_rulebook

RULES = load_rulebook()
WORDS = lexicon(RULES).dates


@pytest.mark.parametrize(
    ("word", "number"),
    [
        ("augusti", 8),
        ("Desember", 12),
        ("avgust", 8),
        ("septembar", 9),
        ("oktobar", 10),
        ("novembar", 11),
        ("decembar", 12),
        ("setembre", 9),
        ("desembre", 12),
        ("szeptember", 9),
        ("október", 10),
        ("nóvember", 11),
        ("januaro", 1),
        ("jaanuar", 1),
        ("februarie", 2),
        ("Agustus", 8),
        ("rugpjūčio", 8),
        ("heinäkuuta", 7),
        ("септември", 9),
        ("Δεκεμβρίου", 12),
    ],
)
def test_a_month_in_another_language_is_no_misspelt_english_one(word: str, number: int) -> None:
    assert read_month(word, WORDS) == Month(number, is_foreign=True)


@pytest.mark.parametrize(
    "word",
    [
        "Jung",
        "Junge",
        "Joly",
        "Jone",
        "Marcy",
        "Marci",
        "Marchi",
        "Marsch",
        "Mauch",
        "Murch",
        "Jube",
        "Jeune",
        "Augusto",
        "Apriel",
    ],
)
def test_a_name_is_no_misspelt_month(word: str) -> None:
    assert read_month(word, WORDS) is None


@pytest.mark.parametrize(
    ("word", "meant"),
    [("Jluy", "July"), ("Marh", "March"), ("Aprril", "April"), ("Maech", "March"), ("Junn", "June"), ("Marchg", "March")],
)
def test_a_short_name_is_misspelt_by_a_slip_of_the_keyboard(word: str, meant: str) -> None:
    month = read_month(word, WORDS)

    assert month is not None
    assert month.meant == meant


@pytest.mark.parametrize("word", ["Jusy", "Marqh", "Jurne", "Aprifl", "Zune"])
def test_another_letter_in_a_short_name_makes_another_word(word: str) -> None:
    assert read_month(word, WORDS) is None


def test_no_name_of_a_month_stands_under_two_months() -> None:
    names = [name for names in WORDS.others.values() for name in names]

    assert len(names) == len(set(names))


def test_the_keys_around_a_key_are_its_neighbours() -> None:
    assert WORDS.neighbours["g"] == frozenset("fhtyvb")


@pytest.mark.parametrize("text", ["C. G. Junne, 2022", "J. Septembr 2022", "G. Mei, 2022", "(Mei, 2022)"])
def test_a_word_behind_an_initial_or_in_brackets_with_a_year_is_a_person(text: str) -> None:
    (reading,) = read_dates(text, RULES)

    assert (reading.text, reading.value, reading.defect) == ("2022", DateValue(2022), "")


def test_a_sound_english_month_behind_an_initial_stays_one() -> None:
    (reading,) = read_dates("Kolter, J. Z. May 24, 2023", RULES)

    assert reading.value == DateValue(2023, 5, 24)


def test_a_name_behind_a_year_is_no_month_of_another_language() -> None:
    readings = read_dates("2022, Maret", RULES)

    assert [reading.value for reading in readings] == [DateValue(2022)]
