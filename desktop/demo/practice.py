"""The people of the demonstration: all invented.

NHS numbers are of the range 999 000 0000 to 999 999 9999, which is kept for tests and never issued;
the last digit is computed.
"""

import csv
import io
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Final

from desktop.records import nhs_number
from desktop.records.patient import Gender
from desktop.records.role import Role

PRACTICE_NAME: Final = "Meddygfa Cwm Derw / Cwm Derw Surgery"
HEADER: Final = (
    "nhs_number",
    "family_name",
    "given_name",
    "title",
    "date_of_birth",
    "gender",
)


def numbered(stem: str) -> str:
    """Return nine digits of the test range with their check digit.

    Raises:
        ValueError: If they are not of the test range, or no valid number begins so.
    """
    check = nhs_number.check_digit(stem) if len(stem) == nhs_number.LENGTH - 1 else None
    if check is None or not nhs_number.is_never_issued(stem):
        raise ValueError("stem")
    return f"{stem}{check}"


@dataclass(frozen=True, slots=True, kw_only=True)
class DemoPatient:
    """An invented patient; attributes as the columns of the patient list."""

    nhs_number: str
    family_name: str
    given_name: str
    title: str
    date_of_birth: date
    gender: Gender

    def row(self) -> tuple[str, ...]:
        """Return the patient's line of the list, in the order of ``HEADER``."""
        return (
            self.nhs_number,
            self.family_name,
            self.given_name,
            self.title,
            self.date_of_birth.isoformat(),
            self.gender.value,
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class DemoStaff:
    """A member of staff of the demonstration.

    Attributes:
        sign_in: Name to sign in with.
        full_name: As others know them.
        role: What they may do.
        passphrase: Four words; public, for the demonstration only.
    """

    sign_in: str
    full_name: str
    role: Role
    passphrase: str


def _patient(stem: str, name: str, title: str, born: str, gender: str) -> DemoPatient:
    family, given = name.split(", ")
    return DemoPatient(
        nhs_number=numbered(stem),
        family_name=family,
        given_name=given,
        title=title,
        date_of_birth=date.fromisoformat(born),
        gender=Gender(gender),
    )


PATIENTS: Final = (
    _patient("999128765", "Rees, Eirlys", "Mrs", "1945-07-14", "female"),
    _patient("999128773", "Rees, Eirys", "Mrs", "1954-07-14", "female"),
    _patient("999204118", "Griffiths, Gwilym Emrys", "Mr", "1921-02-28", "male"),
    _patient("999310042", "Llywelyn-Hughes, Angharad", "Dr", "1988-11-03", "female"),
    _patient("999310050", "Morgan, Macsen", "Master", "2019-05-21", "male"),
    _patient("999415233", "Okonkwo, Adaeze", "Ms", "1979-09-30", "female"),
    _patient("999415241", "Begum, Shahida", "Mrs", "1966-01-17", "female"),
    _patient("999520318", "ap Rhys, Ieuan", "Mr", "1972-04-09", "male"),
    _patient("999520327", "Ó Briain, Seán", "Mr", "1990-12-12", "male"),
    _patient("999633401", "Parry, Elen", "Mrs", "1958-02-11", "female"),
    _patient("999747552", "Bowen, Nia Haf", "Miss", "2003-08-06", "female"),
    _patient("999858661", "Price, Sam", "Mx", "1997-03-25", "indeterminate"),
)
"""Eirlys and Eirys Rees differ by two letters and two digits: the wrong-patient guard's work."""

STAFF: Final = (
    DemoStaff(
        sign_in="lowri",
        full_name="Lowri Pugh",
        role=Role.RECEPTIONIST,
        passphrase="kettle meadow harbour slate",  # noqa: S106 - public by design
    ),
    DemoStaff(
        sign_in="cerys",
        full_name="Cerys Morgan",
        role=Role.NURSE,
        passphrase="lantern copper thistle bridge",  # noqa: S106 - public by design
    ),
    DemoStaff(
        sign_in="dafydd",
        full_name="Dr Dafydd Hughes",
        role=Role.CLINICIAN,
        passphrase="orchard pebble winter compass",  # noqa: S106 - public by design
    ),
    DemoStaff(
        sign_in="megan",
        full_name="Megan Vaughan",
        role=Role.MANAGER,
        passphrase="heron ladder saffron quarry",  # noqa: S106 - public by design
    ),
)


def _csv(rows: Sequence[Sequence[str]]) -> bytes:
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\r\n")
    writer.writerow(HEADER)
    writer.writerows(rows)
    return text.getvalue().encode("utf-8")


def patient_csv() -> bytes:
    """Return the patient list as a practice system exports it: CSV, UTF-8."""
    return _csv([patient.row() for patient in PATIENTS])


def patient_csv_with_mistakes() -> bytes:
    """Return the list with one wrong row: the check digit of its last patient is off by one."""
    rows = [list(patient.row()) for patient in PATIENTS]
    number = rows[-1][0]
    rows[-1][0] = f"{number[:9]}{(int(number[9]) + 1) % 10}"
    return _csv(rows)
