"""The certificate of a drill as a page of A4, in English and Welsh, without a word about a patient.

The page says what the signed file says; only the file can be checked.
"""

from collections.abc import Mapping
from datetime import datetime
from typing import Final

from desktop.records.dates import show_date
from desktop.records.paper import Paper
from desktop.records.safekeeping import DrillCertificate, DrillResult
from desktop.share.paper import (
    EDGE,
    INSIDE,
    LINE,
    ON_NAVY,
    SOFT,
    TINT,
    Page,
    fitting,
)
from desktop.wording import Language, table

_INKS: Final = {
    DrillResult.PASSED: "#1D6B3A",
    DrillResult.PARTLY: "#8A5A00",
    DrillResult.FAILED: "#A3231F",
}
_TITLES: Final = (22.0, 18.0, 15.0, 12.0, 9.5, 7.5)
_BOX_TOP: Final = 150.0
_BOX_HEIGHT: Final = 92.0
_ROWS_TOP: Final = 268.0
_ROW: Final = 21.0
_COLUMN_GAP: Final = 24.0
_COLUMN: Final = (INSIDE - _COLUMN_GAP) / 2
_SIGN_TOP: Final = 752.0
_HOURS: Final = 24

Words = Mapping[Language, Mapping[str, str]]


def draw_certificate(certificate: DrillCertificate) -> Paper:
    """Return the page of one certificate."""
    both = table("sheet")["drill"]
    words: Words = {language: both[language.value] for language in Language}
    page = Page(_both(words, "job"))
    page.head("Diogel", _both(words, "name"))
    size = fitting(certificate.practice, _TITLES, width=INSIDE, face="Bold")
    page.line(EDGE, 90, certificate.practice, size=size, face="Bold")
    kind = "recovery_drill" if certificate.with_recovery_key else "restore_drill"
    for at, language in enumerate(Language):
        said = words[language][kind].format(name=certificate.by_name)
        page.line(EDGE, 112 + at * 16, said, size=11, ink=SOFT)
    _result(page, certificate, words)
    _figures(page, certificate, words)
    for at, language in enumerate(Language):
        x = EDGE + at * (_COLUMN + _COLUMN_GAP)
        y = _ROWS_TOP + 11 * _ROW + 22
        for part in ("says", "not", "check"):
            own = words[language]
            y = page.block(x, y, own[f"{part}_h"], width=_COLUMN, size=10, face="SemiBold")
            y = page.block(x, y + 0.5, own[part], width=_COLUMN, size=8.5, ink=SOFT) + 6
    _sign(page, words)
    page.foot(words[Language.EN]["printed"], words[Language.CY]["printed"])
    return page.done()


def _both(words: Words, name: str) -> str:
    return " · ".join(words[language][name] for language in Language)


def _result(page: Page, certificate: DrillCertificate, words: Words) -> None:
    result = certificate.result
    page.box(EDGE, _BOX_TOP, INSIDE, _BOX_HEIGHT, fill=TINT, line=LINE)
    page.box(EDGE, _BOX_TOP, 6, _BOX_HEIGHT, fill=_INKS[result])
    said = _both(words, result.value)
    page.line(EDGE + 22, _BOX_TOP + 34, said, size=20, face="Bold", ink=_INKS[result])
    y = _BOX_TOP + 54
    for language in Language:
        means = words[language][f"{result.value}_means"]
        y = page.block(EDGE + 22, y, means, width=INSIDE - 44, size=9.5, ink=SOFT)


def _figures(page: Page, certificate: DrillCertificate, words: Words) -> None:
    days, seconds = divmod(certificate.age_s, _HOURS * 3600)
    figures = {
        "vault": certificate.vault_id,
        "backup": _moment(certificate.made_at),
        "done": _moment(certificate.done_at),
        "age": _both_of(words, "days", days=days, hours=seconds // 3600),
        "objects": str(certificate.objects),
        "chosen": str(certificate.chosen),
        "decrypted": str(certificate.decrypted),
        "locked": str(certificate.locked),
        "entries": str(certificate.entries),
        "problems": str(len(certificate.problems)),
        "program": certificate.program,
    }
    for at, (name, value) in enumerate(figures.items()):
        y = _ROWS_TOP + at * _ROW
        if at % 2 == 0:
            page.box(EDGE, y, INSIDE, _ROW, fill=ON_NAVY if at % 4 else TINT)
        page.line(EDGE + 10, y + 14, _both(words, name), size=9, ink=SOFT)
        page.line(EDGE + 290, y + 14, value, size=9, face="Medium")


def _both_of(words: Words, name: str, **facts: int) -> str:
    return " · ".join(words[language][name].format(**facts) for language in Language)


def _moment(moment: str) -> str:
    """Return a moment with the NHS's months, to the minute, in UTC."""
    when = datetime.fromisoformat(moment)
    return f"{show_date(when.date())} {when:%H:%M} UTC"


def _sign(page: Page, words: Words) -> None:
    wide = (INSIDE - 2 * _COLUMN_GAP) / 3
    for at, name in enumerate(("seen", "signature", "day")):
        x = EDGE + at * (wide + _COLUMN_GAP)
        page.line(x, _SIGN_TOP, _both(words, name), size=7.5, ink=SOFT)
        page.box(x, _SIGN_TOP + 30, wide, 0, line=SOFT)
