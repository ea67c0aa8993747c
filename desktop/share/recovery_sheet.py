"""A recovery sheet as a page of A4: English and Welsh, the groups to type, and a square to scan.

Whoever is given the page has what stands on it; who may have it was decided before.
"""

from collections.abc import Mapping
from typing import Final

from desktop.records.dates import show_date
from desktop.records.paper import A4_WIDTH, Paper
from desktop.records.recovery import RecoverySheet
from desktop.share.paper import (
    EDGE,
    INK,
    INSIDE,
    LINE,
    ON_NAVY,
    SOFT,
    TINT,
    Page,
    fitting,
    width_of,
)
from desktop.wording import Language, table

_BOX_TOP: Final = 172.0
_BOX_HEIGHT: Final = 168.0
_CODE: Final = 132.0
"""Side of the QR code: 4.6 cm."""
_ROW: Final = 4
"""Groups in a row."""
_COLUMN_GAP: Final = 24.0
_COLUMN: Final = (INSIDE - _COLUMN_GAP) / 2
_SIGN_TOP: Final = 744.0
_FACTS_AT: Final = (0.0, 262.0, 400.0)
_TITLES: Final = (22.0, 18.0, 15.0, 12.0, 9.5, 7.5)
_HOLDERS: Final = (10.5, 9.0, 7.5, 6.0, 5.0)


def _words() -> Mapping[Language, Mapping[str, str]]:
    both = table("sheet")["page"]
    return {language: both[language.value] for language in Language}


def draw_sheet(sheet: RecoverySheet) -> Paper:
    """Return the page of one sheet."""
    words = _words()
    english, welsh = words[Language.EN], words[Language.CY]
    facts = {"index": sheet.index, "shares": sheet.plan.shares}
    page = Page(f"{english['job'].format(**facts)} · {welsh['job'].format(**facts)}")
    page.head("Diogel", f"{english['name']} · {welsh['name']}")
    _title(page, sheet, words)
    _key_box(page, sheet, words)
    for at, language in enumerate(Language):
        _explain(page, words[language], sheet, x=EDGE + at * (_COLUMN + _COLUMN_GAP))
    _sign(page, sheet, words)
    page.foot(english["printed"], welsh["printed"])
    return page.done()


def _title(page: Page, sheet: RecoverySheet, words: Mapping[Language, Mapping[str, str]]) -> None:
    size = fitting(sheet.practice, _TITLES, width=INSIDE, face="Bold")
    page.line(EDGE, 90, sheet.practice, size=size, face="Bold")
    for at, language in enumerate(Language):
        own = words[language]
        number = own["number"].format(index=sheet.index, shares=sheet.plan.shares)
        needed = own[f"needed_{sheet.plan.threshold}"]
        y = 110 + at * 16
        page.line(EDGE, y, number, size=11, face="SemiBold")
        after = EDGE + width_of(number, size=11, face="SemiBold") + 6
        page.line(after, y, f"· {needed}", size=11, ink=SOFT)
    _facts(page, sheet, words)


def _facts(page: Page, sheet: RecoverySheet, words: Mapping[Language, Mapping[str, str]]) -> None:
    english, welsh = words[Language.EN], words[Language.CY]
    facts = [
        (f"{english['vault']} · {welsh['vault']}", sheet.vault_id),
        (f"{english['made']} · {welsh['made']}", show_date(sheet.made_on)),
    ]
    if sheet.plan.threshold > 1:
        facts.append((f"{english['set']} · {welsh['set']}", sheet.key[1:4]))
    for x, (name, value) in zip(_FACTS_AT, facts, strict=False):
        page.line(EDGE + x, 146, name, size=7.5, ink=SOFT)
        page.line(EDGE + x, 159, value, size=9.5, face="Medium")


def _key_box(page: Page, sheet: RecoverySheet, words: Mapping[Language, Mapping[str, str]]) -> None:
    page.box(EDGE, _BOX_TOP, INSIDE, _BOX_HEIGHT, fill=TINT, line=LINE)
    groups = sheet.key.split("-")
    room = INSIDE - _CODE - 40
    for at, group in enumerate(groups):
        x = EDGE + 20 + (at % _ROW) * room / _ROW
        y = _BOX_TOP + 28 + (at // _ROW) * 52
        page.line(x, y, str(at + 1), size=7.5, ink=SOFT)
        page.line(x, y + 23, group, size=20, face="SemiBold", spacing=1.6)
    for at, language in enumerate(Language):
        y = _BOX_TOP + 134 + at * 11
        page.line(EDGE + 20, y, words[language]["letters"], size=8, ink=SOFT)
    left = A4_WIDTH - EDGE - _CODE - 18
    top = _BOX_TOP + (_BOX_HEIGHT - _CODE) / 2
    page.box(left - 10, top - 10, _CODE + 20, _CODE + 20, fill=ON_NAVY, line=LINE)
    page.squares(left, top, _CODE, sheet.key)


def _explain(page: Page, own: Mapping[str, str], sheet: RecoverySheet, *, x: float) -> None:
    needed = sheet.plan.threshold
    y = _BOX_TOP + _BOX_HEIGHT + 28
    for part in ("for", "keep", "cannot", "lost", "use"):
        said = own.get(f"{part}_{needed}", own.get(part, ""))
        y = page.block(x, y, own[f"{part}_h"], width=_COLUMN, size=10, face="SemiBold", ink=INK)
        y = page.block(x, y + 0.5, said, width=_COLUMN, size=9, ink=SOFT) + 7


def _sign(page: Page, sheet: RecoverySheet, words: Mapping[Language, Mapping[str, str]]) -> None:
    english, welsh = words[Language.EN], words[Language.CY]
    wide = (INSIDE - 2 * _COLUMN_GAP) / 3
    for at, name in enumerate(("holder", "signature", "day")):
        x = EDGE + at * (wide + _COLUMN_GAP)
        page.line(x, _SIGN_TOP, f"{english[name]} · {welsh[name]}", size=7.5, ink=SOFT)
        page.box(x, _SIGN_TOP + 34, wide, 0, line=SOFT)
    if sheet.holder:
        size = fitting(sheet.holder, _HOLDERS, width=wide, face="Medium")
        page.line(EDGE, _SIGN_TOP + 29, sheet.holder, size=size, face="Medium")
