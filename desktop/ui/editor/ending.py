"""What is said when nothing of a series is left to do, and what waits next. No Qt."""

from collections.abc import Callable

from desktop.errors import DeskError
from desktop.ids import ArrivalId, SeriesId
from desktop.keeper.calls import ListInbox
from desktop.records.image import ImageState
from desktop.records.inbox import Inbox
from desktop.records.patient import Patient
from desktop.records.waiting import Waiting
from desktop.ui.desk import Desk
from desktop.ui.editor.shown import EndShown
from desktop.ui.filings import FilingState
from desktop.ui.lane import Scope
from desktop.ui.phrase import NOTHING, Words, joined, phrase, verbatim
from desktop.ui.place import EditorPlace, RecordPlace


def ask(
    desk: Desk,
    scope: Scope,
    *,
    arrivals: tuple[ArrivalId, ...],
    patient: Patient | None,
    shown: Callable[[EndShown], None],
) -> None:
    """Ask what waits, and show it with what was done.

    Args:
        desk: The surroundings.
        scope: The life of the screen.
        arrivals: The series as it was opened.
        patient: Whose it was, or None.
        shown: Shows it.
    """

    def listed(inbox: Inbox) -> None:
        shown(_end(desk, arrivals, patient, _next(inbox)))

    def failed(error: DeskError) -> None:
        del error  # what was done is said all the same; the inbox explains what is the matter
        shown(_end(desk, arrivals, patient, None))

    desk.lane.ask(ListInbox(), scope=scope, done=listed, failed=failed)


def _end(
    desk: Desk,
    arrivals: tuple[ArrivalId, ...],
    patient: Patient | None,
    there: EditorPlace | None,
) -> EndShown:
    courses = desk.filings.courses
    mine = [courses[one] for one in arrivals if one in courses]
    filed = sum(one.state is FilingState.FILED for one in mine)
    awaiting = sum(one.is_awaiting for one in mine)
    waits = phrase("filing.awaiting_what", count=awaiting) if awaiting else NOTHING
    return EndShown(
        title=_title(filed, patient),
        what=joined(waits, _what(there), between=" "),
        next=there,
        record=RecordPlace(patient=patient.id) if patient is not None and filed else None,
    )


def _title(filed: int, patient: Patient | None) -> Words:
    if not filed or patient is None:
        return phrase("editor.end_nothing")
    return phrase("editor.end_filed", count=filed, name=verbatim(patient.display_name()))


def _what(there: EditorPlace | None) -> Words:
    if there is None:
        return phrase("editor.end_none_waits")
    return phrase("editor.end_waits", count=len(there.arrivals))


def _next(inbox: Inbox) -> EditorPlace | None:
    """Return the series that has waited longest for redaction, or None."""
    ready = [one for one in inbox.waiting if one.state is ImageState.IDENTIFIED and one.patient]
    if not ready:
        return None
    first = min(ready, key=lambda one: one.received_at)
    same = [one for one in ready if _key(one) == _key(first)]
    return EditorPlace(arrivals=tuple(one.arrival for one in same))


def _key(one: Waiting) -> tuple[SeriesId, str | None]:
    return one.series, one.patient
