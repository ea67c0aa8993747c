"""The patient list: a CSV file from the practice's clinical system, read row by row.

Good rows are kept; what is wrong with the others is said by line, column and code, never by value,
so that the report may be shown, stored and sent to the supplier. Nothing in a cell is evaluated,
and a text that a spreadsheet would run as a formula is a fault.

A line is a row: a quoted cell may not run over a line end, because one forgotten quotation mark
would otherwise swallow every patient that follows.
"""

import csv
import re
from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from types import MappingProxyType
from typing import Final

from desktop.errors import PatientListInvalidError
from desktop.ids import PatientId
from desktop.records import nhs_number
from desktop.records.patient import (
    LONGEST,
    Demographics,
    Fault,
    Gender,
    Patient,
    birth_fault,
    number_fault,
    text_fault,
)
from desktop.records.plain_text import tidy
from desktop.records.search import fold
from desktop.wording import Language

REQUIRED: Final = ("nhs_number", "family_name", "given_name", "date_of_birth", "gender")
OPTIONAL: Final = ("title", "local_number", "preferred_language")
MOST_BYTES: Final = 100 * 1024 * 1024
"""Two hundred times the list of a large practice."""

_COLUMNS: Final = frozenset(REQUIRED + OPTIONAL)
_DELIMITERS: Final = (",", ";", "\t")
_SPREADSHEET_HINT: Final = re.compile("sep=.", re.IGNORECASE)
_ISO_DATE: Final = re.compile("[0-9]{4}-[0-9]{2}-[0-9]{2}")
_NO_NAMES: Final[Mapping[str, str]] = MappingProxyType({})
_GENDERS: Final[Mapping[str, Gender]] = {
    "": Gender.NOT_KNOWN,
    "female": Gender.FEMALE,
    "f": Gender.FEMALE,
    "2": Gender.FEMALE,
    "male": Gender.MALE,
    "m": Gender.MALE,
    "1": Gender.MALE,
    "indeterminate": Gender.INDETERMINATE,
    "other": Gender.INDETERMINATE,
    "i": Gender.INDETERMINATE,
    "9": Gender.INDETERMINATE,
    "not known": Gender.NOT_KNOWN,
    "not_known": Gender.NOT_KNOWN,
    "not specified": Gender.NOT_KNOWN,
    "unknown": Gender.NOT_KNOWN,
    "u": Gender.NOT_KNOWN,
    "x": Gender.NOT_KNOWN,
    "0": Gender.NOT_KNOWN,
}
"""Words, letters and codes that clinical systems write. Source: NHS Data Dictionary, PERSON STATED
GENDER CODE (1, 2, 9, X), and FHIR R4 AdministrativeGender."""
_LANGUAGES: Final[Mapping[str, Language | None]] = {
    "": None,
    "en": Language.EN,
    "english": Language.EN,
    "cy": Language.CY,
    "welsh": Language.CY,
    "cymraeg": Language.CY,
}


@dataclass(frozen=True, slots=True, kw_only=True)
class RowProblem:
    """One thing wrong with one row.

    Attributes:
        line: Line of the file as an editor counts it; the first is 1.
        column: Ours, as in ``date_of_birth``; empty where the whole row is meant.
        reason: A stable code, which is also its own text (``row_problem.*`` in words).
    """

    line: int
    column: str
    reason: Fault


