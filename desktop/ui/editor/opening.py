"""Opening a series: what waits, whose it is, which consent, what was done before. No Qt."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import date

from desktop.errors import DeskError
from desktop.ids import ArrivalId
from desktop.keeper.calls import ListConsents, ListInbox, OpenDrafts
from desktop.records.consent import Consent, Use, covers, why_not
from desktop.records.draft import Draft
from desktop.records.inbox import BegunDraft, Inbox
from desktop.records.patient import Patient
from desktop.records.waiting import Waiting
from desktop.ui.editor.mending import Mending
from desktop.ui.lane import Lane, Scope
from desktop.ui.phrase import Words, phrase


@dataclass(frozen=True, slots=True, kw_only=True)
class Opened:
    """A series that can be worked on.

    Attributes:
        waiting: Those of the wanted arrivals that wait for this patient, in the wanted order.
        patient: Whose they are; None if nobody has said so yet.
        consents: The patient's, newest first.
        drafts: What was kept of earlier work.
        begun: Who kept something of it last, and when; newest first.
        mending: The image of the record that is mended, or None.
    """

    waiting: tuple[Waiting, ...]
    patient: Patient | None
    consents: tuple[Consent, ...] = ()
    drafts: tuple[Draft, ...] = ()
    begun: tuple[BegunDraft, ...] = ()
    mending: Mending | None = None


class Opening:
    """Asks one after the other, since each answer decides what to ask next."""

    def __init__(
        self,
        lane: Lane,
        scope: Scope,
        *,
        done: Callable[[Opened], None],
        failed: Callable[[DeskError], None],
    ) -> None:
        self._lane = lane
        self._scope = scope
        self._done = done
        self._failed = failed

    def open(self, arrivals: Sequence[ArrivalId]) -> None:
        """Open these arrivals."""

        def listed(inbox: Inbox) -> None:
            found = series_of(inbox, arrivals)
            if found.patient is None or not found.waiting:
                self._done(found)
            else:
                self._consents(found, found.patient)

        self._lane.ask(ListInbox(), scope=self._scope, done=listed, failed=self._failed)

    def _consents(self, found: Opened, patient: Patient) -> None:
        def got(consents: tuple[Consent, ...]) -> None:
            self._drafts(found, consents)

        call = ListConsents(patient=patient.id)
        self._lane.ask(call, scope=self._scope, done=got, failed=self._failed)

    def _drafts(self, found: Opened, consents: tuple[Consent, ...]) -> None:
        def got(drafts: tuple[Draft, ...]) -> None:
            self._done(replace(found, consents=consents, drafts=drafts))

        call = OpenDrafts(arrivals=tuple(one.arrival for one in found.waiting))
        self._lane.ask(call, scope=self._scope, done=got, failed=self._failed)


def series_of(inbox: Inbox, arrivals: Sequence[ArrivalId]) -> Opened:
    """Return those of the arrivals that still wait, and that are one patient's.

    Whose the first of them is decides; another patient's photograph is never shown beside it.
    """
    by_id = {one.arrival: one for one in inbox.waiting}
    there = [by_id[one] for one in arrivals if one in by_id]
    owner = there[0].patient if there else None
    patient = next((one for one in inbox.patients if one.id == owner), None)
    series = tuple(one for one in there if one.patient == owner)
    ids = {one.arrival for one in series}
    begun = sorted(
        (one for one in inbox.begun if one.arrival in ids),
        key=lambda one: one.kept_at,
        reverse=True,
    )
    return Opened(waiting=series, patient=patient, begun=tuple(begun))


def consent_of(consents: Sequence[Consent], on: date) -> Consent | None:
    """Return the newest consent that covers care on a day, or None."""
    return next((one for one in consents if covers(one, Use.CARE, on)), None)


def why_no_consent(consents: Sequence[Consent], on: date) -> Words:
    """Return why nothing can be filed: what is the matter with the newest consent."""
    reason = why_not(consents[0], Use.CARE, on) if consents else "none"
    return phrase(f"editor.consent_{reason}")
