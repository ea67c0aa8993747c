"""Who is found is who a look at everybody would find, in the order of names.

Real tables of a real catalogue; each example runs in a transaction that is taken back.
"""

from collections.abc import Iterator
from contextlib import contextmanager, suppress
from datetime import date

import pytest
import sqlalchemy as sa
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from support.practice import CLARE

from desktop.ids import new_patient_id
from desktop.records import nhs_number
from desktop.records.name_order import name_key
from desktop.records.patient import Gender, Patient
from desktop.records.search import Search, fold, matches, name_index
from desktop.vault import name_places, patients, schema
from desktop.vault.store import Vault
from desktop.vault.transaction import Transaction

FAMILIES = (
    *("Jones", "Jonas", "Jo", "Williams", "Williamson", "Willi", "O'Neill", "Ó Néill", "Odell"),
    *("Smith-Jones", "van der Berg", "Vanderberg", "Łoś", "Παπάς", "Ünal", "7of9", "Zoë"),
)
GIVEN = ("Siân", "Sian", "Si", "Mair", "Mari-Ann", "Ann", "Ørjan", "Ζωή", "'Abe", "Zed", "J")
DAYS = tuple(date(1945, 7, day) for day in (1, 14, 15))
NUMBERS = tuple(
    f"{stem}{check}"
    for stem in map(str, range(999_000_010, 999_000_090))
    if (check := nhs_number.check_digit(stem)) is not None
)
WORDS = sorted({word for name in (*FAMILIES, *GIVEN) for word in name_index(name)})
BEGUN = st.sampled_from(WORDS).flatmap(
    lambda word: st.integers(1, len(word)).map(lambda letters: word[:letters])
)
SEARCHES = st.builds(
    Search,
    nhs_digits=st.one_of(
        st.just(""),
        st.sampled_from(NUMBERS).flatmap(lambda one: st.integers(1, 10).map(lambda n: one[:n])),
    ),
    born=st.sampled_from((None, None, *DAYS)),
    name_words=st.lists(st.one_of(BEGUN, st.just("q")), max_size=3).map(tuple),
)


class _TakenBackError(Exception):
    """Ends an example, so that nothing of it stays."""


@contextmanager
def taken_back(vault: Vault) -> Iterator[Transaction]:
    with suppress(_TakenBackError), vault.change() as tx:
        yield tx
        raise _TakenBackError


@pytest.fixture(scope="module")
def vault(working_once, tmp_path_factory):
    practice = working_once.copied(tmp_path_factory.mktemp("finding") / "practice")
    with practice.sign_in(CLARE).vault as opened:
        yield opened


@st.composite
def lists(draw: st.DrawFn) -> list[list[Patient]]:
    """Return patient lists that come in one after the other; no NHS number is there twice."""
    numbers = list(draw(st.permutations(NUMBERS)))
    sizes = draw(st.lists(st.integers(1, 12), min_size=1, max_size=3))
    someone = st.builds(
        Patient,
        id=st.builds(new_patient_id),
        nhs_number=st.booleans().map(lambda has: numbers.pop() if has else ""),
        family_name=st.sampled_from(FAMILIES),
        given_name=st.sampled_from(GIVEN),
        title=st.just(""),
        date_of_birth=st.sampled_from(DAYS),
        gender=st.just(Gender.NOT_KNOWN),
    )
    return [draw(st.lists(someone, min_size=size, max_size=size)) for size in sizes]


def _everybody(tx: Transaction) -> list[Patient]:
    return list(patients.several(tx, tx.connection.scalars(sa.select(schema.patient.c.id))))


def _meant(search: Search, everybody: list[Patient]) -> list[Patient]:
    if search.is_empty:
        return everybody
    return [
        one
        for one in everybody
        if matches(
            search,
            index=name_index(one.given_name, one.family_name),
            nhs_digits=one.nhs_number,
            born=one.date_of_birth,
        )
    ]


def _letters(people: list[Patient]) -> list[int]:
    return sorted(name_places.letters_of(one.family_name, one.given_name) for one in people)


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
@given(
    come=lists(),
    searches=st.lists(SEARCHES, min_size=1, max_size=8),
    most=st.sampled_from((1, 3, 8, 200)),
    few=st.sampled_from((0, 2, 300)),
    many=st.sampled_from((1, 4, 20_000)),
)
def test_who_is_found_is_who_a_look_at_everybody_finds(vault, come, searches, most, few, many):
    with pytest.MonkeyPatch.context() as patched, taken_back(vault) as tx:
        patched.setattr(patients, "_FEW", few)
        patched.setattr(patients, "_MANY_NUMBERS", many)
        for people in come:
            patients.add(tx, people)
        everybody = _everybody(tx)
        assert patients.count(tx) == len(everybody) == sum(map(len, come)) + 2
        for search in searches:
            meant = _meant(search, everybody)
            found = patients.find(tx, search, most=most)
            assert found == sorted(found, key=name_key)
            assert len(found) == min(most, len(meant))
            assert set(found) <= set(meant)
            assert _letters(found) == _letters(meant)[:most]
            if len(meant) <= most:
                assert found == sorted(meant, key=name_key)


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
@given(come=lists(), searches=st.lists(SEARCHES, min_size=1, max_size=8))
def test_more_who_begin_alike_than_have_room_are_found_all_the_same(vault, come, searches):
    with pytest.MonkeyPatch.context() as patched, taken_back(vault) as tx:
        patched.setattr(name_places, "COUNTED_BITS", 1)
        for people in come:
            patients.add(tx, people)
        everybody = _everybody(tx)
        assert patients.count(tx) == len(everybody)
        for search in searches:
            assert patients.find(tx, search) == sorted(_meant(search, everybody), key=name_key)


@given(st.lists(st.tuples(st.sampled_from(FAMILIES), st.sampled_from(GIVEN)), min_size=2))
def test_first_letters_do_not_contradict_the_order_of_short_names(names):
    """Of names without digits and foreign letters, none longer than what is packed."""
    short = [
        (folded[:6], given[:3])
        for family, one in names
        if (folded := fold(family).replace(" ", "")).encode().isalpha()
        and (given := fold(one).replace(" ", "")).encode().isalpha()
    ]
    packed = sorted(short, key=lambda pair: name_places.first_letters(*pair))
    assert packed == sorted(short)
