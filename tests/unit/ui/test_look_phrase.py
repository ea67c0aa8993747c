"""Phrases: a code with facts, said in a language; equal when they say the same."""

import pytest

from desktop.ui.phrase import NOTHING, Joined, Phrase, joined, phrase, say, verbatim
from desktop.wording import Language


def test_a_phrase_is_said_in_each_language() -> None:
    assert say(phrase("button.file", count=3), Language.EN) == "File 3 images"
    assert say(phrase("button.file", count=3), Language.CY) == "Ffeilio 3 delwedd"


def test_a_phrase_as_a_fact_is_said_first_in_the_same_language() -> None:
    needed = phrase("editor.needed_because", feature=phrase("feature.birthmark"))
    assert say(needed, Language.EN) == "Birthmark: clinically needed because"
    assert say(needed, Language.CY) == "Man geni: angen clinigol oherwydd"


def test_names_are_the_same_in_every_language_and_braces_do_no_harm() -> None:
    for language in Language:
        assert say(verbatim("SMITH, {Sian}"), language) == "SMITH, {Sian}"
        needed = phrase("editor.needed_because", feature=verbatim("{0.x}"))
        assert "{0.x}" in say(needed, language)


def test_numbers_can_be_verbatim() -> None:
    assert say(verbatim(14), Language.CY) == "14"


def test_several_things_stand_on_one_line_and_nothing_is_left_out() -> None:
    line = joined(phrase("button.lock"), NOTHING, verbatim("10:42"))
    assert say(line, Language.EN) == "Lock · 10:42"
    assert say(line, Language.CY) == "Cloi · 10:42"
    assert say(Joined((verbatim("a"), verbatim("b")), between=" "), Language.EN) == "a b"
    assert say(NOTHING, Language.EN) == ""


def test_what_says_the_same_is_equal() -> None:
    assert phrase("button.file", count=3) == phrase("button.file", count=3)
    assert phrase("button.file", count=3) != phrase("button.file", count=4)
    assert Phrase("button.lock") == phrase("button.lock")


def test_facts_cannot_be_changed_afterwards() -> None:
    with pytest.raises(TypeError):
        phrase("button.file", count=3).facts["count"] = 4  # type: ignore[index]


def test_an_unknown_text_or_a_missing_fact_is_a_fault() -> None:
    for wrong in (phrase("nothing.here"), phrase("button.file")):
        with pytest.raises(KeyError):
            say(wrong, Language.EN)
