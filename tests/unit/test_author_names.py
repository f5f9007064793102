from __future__ import annotations

import pytest

from linkbot.parse.authors import has_et_al, look_like_authors, read_authors


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("Zoph, Barret, Irwan Bello, and William Fedus.", ("Barret Zoph", "Irwan Bello", "William Fedus")),
        ("Du, Nan, Yanping Huang, Andrew M. Dai, et al.", ("Nan Du", "Yanping Huang", "Andrew M. Dai")),
        ("Agrawal, Lakshya A., and Sriram K. Rajamani", ("Lakshya A. Agrawal", "Sriram K. Rajamani")),
        ("van den Oord, Aaron, Yazhe Li", ("Aaron van den Oord", "Yazhe Li")),
        ("Long, Jieyi.", ("Jieyi Long",)),
        ("Reinhard, E., Heidrich, W.", ("E. Reinhard", "W. Heidrich")),
        ("DeepSpeed.", ("DeepSpeed",)),
        ("Ainslie, Joshua, Michiel de Jong, Federico Lebrón", ("Joshua Ainslie", "Michiel de Jong", "Federico Lebrón")),
    ],
)
def test_a_bibliography_puts_the_first_family_name_in_front(text, names):
    assert read_authors(text, inverted=True) == names


def test_a_plain_list_keeps_the_order_of_each_name():
    assert read_authors("Ning Ding, Shengding Hu & Zhiyuan Liu") == ("Ning Ding", "Shengding Hu", "Zhiyuan Liu")


def test_a_list_that_begins_with_two_single_names_is_inverted():
    assert read_authors("Liu, Pengfei, Weizhe Yuan, Jinlan Fu") == ("Pengfei Liu", "Weizhe Yuan", "Jinlan Fu")


def test_et_al_is_recognised_and_is_no_name():
    assert has_et_al("Leviathan et al.")
    assert read_authors("Leviathan et al.") == ("Leviathan",)
    assert not has_et_al("Albert Metal, Et Alloway")


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Kai Tan, Lea Roth", True),
        ("Leviathan et al.", True),
        ("Kai Tan", False),
        ("a great tool, and more", False),
        ("arXiv 2023", False),
        ("machine learning, deep learning", False),
    ],
)
def test_only_names_look_like_authors(text, expected):
    assert look_like_authors(text) is expected
