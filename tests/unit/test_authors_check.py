from __future__ import annotations

from linkbot.checks.authors import is_other_people

RECORD = ("Barret Zoph", "Irwan Bello", "Sameer Kumar", "Łukasz Kaiser")


def test_the_same_people_in_another_form_are_no_others() -> None:
    assert not is_other_people(("B. Zoph", "Irwan Bello"), RECORD)
    assert not is_other_people(("Zoph Barret", "Lukasz Kaiser"), RECORD)


def test_other_people_are_told() -> None:
    assert is_other_people(("Kai Tan", "Maria Lopez", "Irwan Bello"), RECORD)


def test_one_name_on_either_side_proves_nothing() -> None:
    assert not is_other_people(("DeepSpeed",), RECORD)
    assert not is_other_people(("Kai Tan", "Maria Lopez"), ("The Large Collaboration",))


def test_a_known_first_author_or_half_of_the_names_is_enough() -> None:
    assert not is_other_people(("Barret Zoph", "Kai Tan", "Maria Lopez"), RECORD)
    assert not is_other_people(("Kai Tan", "Irwan Bello"), RECORD)


def test_a_surname_may_stand_anywhere_in_the_name_on_record() -> None:
    assert not is_other_people(("W. Zhang", "J. Pérez"), ("Zhang Wei", "José Pérez García"))


def test_an_initial_names_nobody() -> None:
    assert is_other_people(("J. Tan", "M. Lopez"), ("J. Smith", "M. Major"))
