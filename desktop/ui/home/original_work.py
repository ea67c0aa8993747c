"""Originals that are to be reviewed, as the first page lists them. Pure."""

from collections.abc import Mapping
from typing import Final

from desktop.ids import UserId
from desktop.records.originals import DueOriginal, DueOriginals
from desktop.ui.home.work import Piece, who_words
from desktop.ui.phrase import NOTHING, Words, joined, phrase, verbatim
from desktop.ui.place import ViewerPlace
from desktop.ui.reviews import day_of

MOST_LINES: Final = 6
"""What is listed at once: the next come up as these are decided."""

Names = Mapping[UserId, str]
"""Full names of the staff by their identifier."""


def pieces_of(due: DueOriginals, names: Names) -> tuple[Piece, ...]:
    """Return the first of what is to be reviewed."""
    return tuple(_piece(one, names) for one in due.found[:MOST_LINES])


def more_words(due: DueOriginals) -> Words:
    """Return how many there are beyond the first; nothing where there are none."""
    left = len(due.found) - MOST_LINES
    if due.is_more:
        return phrase("originals.many", count=len(due.found))
    return phrase("originals.more", count=left) if left > 0 else NOTHING


def _piece(one: DueOriginal, names: Names) -> Piece:
    return Piece(
        icon="image",
        title=phrase("originals.line"),
        detail=joined(who_words(one.patient), _since(one, names)),
        place=ViewerPlace(patient=one.patient.id, image=one.image, review=True),
    )


def _since(one: DueOriginal, names: Names) -> Words:
    date = verbatim(day_of(one.since))
    if one.kept_by:
        name = verbatim(names.get(UserId(one.kept_by), ""))
        return phrase("originals.kept_on", name=name, date=date)
    return phrase(f"originals.{'changed' if one.former else 'filed'}_on", date=date)
