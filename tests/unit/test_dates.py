from __future__ import annotations

import pytest

from linkbot.model.document import DateValue
from linkbot.parse.dates import most_precise, read_dates
from linkbot.rulebook import load_rulebook


def only(text):
    (reading,) = read_dates(text, load_rulebook())
    return reading


@pytest.mark.parametrize(
    ("text", "date", "value"),
    [
        ("April 29, 2022", "April 29, 2022", DateValue(2022, 4, 29)),
        ("August 24th 2023", "August 24th 2023", DateValue(2023, 8, 24)),
        ("September 8, 2020", "September 8, 2020", DateValue(2020, 9, 8)),
        ("4 Feb 2023", "4 Feb 2023", DateValue(2023, 2, 4)),
        ("9th of December 2024", "9th of December 2024", DateValue(2024, 12, 9)),
        ("30. April 2023", "30. April 2023", DateValue(2023, 4, 30)),
        ("04-Feb-2023", "04-Feb-2023", DateValue(2023, 2, 4)),
        ("May. 2022", "May. 2022", DateValue(2022, 5)),
        ("Jun. 2023", "Jun. 2023", DateValue(2023, 6)),
        ("February. 2023", "February. 2023", DateValue(2023, 2)),
        ("June 2017", "June 2017", DateValue(2017, 6)),
        ("Sept 2021", "Sept 2021", DateValue(2021, 9)),
        ("Oct., 2025", "Oct., 2025", DateValue(2025, 10)),
        ("Jan'23", "Jan'23", DateValue(2023, 1)),
        ("2023 March", "2023 March", DateValue(2023, 3)),
        ("2023-04-30: a note", "2023-04-30", DateValue(2023, 4, 30)),
        ("2023/07/03", "2023/07/03", DateValue(2023, 7, 3)),
        ("2017-06", "2017-06", DateValue(2017, 6)),
        ("2021.11", "2021.11", DateValue(2021, 11)),
        ("2021.7", "2021.7", DateValue(2021, 7)),
        ("05/2023", "05/2023", DateValue(2023, 5)),
        ("20210625", "20210625", DateValue(2021, 6, 25)),
        ("30.04.2023", "30.04.2023", DateValue(2023, 4, 30)),
        ("04/30/2023", "04/30/2023", DateValue(2023, 4, 30)),
        ("2023年4月30日", "2023年4月30日", DateValue(2023, 4, 30)),
        ("2023년 4월", "2023년 4월", DateValue(2023, 4)),
        ("août 2020", "août 2020", DateValue(2020, 8)),
        ("März 2021", "März 2021", DateValue(2021, 3)),
        (", 2023 -", "2023", DateValue(2023)),
        ("(Meta, 2024)", "2024", DateValue(2024)),
        ("(Leviathan et al., 2023)", "2023", DateValue(2023)),
    ],
)
def test_a_date_is_read_in_every_form_that_lists_use(text, date, value):
    reading = only(text)

    assert (reading.text, reading.value, reading.defect) == (date, value, "")
    assert text[reading.start : reading.end] == date


@pytest.mark.parametrize(
    ("text", "date", "venue", "year"),
    [
        ("RANLP 2025", "2025", "RANLP", 2025),
        ("AAAI2020", "2020", "AAAI", 2020),
        ("ICLR'23", "'23", "ICLR", 2023),
        ("NIPS' 15", "' 15", "NIPS", 2015),
        ("NIPS'97", "'97", "NIPS", 1997),
        ("ICLR-18", "18", "ICLR", 2018),
        ("arXiv 2023", "2023", "arXiv", 2023),
    ],
)
def test_the_year_of_a_venue_is_read_without_the_venue(text, date, venue, year):
    reading = only(text)

    assert (reading.text, reading.venue, reading.value) == (date, venue, DateValue(year))


@pytest.mark.parametrize(
    ("text", "value", "defect", "repaired"),
    [
        ("Oct.2023", DateValue(2023, 10), "a space is missing", "Oct. 2023"),
        ("April 29,2022", DateValue(2022, 4, 29), "a space is missing", "April 29, 2022"),
        ("Februray 2024", DateValue(2024, 2), "“Februray” is misspelt, February is meant", "February 2024"),
        ("Mya 2023", DateValue(2023, 5), "“Mya” is misspelt, May is meant", "May 2023"),
        ("setpember 2020", DateValue(2020, 9), "“setpember” is misspelt, September is meant", "september 2020"),
        ("Octuber 12, 2021", DateValue(2021, 10, 12), "“Octuber” is misspelt, October is meant", "October 12, 2021"),
        ("March 20222", DateValue(2022, 3), "the year 20222 has 5 digits", "March 2022"),
        ("March 20230", None, "the year 20230 has 5 digits", ""),
        ("March 202", None, "the year 202 has 3 digits", ""),
        ("June 1899", None, "1899 is no plausible year", ""),
        ("June 31, 2020", None, "2020-06 has no day 31", ""),
        ("2023-02-30", None, "2023-02 has no day 30", ""),
        ("2023-13-01", None, "there is no month 13", ""),
    ],
)
def test_a_defect_is_named_and_repaired_where_one_reading_is_possible(text, value, defect, repaired):
    reading = only(text)

    assert (reading.value, reading.defect, reading.repaired) == (value, defect, repaired)


@pytest.mark.parametrize(
    "text",
    [
        "march on",
        "you may",
        "a second decade",
        "2010s",
        "2022-23",
        "2019-2021",
        "2019 - 2021",
        "arXiv:2303.08896",
        "https://example.org/2023/03/13",
        "v2.2023.1",
        "$2023",
        "top-2000",
        "1,2023",
        "3.14",
        "2023x",
        "100% of 50",
        "(May 12 - May 18)",
    ],
)
def test_what_only_looks_like_a_date_is_none(text):
    assert read_dates(text, load_rulebook()) == []


@pytest.mark.parametrize("text", ["Marsh 2020", "Judy 2020", "Marc 2020", "decade 2020", "Ma 2020", "Ju 2020", "second 2020"])
def test_a_word_that_is_no_month_leaves_the_year(text):
    assert only(text).value == DateValue(2020)


def test_only_the_year_is_certain_where_day_and_month_cannot_be_told_apart():
    assert only("04/05/2023").value == DateValue(2023)


def test_the_most_precise_date_counts():
    readings = read_dates("ICML 2019. Authors, 2019.2", load_rulebook())

    best = most_precise(readings)

    assert best is not None
    assert best.text == "2019.2"


def test_contradicting_dates_are_none():
    readings = read_dates("2019, 2021", load_rulebook())

    assert most_precise(readings) is None
