"""Handing out the recovery sheets of a new vault: which is shown, and what was typed back. No Qt.

Holds the sheets until all of them are known to be on paper, and then forgets them.
"""

from dataclasses import replace
from typing import Final

from desktop.records.recovery import RecoverySheet

_ASKED: Final = ((2, 5), (3, 7), (4, 6), (2, 7), (3, 6))
"""Groups that are typed back, counted from 1, for each sheet in turn. Never the first, most of
which is the same on every sheet."""
_READ_AS: Final = str.maketrans({"O": "0", "I": "1", "L": "1"})


def groups_of(key: str) -> tuple[str, ...]:
    """Return what stands on a sheet in the groups that people read."""
    return tuple(key.split("-"))


def asked_of(sheet: RecoverySheet) -> tuple[int, int]:
    """Return which two groups of a sheet must be typed back, counted from 1."""
    return _ASKED[(sheet.index - 1) % len(_ASKED)]


def is_typed_back(sheet: RecoverySheet, typed: tuple[str, str]) -> bool:
    """Return whether the two groups were typed as they stand.

    Case does not matter; O reads as 0, I and L as 1, as wherever a sheet is typed in.
    """
    wanted = tuple(groups_of(sheet.key)[at - 1] for at in asked_of(sheet))
    return tuple(one.strip().upper().translate(_READ_AS) for one in typed) == wanted


class Ceremony:
    """The sheets one after the other, back and forward, until every one is typed back.

    Args:
        sheets: The whole set, in its order.
    """

    def __init__(self, sheets: tuple[RecoverySheet, ...] = ()) -> None:
        self._sheets = list(sheets)
        self._typed: list[tuple[str, str]] = [("", "")] * len(sheets)
        self._at = 0

    @property
    def is_over(self) -> bool:
        """Return whether no sheet is held (any more)."""
        return not self._sheets

    @property
    def sheet(self) -> RecoverySheet:
        """The sheet that is shown."""
        return self._sheets[self._at]

    @property
    def typed(self) -> tuple[str, str]:
        """What was typed of the two groups of the sheet that is shown."""
        return self._typed[self._at]

    @property
    def is_first(self) -> bool:
        """Return whether there is none before it."""
        return self._at == 0

    @property
    def is_last(self) -> bool:
        """Return whether there is none after it."""
        return self._at == len(self._sheets) - 1

    @property
    def is_right(self) -> bool:
        """Return whether both groups of the sheet that is shown are typed as they stand."""
        return is_typed_back(self.sheet, self.typed)

    @property
    def is_complete(self) -> bool:
        """Return whether as many characters are typed as both groups have."""
        long = len(groups_of(self.sheet.key)[0])
        return all(len(one.strip()) >= long for one in self.typed)

    @property
    def shares_a_holder(self) -> bool:
        """Return whether whoever keeps this sheet keeps another one as well."""
        name = self.sheet.holder.casefold()
        return bool(name) and sum(one.holder.casefold() == name for one in self._sheets) > 1

    def type(self, typed: tuple[str, str]) -> None:
        """Take what is typed of the sheet that is shown."""
        self._typed[self._at] = typed

    def keep_by(self, holder: str) -> None:
        """Say who keeps the sheet that is shown."""
        self._sheets[self._at] = replace(self.sheet, holder=" ".join(holder.split()))

    def back(self) -> None:
        """Go to the sheet before."""
        self._at = max(self._at - 1, 0)

    def forward(self) -> bool:
        """Go to the next sheet if this one is right; return whether all are now done with.

        After the last the sheets are forgotten.
        """
        if not self.is_right:
            return False
        if not self.is_last:
            self._at += 1
            return False
        self._sheets.clear()
        self._typed.clear()
        return True
