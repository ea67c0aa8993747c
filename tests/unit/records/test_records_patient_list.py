"""The patient list: good rows are kept, bad ones are named by line, column and code."""

from datetime import date

import pytest

from desktop.errors import PatientListInvalidError
from desktop.ids import PatientId
from desktop.records.patient import Fault, Gender
from desktop.records.patient_list import PatientList, read_patient_list
from desktop.wording import Language

TODAY = date(2026, 11, 22)
HEADER = "nhs_number,family_name,given_name,title,date_of_birth,gender"
GOOD = "999 000 0018,Smith,Siân,Mrs,1945-07-14,female"


def read(*rows: str, header: str = HEADER, **options: object) -> PatientList:
    data = "\r\n".join([header, *rows, ""]).encode()
    return read_patient_list(data, today=TODAY, **options)  # type: ignore[arg-type] # shorthand


def problems(found: PatientList) -> list[tuple[int, str, str]]:
    return [(problem.line, problem.column, problem.reason.value) for problem in found.problems]


def test_a_good_row_becomes_a_patient() -> None:
    found = read(GOOD)
    assert found.problems == ()
    patient = found.rows[0].patient(PatientId("p-1"))
    assert patient.display_name() == "SMITH, Siân (Mrs)"
    assert patient.nhs_number == "9990000018"
    assert patient.date_of_birth == date(1945, 7, 14)
    assert patient.gender is Gender.FEMALE
    assert found.rows[0].line == 2


@pytest.mark.parametrize(
    ("row", "column", "reason"),
    [
        ("9990000018,,Sian,Mrs,1945-07-14,female", "family_name", Fault.MISSING),
        ("9990000018,Smith,,Mrs,1945-07-14,female", "given_name", Fault.MISSING),
        ("9990000018,Smith,Sian,Mrs,,female", "date_of_birth", Fault.MISSING),
        ("9990000018,Smith,Sian,Mrs,14/07/1945,female", "date_of_birth", Fault.BAD_DATE),
        ("9990000018,Smith,Sian,Mrs,1945-02-30,female", "date_of_birth", Fault.BAD_DATE),
        ("9990000018,Smith,Sian,Mrs,19450714,female", "date_of_birth", Fault.BAD_DATE),
        ("9990000018,Smith,Sian,Mrs,1845-07-14,female", "date_of_birth", Fault.BAD_DATE),
        ("9990000018,Smith,Sian,Mrs,2026-11-23,female", "date_of_birth", Fault.FUTURE_DATE),
        ("9990000019,Smith,Sian,Mrs,1945-07-14,female", "nhs_number", Fault.CHECK_DIGIT),
        ("9.99E+09,Smith,Sian,Mrs,1945-07-14,female", "nhs_number", Fault.BAD_NUMBER),
        ("9990000018,Smith,Sian,Mrs,1945-07-14,banana", "gender", Fault.UNKNOWN_GENDER),
        (f"9990000018,{'S' * 300},Sian,Mrs,1945-07-14,f", "family_name", Fault.TOO_LONG),
        ("9990000018,Smith,Si\tan,Mrs,1945-07-14,f", "given_name", Fault.CONTROL_CHARACTERS),
        ("9990000018,Smith,\u202eSian,Mrs,1945-07-14,f", "given_name", Fault.CONTROL_CHARACTERS),
        ("9990000018,=1+1,Sian,Mrs,1945-07-14,female", "family_name", Fault.FORMULA),
        ("9990000018,@SUM(A1),Sian,Mrs,1945-07-14,f", "family_name", Fault.FORMULA),
        ("9990000018,Smith,Sian,Mrs,1945-07-14", "", Fault.CELLS),
        ("9990000018,Smith,Sian,Mrs,1945-07-14,female,x", "", Fault.CELLS),
        ('9990000018,"Smith,Sian,Mrs,1945-07-14,female', "", Fault.QUOTES),
        ('9990000018,"Smi"th,Sian,Mrs,1945-07-14,female', "", Fault.QUOTES),
    ],
)
def test_a_bad_row_is_named_and_the_others_are_kept(row: str, column: str, reason: Fault) -> None:
    after = "9990000026,Jones,Ann,,2001-01-02,female"
    found = read(row, after)
    assert problems(found) == [(2, column, reason.value)]
    assert [good.family_name for good in found.rows] == ["Jones"]


def test_everything_wrong_with_a_row_is_said_and_no_value_of_it() -> None:
    found = read("12,=Secretname,Sian,Mrs,soon,female")
    assert {problem.column for problem in found.problems} == {
        "nhs_number",
        "family_name",
        "date_of_birth",
    }
    assert "Secretname" not in repr(found.problems)
    assert "soon" not in repr(found.problems)