@dataclass(frozen=True, slots=True, kw_only=True)
class PatientRow(Demographics):
    """A good row.

    Attributes:
        line: Line of the file as an editor counts it.
    """

    line: int

    def patient(self, patient_id: PatientId) -> Patient:
        """Return the patient of this row under an identifier of ours."""
        return Patient(
            id=patient_id,
            nhs_number=self.nhs_number,
            local_number=self.local_number,
            family_name=self.family_name,
            given_name=self.given_name,
            title=self.title,
            date_of_birth=self.date_of_birth,
            gender=self.gender,
            preferred_language=self.preferred_language,
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class _Layout:
    """How the lines of one file are read.

    Attributes:
        delimiter: Between two cells.
        width: Cells of a row.
        places: At which place of a row each of our columns stands.
    """

    delimiter: str
    width: int
    places: Mapping[str, int]


@dataclass(frozen=True, slots=True, kw_only=True)
class PatientList:
    """A list as read: every row with content is in ``rows`` or named in ``problems``.

    Attributes:
        rows: The good rows, in the order of the file.
        problems: What is wrong with the others, by line.
    """

    rows: tuple[PatientRow, ...]
    problems: tuple[RowProblem, ...]


def read_patient_list(
    untrusted: bytes, *, today: date, columns: Mapping[str, str] = _NO_NAMES
) -> PatientList:
    """Read a patient list.

    Args:
        untrusted: The file: UTF-8 with or without byte order mark, UTF-16 with one, or Windows
            code page 1252; separated by commas, semicolons or tabs; with a header.
        today: No date of birth lies after it.
        columns: Other headers and what they are to us, as in ``{"NHS No": "nhs_number"}``.

    Raises:
        PatientListInvalidError: ``too_large``, ``encoding``, ``empty``, ``mapping`` (a column we
            do not have), ``columns_missing`` or ``columns_twice`` (the fact ``columns`` names
            ours).
    """
    numbered = _numbered_lines(_decode(untrusted))
    _, header = next(numbered, (0, ""))
    if not header:
        raise PatientListInvalidError("empty")
    layout = _layout(header, columns)
    rows: list[PatientRow] = []
    problems: list[RowProblem] = []
    for line, content in numbered:
        row = _read_line(content, layout, line, today)
        if isinstance(row, PatientRow):
            rows.append(row)
        else:
            problems.extend(row)
    kept, duplicates = _without_duplicates(rows)
    return PatientList(
        rows=kept,
        problems=tuple(sorted([*problems, *duplicates], key=lambda problem: problem.line)),
    )


def _decode(untrusted: bytes) -> str:
    if len(untrusted) > MOST_BYTES:
        raise PatientListInvalidError("too_large")
    encodings: tuple[str, ...] = ("utf-8-sig", "cp1252")
    if untrusted.startswith((b"\xff\xfe", b"\xfe\xff")):
        encodings = ("utf-16",)
    for encoding in encodings:
        try:
            text = untrusted.decode(encoding)
        except UnicodeDecodeError:
            continue
        if "\0" not in text:
            return text
    raise PatientListInvalidError("encoding")


def _numbered_lines(text: str) -> Iterator[tuple[int, str]]:
    """Yield the lines with content and their numbers, without a spreadsheet's ``sep=`` line."""
    lines = text.replace("\r\n", "\n").replace("\r", "\n").split("\n")
    for number, line in enumerate(lines, start=1):
        if line.strip(" ,;\t") and not (number == 1 and _SPREADSHEET_HINT.fullmatch(line)):
            yield number, line


def _cells(line: str, delimiter: str) -> list[str] | None:
    """Return the cells of a line, or None where its quotation marks do not match."""
    try:
        return next(csv.reader([line], delimiter=delimiter, strict=True))
    except csv.Error:
        return None


def _layout(header: str, columns: Mapping[str, str]) -> _Layout:
    """Return how the lines under ``header`` are read."""
    if not _COLUMNS.issuperset(columns.values()):
        raise PatientListInvalidError("mapping")
    delimiter = max(_DELIMITERS, key=header.count)
    named = {_header_name(theirs): ours for theirs, ours in columns.items()}
    theirs = [_header_name(cell) for cell in _cells(header, delimiter) or ()]
    ours = [named.get(name, name) for name in theirs]
    twice = sorted(name for name, times in Counter(ours).items() if times > 1 and name in _COLUMNS)
    if twice:
        raise PatientListInvalidError("columns_twice", columns=", ".join(twice))
    missing = [name for name in REQUIRED if name not in ours]
    if missing:
        raise PatientListInvalidError("columns_missing", columns=", ".join(missing))
    return _Layout(
        delimiter=delimiter,
        width=len(ours),
        places={name: place for place, name in enumerate(ours) if name in _COLUMNS},
    )


def _header_name(cell: str) -> str:
    return tidy(cell).casefold().replace(" ", "_")


def _read_line(
    content: str, layout: _Layout, line: int, today: date
) -> PatientRow | list[RowProblem]:
    cells = _cells(content, layout.delimiter)
    if cells is None:
        return [RowProblem(line=line, column="", reason=Fault.QUOTES)]
    if len(cells) < layout.width or any(cell.strip() for cell in cells[layout.width :]):
        return [RowProblem(line=line, column="", reason=Fault.CELLS)]
    values = {name: tidy(cells[place]) for name, place in layout.places.items()}
    faults = _faults(values, today)
    if faults:
        return [
            RowProblem(line=line, column=column, reason=fault) for column, fault in faults.items()
        ]
    return _row(values, line)


def _faults(values: Mapping[str, str], today: date) -> dict[str, Fault]:
    """Return what is wrong with a row, by column. An empty given name is a fault in a list."""
    found = {
        "nhs_number": number_fault(values["nhs_number"]),
        "date_of_birth": _date_fault(values["date_of_birth"], today),
        **{name: text_fault(name, values.get(name, "")) for name in LONGEST},
    }
    if not values["given_name"]:
        found["given_name"] = Fault.MISSING
    if values["gender"].casefold() not in _GENDERS:
        found["gender"] = Fault.UNKNOWN_GENDER
    if values.get("preferred_language", "").casefold() not in _LANGUAGES:
        found["preferred_language"] = Fault.UNKNOWN_LANGUAGE
    return {column: fault for column, fault in found.items() if fault is not None}


def _date_fault(value: str, today: date) -> Fault | None:
    if not value:
        return Fault.MISSING
    if not _ISO_DATE.fullmatch(value):
        return Fault.BAD_DATE
    try:
        born = date.fromisoformat(value)
    except ValueError:
        return Fault.BAD_DATE
    return birth_fault(born, today=today)


def _row(values: Mapping[str, str], line: int) -> PatientRow:
    return PatientRow(
        line=line,
        nhs_number=nhs_number.without_separators(values["nhs_number"]),
        local_number=values.get("local_number", ""),
        family_name=values["family_name"],
        given_name=values["given_name"],
        title=values.get("title", ""),
        date_of_birth=date.fromisoformat(values["date_of_birth"]),
        gender=_GENDERS[values["gender"].casefold()],
        preferred_language=_LANGUAGES[values.get("preferred_language", "").casefold()],
    )


def _without_duplicates(
    rows: list[PatientRow],
) -> tuple[tuple[PatientRow, ...], list[RowProblem]]:
    """Keep one row a person, and none of those who share a number.

    The same person twice (same names and date of birth): the first row is kept. Two people under
    one number: whose it is cannot be known here, so neither is kept; a number that finds the wrong
    person is worse than one that finds nobody (GUIDANCE R-82).
    """
    problems: dict[int, RowProblem] = {}
    for column in ("nhs_number", "local_number"):
        sharing: dict[str, list[PatientRow]] = {}
        for row in rows:
            sharing.setdefault(getattr(row, column), []).append(row)
        sharing.pop("", None)
        for same in sharing.values():
            one_person = len(same) == 1 or len(set(map(_person, same))) == 1
            for row in same[1 if one_person else 0 :]:
                problem = RowProblem(line=row.line, column=column, reason=Fault.DUPLICATE_NUMBER)
                problems.setdefault(row.line, problem)
    return tuple(row for row in rows if row.line not in problems), list(problems.values())


def _person(row: PatientRow) -> tuple[str, str, date]:
    return fold(row.family_name), fold(row.given_name), row.date_of_birth
