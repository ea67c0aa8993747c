"""How strong a passphrase is: what is refused, what passes, and what a person is told."""

from string import ascii_lowercase

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from support.practice import NAME_OF, passphrase_of

from desktop.demo.practice import STAFF
from desktop.errors import PassphraseWeakError
from desktop.records.strength import Holds, Weakness
from desktop.vault.passphrase import check_strength
from desktop.vault.strength import (
    GUESSES_PER_SECOND,
    LEAST_GUESSES,
    LEAST_GUESSES_BOUND,
    MOST_LOOKED_AT,
    estimate,
)
from desktop.wording import Language, explain, text

KNOWN = ("Meddygfa Heulwen", "clare", "Clare Bevan")

WEAK = {
    "": Weakness.SHORT,
    "   ": Weakness.SHORT,
    "x7#Q": Weakness.SHORT,
    "12345678": Weakness.COMMON,
    "Summer2024!": Weakness.COMMON,
    "P@ssw0rd": Weakness.COMMON,
    "kettle": Weakness.WORDS,
    "curtain harbour blanket": Weakness.WORDS,
    "benchmark benchmark benchmark": Weakness.REPEAT,
    "a" * 500: Weakness.REPEAT,
    "abcdefghijklmnop": Weakness.SEQUENCE,
    "nbgtrfvcxs": Weakness.KEYBOARD,
    "14 July 1945": Weakness.WORDS,
    "14/07/1945": Weakness.DATE,
    "montgomery": Weakness.PERSON,
    "clarebevan": Weakness.KNOWN,
    "meddygfaheulwen": Weakness.KNOWN,
    "Clare Bevan clare": Weakness.KNOWN,
    "eisteddfod": Weakness.WORDS,
    "Llanfairpwllgwyngyllgogerychwyrndrobwllllantysiliogogogoch": Weakness.WORDS,
    "dŵr tân": Weakness.WORDS,
}
STRONG = (
    "kettle meadow harbour slate",
    "kettlemeadowharbourslate",
    "pedwar gair hir iawn",
    "Kt7#pz9!Lq2vWx",
    "heron ladder saffron quarry" * 40,
)


@pytest.mark.parametrize(("passphrase", "weakness"), WEAK.items())
def test_what_is_easy_to_guess_is_refused_and_it_is_said_why(passphrase, weakness):
    with pytest.raises(PassphraseWeakError) as refused:
        check_strength(passphrase, known=KNOWN)
    assert refused.value.reason == weakness.value
    assert refused.value.facts.keys() == {"holds"}
    assert passphrase not in str(refused.value) or passphrase == ""


@pytest.mark.parametrize("passphrase", STRONG)
def test_four_words_and_the_like_are_enough(passphrase):
    check_strength(passphrase, known=KNOWN)
    found = estimate(passphrase, known=KNOWN)
    assert (found.is_enough, found.weakness) == (True, Weakness.NOTHING)
    assert found.level >= 3


def test_every_passphrase_of_ours_is_enough():
    for person in STAFF:
        check_strength(person.passphrase, known=(person.sign_in, person.full_name))
    for name in NAME_OF.values():
        check_strength(passphrase_of(name), known=("Test Surgery", name, f"{name.title()} Test"))


def test_what_stands_on_the_vault_is_worth_nothing():
    words = "kettle meadow harbour"
    check_strength(f"{words} montgomery", known=KNOWN)
    strange = estimate("kettle meadow montgomeryshire", known=())
    own = estimate("kettle meadow montgomeryshire", known=("Montgomeryshire",))
    assert (own.level, own.holds) != (strange.level, strange.holds)
    assert own.level <= strange.level


def test_with_a_factor_of_this_computer_less_is_enough_but_not_anything():
    between = "kettle meadow slate"
    assert not estimate(between).is_enough
    assert not estimate("kettle meadow", is_bound=True).is_enough
    assert LEAST_GUESSES_BOUND < LEAST_GUESSES
    check_strength("quarry thistle bridge", is_bound=True)
    with pytest.raises(PassphraseWeakError):
        check_strength("quarry thistle bridge")


def test_the_thresholds_are_the_arithmetic_of_the_decision():
    years = LEAST_GUESSES / GUESSES_PER_SECOND / 86_400 / 365
    days = LEAST_GUESSES_BOUND / GUESSES_PER_SECOND / 86_400
    assert (int(years), int(days)) == (13, 50)
    assert 2_300 - 30 < 1_000 / 0.44 < 2_300
    assert estimate("kettle meadow harbour slate").holds in (Holds.CENTURY, Holds.LONGER)


def test_no_length_is_refused_and_only_the_ends_are_looked_at(monkeypatch):
    seen = []
    real = estimate.__globals__["zxcvbn"]

    def watched(looked_at, **options):
        seen.append(len(looked_at))
        return real(looked_at, **options)

    monkeypatch.setitem(estimate.__globals__, "zxcvbn", watched)
    check_strength("heron ladder saffron quarry " * 2_000, known=KNOWN)
    check_strength("a" * 100_000 + " kettle meadow harbour slate")
    assert max(seen) == MOST_LOOKED_AT


@settings(deadline=None, max_examples=60)
@given(st.text(max_size=200))
def test_anything_typed_gets_an_estimate(passphrase):
    found = estimate(passphrase, known=(passphrase, "Test Surgery"))
    assert found.level in range(5)
    assert found.is_enough == (found.level >= 3) == (found.weakness is Weakness.NOTHING)


@settings(deadline=None, max_examples=40)
@given(st.text(alphabet=ascii_lowercase + " 19", min_size=1, max_size=24))
def test_its_own_name_is_never_enough(name):
    assert not estimate(name, known=(name,)).is_enough or len(name.split()) > 3


@pytest.mark.parametrize("language", list(Language))
@pytest.mark.parametrize("weakness", [one for one in Weakness if one is not Weakness.NOTHING])
def test_every_weakness_has_its_own_sentence(language, weakness):
    told = explain(PassphraseWeakError(weakness.value, holds="week"), language)
    plain = explain(PassphraseWeakError(), language)
    assert told.do not in {"", plain.do}
    assert text("holds.week", language) in told.happened
    assert "{" not in told.happened


def test_every_span_has_words_in_both_languages():
    said = {text(f"holds.{span.value}", language) for span in Holds for language in Language}
    assert len(said) == 2 * len(Holds)
