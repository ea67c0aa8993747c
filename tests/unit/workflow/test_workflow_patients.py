"""Finding a patient among people like them, and adding somebody once."""

from datetime import date

import pytest
from support.practice import CLARE, ETHEL, MONA, RHYS, Practice, agreed

from desktop.demo.practice import patient_csv
from desktop.errors import PatientKnownError, RecordInvalidError, UnknownRecordError
from desktop.ids import PatientId
from desktop.records.outcome import Topic
from desktop.records.patient import Demographics, Gender, Patient
from desktop.vault import patients as rows
from desktop.vault.audit import Event
from desktop.wording import Language
from desktop.workflow.auditing import read_audit
from desktop.workflow.consenting import record_consent
from desktop.workflow.patients import MOST_SHOWN, add_patient, find_patients, import_patients
from desktop.workflow.viewing import open_record


@pytest.fixture
def session(staffed: Practice):
    """The twelve of the demonstration."""
    session = staffed.sign_in(RHYS)
    import_patients(session, patient_csv())
    yield session
    session.vault.close()


def _person(**changes) -> Demographics:
    said = {"family_name": "Prys", "given_name": "Mair", "date_of_birth": date(1961, 4, 5)}
    return Demographics(**said | changes)


def test_who_is_easily_taken_for_another_is_marked_though_the_other_was_not_found(session):
    found = find_patients(session, "eirlys")
    assert [one.given_name for one in found.patients] == ["Eirlys"]
    assert found.similar == {found.patients[0].id}
    assert (found.not_understood, found.listed) == ((), 12)
    both = find_patients(session, "rees")
    assert both.similar == {one.id for one in both.patients}
    assert len(both.patients) == 2
    assert find_patients(session, "okonkwo").similar == frozenset()
    assert len(find_patients(session, "").similar) == 2


def test_what_was_not_understood_is_said_and_nobody_is_found(session):
    found = find_patients(session, "rees 31/02/1945")
    assert (found.patients, found.similar) == ((), frozenset())
    assert found.not_understood == ("31/02/1945",)
    assert found.listed == 12


def test_at_most_so_many_are_returned_and_likeness_is_still_of_the_whole_list(staffed):
    session = staffed.sign_in(RHYS)
    with session.vault as vault:
        everybody = [
            Patient(
                id=PatientId(f"p-{number:016d}"),
                family_name="Owen",
                given_name=f"A{number:03d}",
                date_of_birth=date(1950, 1, 1),
            )
            for number in range(MOST_SHOWN + 10)
        ]
        with vault.change() as tx:
            rows.add(tx, everybody)
            tx.audit(Event(act="test", body={}))
        found = find_patients(session, "owen")
        assert len(found.patients) == MOST_SHOWN
        assert found.similar == {one.id for one in found.patients}
        assert found.listed == MOST_SHOWN + 10
        assert len(find_patients(session, "owen", most=3).patients) == 3


def test_capitals_and_accents_do_not_hide_anybody(staffed):
    session = staffed.sign_in(RHYS)
    with session.vault:
        one = add_patient(session, _person(family_name="Ó Briain", given_name="Seán")).value
        other = add_patient(
            session,
            _person(family_name="O BRIAIN", given_name="SEAN", date_of_birth=date(1961, 5, 4)),
        ).value
        for typed, who in (("05/04/1961", one), ("04/05/1961", other)):
            found = find_patients(session, typed)
            assert [patient.id for patient in found.patients] == [who.id]
            assert found.similar == {who.id}


def test_somebody_new_is_added_whole_and_found(session):
    person = _person(
        nhs_number=ETHEL,
        local_number="L-7",
        title="Ms",
        gender=Gender.FEMALE,
        preferred_language=Language.CY,
    )
    added = add_patient(session, person)
    assert added.changed == {Topic.PATIENTS}
    found = find_patients(session, "mair prys").patients
    assert found == (added.value,)
    for name in Demographics.__dataclass_fields__:
        assert getattr(added.value, name) == getattr(person, name), name


def test_a_number_is_nobodys_twice(session):
    first = add_patient(session, _person(nhs_number=ETHEL)).value
    with pytest.raises(PatientKnownError) as known:
        add_patient(session, _person(nhs_number=ETHEL, family_name="Other"))
    assert (known.value.reason, known.value.facts) == ("number", {"patient": first.id})
    assert find_patients(session, "").listed == 13


@pytest.mark.parametrize(
    "again",
    [
        _person(),
        _person(family_name="PRYS", given_name="máir"),
        _person(nhs_number="9990000026"),
        _person(local_number="L-8"),
    ],
)
def test_the_same_name_and_birth_may_be_the_same_person(session, again):
    first = add_patient(session, _person()).value
    with pytest.raises(PatientKnownError) as known:
        add_patient(session, again)
    assert (known.value.reason, known.value.facts) == ("maybe", {"patient": first.id})


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ({"nhs_number": ETHEL}, {"nhs_number": "9990000026"}),
        ({"local_number": "L-1"}, {"local_number": "L-2"}),
        ({}, {"date_of_birth": date(1961, 4, 6)}),
        ({}, {"given_name": "Mari"}),
    ],
)
def test_people_who_are_told_apart_are_two(session, one, other):
    first = add_patient(session, _person(**one)).value
    second = add_patient(session, _person(**other)).value
    assert first.id != second.id
    assert find_patients(session, "").listed == 14


@pytest.mark.parametrize(
    ("born", "reason"), [(date(2026, 3, 3), "future_date"), (date(1850, 1, 1), "bad_date")]
)
def test_a_birth_that_cannot_be_is_refused(session, born, reason):
    with pytest.raises(RecordInvalidError) as refused:
        add_patient(session, _person(date_of_birth=born))
    assert refused.value.reason == reason
    assert add_patient(session, _person(date_of_birth=session.today())).value.id


def test_a_record_is_opened_with_its_consents_in_one_entry(working):
    session = working.sign_in(CLARE)
    with session.vault:
        newest = record_consent(session, ETHEL, agreed()).value
        record = open_record(session, ETHEL)
        assert record.patient.family_name == "Canary"
        assert record.images == ()
        assert record.consents[0].id == newest.id
        assert len(record.consents) == 2
        with pytest.raises(UnknownRecordError):
            open_record(session, "p-none")
    session = working.sign_in(MONA)
    with session.vault:
        opened = [line for line in read_audit(session) if line.act == "open_record"]
    assert [(line.subject, line.body) for line in opened] == [
        (record.patient.id, {"images": 0, "consents": 2})
    ]


def test_numbers_that_look_alike_count_where_a_number_was_typed(staffed):
    """Whoever looks for a name sees that another name is another person."""
    session = staffed.sign_in(RHYS)
    with session.vault:
        one = add_patient(session, _person(nhs_number=ETHEL)).value
        other = {"family_name": "Okonkwo", "date_of_birth": date(1979, 9, 30)}
        add_patient(session, _person(nhs_number="9990000026", **other))
        assert find_patients(session, "999 000 0018").similar == {one.id}
        assert len(find_patients(session, "999").similar) == 2
        assert find_patients(session, "prys").similar == frozenset()
