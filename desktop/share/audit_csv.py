"""The audit trail as a table for a spreadsheet.

A cell that begins like a formula would be run by a spreadsheet: a reason may be typed by anybody,
so such a cell gets an apostrophe in front. Source: OWASP, "CSV Injection".
"""

import csv
import io
import json
from collections.abc import Iterable
from typing import Final

from desktop.records.audit_line import AuditLine
from desktop.wording import Language, has_text, text

_RUN_BY_A_SPREADSHEET: Final = ("=", "+", "-", "@", "\t", "\r", "\n", "\uff1d", "\uff0b", "\uff0d")
_COLUMNS: Final = ("number", "when", "who", "user_id", "act", "words", "subject", "reason", "body")
_MARK: Final = "\ufeff"
"""Tells spreadsheets that this is UTF-8."""


def audit_csv(lines: Iterable[AuditLine], language: Language) -> bytes:
    """Return entries as CSV: one line each under a line of column names, every cell quoted."""
    out = io.StringIO(newline="")
    writer = csv.writer(out, quoting=csv.QUOTE_ALL, lineterminator="\r\n")
    writer.writerow(text(f"audit_csv.{name}", language) for name in _COLUMNS)
    for line in lines:
        writer.writerow(harmless(cell) for cell in _cells(line, language))
    return (_MARK + out.getvalue()).encode()


def harmless(cell: str) -> str:
    """Return a cell that no spreadsheet takes for a formula, also behind blanks."""
    if cell.lstrip(" ").startswith(_RUN_BY_A_SPREADSHEET):
        return "'" + cell
    return cell


def _cells(line: AuditLine, language: Language) -> tuple[str, ...]:
    key = f"did.{line.act}"
    reason = line.body.get("reason", "")
    return (
        str(line.seq),
        line.at,
        line.name,
        line.user,
        line.act,
        text(key, language) if has_text(key) else line.act,
        line.subject,
        reason if isinstance(reason, str) else "",
        json.dumps(line.body, ensure_ascii=False, sort_keys=True),
    )
