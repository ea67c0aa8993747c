"""Properties of the records: what holds for every value, not only for examples."""

from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from desktop.errors import GateOpenError, NhsNumberInvalidError
from desktop.ids import ConsentId, PatientId, UserId
from desktop.records import consent_json, nhs_number
from desktop.records.consent import (
    BEYOND_CARE,
    Capacity,
    Consent,
    ExplanationPoint,
    How,
    Use,
    covers,
    withdraw,
)
from desktop.records.dates import show_date
from desktop.records.gate import Decision, Feature, Gate, Verdict, check_gate
from desktop.records.patient import Patient
from desktop.records.patient_list import Fault, read_patient_list
from desktop.records.search import fold, matches, name_index, parse_search

TODAY = date(2026, 11, 22)
NINE_DIGITS = st.text(alphabet="0123456789", min_size=9, max_size=9)
BIRTHS = st.dates(min_value=date(1900, 1, 1), max_value=TODAY)
NAMES = st.text(
    alphabet=st.characters(categories=("Lu", "Ll")) | st.sampled_from("'- "),
    min_size=1,
    max_size=30,
).filter(lambda name: bool(fold(name)) and name == name.strip(" '-"))
TYPED = st.text(max_size=60)


@st.composite
def consents(draw: st.DrawFn) -> Consent:
    given_at = draw(
        st.datetimes(
            min_value=datetime(2020, 1, 1),
            max_value=datetime(2030, 1, 1),
            timezones=st.just(UTC),
        )
    )
    uses = draw(st.frozensets(st.sampled_from(Use), min_size=1))
    begins = given_at.date() + timedelta(days=draw(st.integers(0, 30)))
    lasts = draw(st.none() | st.integers(0, 1000))
    return Consent(
        id=ConsentId("c-1"),
        patient_id=PatientId("p-1"),
        given_at=given_at,
        recorded_by=UserId("u-1"),
        how=draw(st.sampled_from([How.VERBAL, How.WRITTEN])),
        capacity=Capacity.PATIENT,
        explained=frozenset(ExplanationPoint),
        uses=uses,
        basis="explicit_consent" if uses & BEYOND_CARE else "care",
        text_version="2026-11",
        valid_from=begins,
        valid_until=None if lasts is None else begins + timedelta(days=lasts),
    )


@given(nine=NINE_DIGITS, place=st.integers(0, 9), change=st.integers(1, 9))
def test_one_wrong_digit_is_always_noticed(nine: str, place: int, change: int) -> None:
    check = nhs_number.check_digit(nine)
    if check is None:
        return
    number = f"{nine}{check}"
    wrong = f"{number[:place]}{(int(number[place]) + change) % 10}{number[place + 1 :]}"
    assert number == "0" * 10 or nhs_number.parse(nhs_number.show(number)) == number
    with pytest.raises(NhsNumberInvalidError) as noticed:
        nhs_number.parse(wrong)
    assert noticed.value.reason in {"check_digit", "placeholder"}


@given(text=TYPED)
def test_an_nhs_number_is_ten_digits_or_refused(text: str) -> None:
    try:
        digits = nhs_number.parse(text)
    except NhsNumberInvalidError:
        return
    assert len(digits) == 10
    assert digits.isascii()
    assert digits.isdecimal()


@given(data=st.binary(max_size=400))
def test_a_patient_list_of_any_bytes_is_refused_or_read(data: bytes) -> None:
    header = b"nhs_number,family_name,given_name,title,date_of_birth,gender\n"
    text = (header + data).decode("utf-8", errors="ignore").replace("\0", "")
    found = read_patient_list(text.encode(), today=TODAY)
    lines = {row.line for row in found.rows} | {problem.line for problem in found.problems}
    content = text.replace("\r\n", "\n").replace("\r", "\n").split("\n")
    assert lines == {
        number for number, line in enumerate(content, 1) if number > 1 and line.strip(" ,;\t")
    }


@given(family=NAMES, given_name=NAMES, born=BIRTHS)
def test_a_row_of_a_list_is_kept_or_named(family: str, given_name: str, born: date) -> None:
    row = f"9990000018,{family},{given_name},,{born.isoformat()},f"
    data = f"nhs_number,family_name,given_name,title,date_of_birth,gender\n{row}\n".encode()
    found = read_patient_list(data, today=TODAY)
    assert len(found.rows) == 1 or {problem.reason for problem in found.problems} <= set(Fault)
    if found.rows:
        assert found.rows[0].date_of_birth == born


@given(text=TYPED)
def test_any_search_text_is_understood_or_said_not_to_be(text: str) -> None:
    search = parse_search(text, today=TODAY)
    assert all(word == fold(word) for word in search.name_words)
    assert search.nhs_digits == "" or search.nhs_digits.isdecimal()


@given(text=TYPED)
def test_folding_twice_is_folding_once(text: str) -> None:
    assert fold(fold(text)) == fold(text)


@given(family=NAMES, given_name=NAMES, born=BIRTHS)
def test_everybody_is_found_by_name_and_by_date_of_birth(
    family: str, given_name: str, born: date
) -> None:
    index = name_index(family, given_name)
    patient = Patient(
        id=PatientId("p-1"),
        nhs_number="9990000018",
        family_name="Smith",
        date_of_birth=born,
    )
    for typed in (f"{family} {given_name}", f"{fold(given_name)} {family}", show_date(born)):
        search = parse_search(typed, today=TODAY)
        assert matches(search, index=index, nhs_digits=patient.nhs_number, born=born)


@given(consent=consents())
def test_a_consent_survives_its_json(consent: Consent) -> None:
    assert consent_json.from_json(consent_json.to_json(consent)) == consent


@given(consent=consents(), use=st.sampled_from(Use), after=st.integers(-40, 1100))
def test_a_consent_covers_only_its_uses_and_days(consent: Consent, use: Use, after: int) -> None:
    on = consent.given_at.date() + timedelta(days=after)
    ends = consent.valid_until or date.max
    assert covers(consent, use, on) == (use in consent.uses and consent.valid_from <= on <= ends)


@given(consent=consents(), use=st.sampled_from(Use), days=st.integers(0, 500))
def test_a_withdrawn_consent_never_covers_again(consent: Consent, use: Use, days: int) -> None:
    withdrawn = withdraw(consent, consent.given_at + timedelta(days=days))
    assert not covers(withdrawn, use, consent.given_at.date() + timedelta(days=days))
    assert not covers(withdrawn, use, date.max)


DECISIONS = st.builds(
    Decision, verdict=st.sampled_from(Verdict), reason=st.sampled_from(["", " ", "clinical"])
)


@given(
    decisions=st.dictionaries(st.sampled_from(Feature), DECISIONS),
    region_count=st.integers(0, 3),
    faces_left_sure=st.integers(0, 2),
)
def test_the_gate_opens_only_for_decisions_that_fit_the_picture(
    decisions: dict[Feature, Decision], region_count: int, faces_left_sure: int
) -> None:
    def fits(feature: Feature) -> bool:
        decision = decisions.get(feature)
        if decision is None:
            return False
        if decision.verdict is Verdict.NEEDED:
            return bool(decision.reason.strip())
        seen = feature is Feature.FACE and faces_left_sure > 0
        covered = decision.verdict is Verdict.ABSENT or region_count > 0
        return covered and not seen

    gate = Gate(decisions=decisions)
    try:
        check_gate(gate, region_count=region_count, faces_left_sure=faces_left_sure)
        passed = True
    except GateOpenError:
        passed = False
    assert passed == all(fits(feature) for feature in Feature)