def test_one_forgotten_quotation_mark_swallows_no_other_row() -> None:
    found = read('9990000018,"Smith,Sian,,1945-07-14,f', GOOD, "9990000026,Jones,A,,2001-01-02,f")
    assert problems(found) == [(2, "", "quotes")]
    assert len(found.rows) == 2


def test_the_same_person_twice_is_kept_once() -> None:
    found = read(GOOD, "9990000018,SMITH,sian,,1945-07-14,f")
    assert [row.line for row in found.rows] == [2]
    assert problems(found) == [(3, "nhs_number", "duplicate_number")]


def test_two_people_under_one_number_are_both_left_out() -> None:
    found = read(GOOD, "9990000018,Smith,Ann,Mrs,1945-07-14,f", "9990000026,Jones,A,,2001-01-02,f")
    assert [row.family_name for row in found.rows] == ["Jones"]
    assert problems(found) == [
        (2, "nhs_number", "duplicate_number"),
        (3, "nhs_number", "duplicate_number"),
    ]


def test_two_people_without_a_number_are_both_kept() -> None:
    found = read(",Smith,Sian,,1945-07-14,f", ",Jones,Ann,,2001-01-02,f")
    assert len(found.rows) == 2
    assert found.problems == ()


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "cp1252", "utf-16"])
@pytest.mark.parametrize("delimiter", [",", ";", "\t"])
@pytest.mark.parametrize("line_end", ["\n", "\r\n", "\r"])
def test_spreadsheets_write_in_many_ways(encoding: str, delimiter: str, line_end: str) -> None:
    text = line_end.join([HEADER, GOOD, ""]).replace(",", delimiter)
    found = read_patient_list(text.encode(encoding), today=TODAY)
    assert [row.given_name for row in found.rows] == ["Siân"]


def test_lines_are_counted_as_an_editor_counts_them() -> None:
    found = read("", ",,,,,", GOOD, "1,Jones,Ann,,2001-01-02,f")
    assert found.rows[0].line == 4
    assert problems(found) == [(5, "nhs_number", "bad_number")]


def test_the_first_line_of_some_spreadsheets_is_a_hint() -> None:
    data = f"sep=,\n{HEADER}\n{GOOD}\n".encode()
    assert len(read_patient_list(data, today=TODAY).rows) == 1


def test_other_headers_are_read_through_a_mapping() -> None:
    found = read(
        "9990000018,Smith,Sian,1945-07-14,F,A-77,Cymraeg,ignored",
        header="NHS No,Surname,Given Name,DOB,Gender,Local Number,Preferred language,Telephone",
        columns={"nhs no": "nhs_number", "Surname": "family_name", "DOB": "date_of_birth"},
    )
    row = found.rows[0]
    assert (row.family_name, row.local_number, row.title) == ("Smith", "A-77", "")
    assert row.preferred_language is Language.CY


@pytest.mark.parametrize(
    ("written", "gender"),
    [
        ("Male", Gender.MALE),
        ("F", Gender.FEMALE),
        ("9", Gender.INDETERMINATE),
        ("X", Gender.NOT_KNOWN),
        ("", Gender.NOT_KNOWN),
    ],
)
def test_genders_are_read_as_systems_write_them(written: str, gender: Gender) -> None:
    assert read(f"9990000018,Smith,Sian,,1945-07-14,{written}").rows[0].gender is gender


@pytest.mark.parametrize(
    ("data", "reason", "facts"),
    [
        (b"", "empty", {}),
        (b"\r\n , ,\r\n", "empty", {}),
        (b"\x89PNG\r\n\x1a\n\x00\x00", "encoding", {}),
        (b"\xff\xfe\x00", "encoding", {}),
        (b"caf\x81", "encoding", {}),
        (b"nhs_number,family_name\n", "columns_missing", {"columns": "given_name, date_of_birth"}),
        (f"{HEADER},gender\n".encode(), "columns_twice", {"columns": "gender"}),
    ],
)
def test_a_file_that_is_no_list_is_refused(data: bytes, reason: str, facts: dict[str, str]) -> None:
    with pytest.raises(PatientListInvalidError) as refused:
        read_patient_list(data, today=TODAY)
    assert refused.value.reason == reason
    for name, value in facts.items():
        assert str(refused.value.facts[name]).startswith(value)


def test_a_mapping_to_a_column_we_do_not_have_is_refused() -> None:
    with pytest.raises(PatientListInvalidError) as refused:
        read(GOOD, columns={"NHS No": "nhs"})
    assert refused.value.reason == "mapping"
