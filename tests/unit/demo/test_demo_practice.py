"""The invented people: right numbers, right list, a user for each role."""

import hashlib
from datetime import date

import pytest

from desktop.assets import resource
from desktop.demo import practice
from desktop.records.nhs_number import is_never_issued, parse
from desktop.records.patient import Fault
from desktop.records.patient_list import read_patient_list
from desktop.records.role import Role

TODAY = date(2026, 11, 22)


def test_every_number_is_valid_of_the_test_range_and_used_once() -> None:
    numbers = [patient.nhs_number for patient in practice.PATIENTS]
    assert len(set(numbers)) == len(numbers) == 12
    for number in numbers:
        assert parse(number) == number
        assert is_never_issued(number)


def test_a_stem_without_check_digit_is_refused() -> None:
    for stem in ("999204117", "12345678", "943476591"):
        with pytest.raises(ValueError, match="stem"):
            practice.numbered(stem)


def test_the_list_is_read_whole() -> None:
    read = read_patient_list(practice.patient_csv(), today=TODAY)
    assert read.problems == ()
    assert [row.nhs_number for row in read.rows] == [p.nhs_number for p in practice.PATIENTS]
    assert [row.gender for row in read.rows] == [p.gender for p in practice.PATIENTS]
    assert [row.given_name for row in read.rows] == [p.given_name for p in practice.PATIENTS]
    first_line = practice.patient_csv().partition(b"\r\n")[0]
    assert first_line == b"nhs_number,family_name,given_name,title,date_of_birth,gender"


def test_the_wrong_list_has_one_wrong_row() -> None:
    read = read_patient_list(practice.patient_csv_with_mistakes(), today=TODAY)
    assert len(read.rows) == 11
    assert [(p.line, p.column, p.reason) for p in read.problems] == [
        (13, "nhs_number", Fault.CHECK_DIGIT)
    ]


def test_two_patients_are_easily_confused() -> None:
    first, second = practice.PATIENTS[:2]
    assert first.family_name == second.family_name
    assert first.given_name[:3] == second.given_name[:3]
    assert first.given_name != second.given_name
    assert first.nhs_number[:7] == second.nhs_number[:7]


def test_there_is_a_child_and_a_centenarian() -> None:
    ages = [TODAY.year - patient.date_of_birth.year for patient in practice.PATIENTS]
    assert min(ages) < 10
    assert max(ages) > 100


def test_each_role_has_one_person() -> None:
    roles = [person.role for person in practice.STAFF]
    assert sorted(role.value for role in roles) == sorted(
        role.value for role in Role if role is not Role.RECOVERY
    )
    assert len({person.sign_in for person in practice.STAFF}) == len(practice.STAFF)
    for person in practice.STAFF:
        assert len(person.passphrase.split()) == 4


def test_the_portrait_is_the_file_of_the_licence_list() -> None:
    digest = hashlib.sha256(resource("demo", "portrait.png").read_bytes()).hexdigest()
    assert digest in resource("demo", "LICENCES.md").read_text("utf-8")
