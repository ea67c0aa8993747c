"""Acting on what the slips of a run say: proposing, setting aside, putting slips away.

Done at the end of each run and each look, for whoever took it in; nothing is given to anybody here.
"""

from collections import Counter
from collections.abc import Callable, Iterable, Mapping
from dataclasses import replace
from datetime import timedelta

from desktop.clock import Clock, stamp
from desktop.errors import VaultError
from desktop.ids import ArrivalId, new_series_id
from desktop.intake.entry import Seen
from desktop.records.arrival import Quarantine
from desktop.records.image import ImageState
from desktop.records.intake_report import IntakeReport
from desktop.records.role import Act
from desktop.records.slip import Slip
from desktop.records.slip_account import SlipAccount
from desktop.records.slip_sorting import LATEST_ARRIVAL, Kind, Standing, Verdict, sort_by_slips
from desktop.vault import arrivals, slips
from desktop.vault.arrivals import ArrivalRow
from desktop.vault.audit import Event
from desktop.vault.rows import PROPOSED, SLIP_PUT_AWAY
from desktop.vault.transaction import Transaction
from desktop.workflow.run_memory import SORTABLE, Left, RunMemory, local
from desktop.workflow.session import Session

_LOOKED_BACK = LATEST_ARRIVAL + timedelta(days=1)
"""Slips that expired longer ago than that cannot be meant by what comes in now."""


def sort_run(
    session: Session, memory: RunMemory, *, finished: bool, goes_on: bool = False
) -> SlipAccount:
    """Propose what the slips of a run are certain of, and set aside the rest of it.

    What a person has decided about meanwhile is left as it is. Without a slip nothing is done.

    Args:
        session: Who took it in.
        memory: What came.
        finished: Whether every file was read.
        goes_on: Whether more may come at any moment.

    Raises:
        NotPermittedError: This role may not take images in.
    """
    session.require(Act.RECEIVE_IMAGES)
    if not memory.has_slips:
        return SlipAccount()
    run = memory.run()
    with session.vault.change() as tx:
        known = _known(tx, memory, since=stamp(session.clock.now() - _LOOKED_BACK))
        verdicts = sort_by_slips(run, known, finished=finished, goes_on=goes_on)
        owners = {one.slip: one.patient for one in known.values()}
        firsts = _firsts(memory, verdicts)
        for key, verdict in verdicts.items():
            if verdict.kind is Kind.SLIP:
                slips.use(tx, verdict.slip, key)
        for key, verdict in verdicts.items():
            left = memory.left.get(key)
            if left is not None:
                _act(tx, ArrivalId(key), verdict, left, memory, firsts[verdict.group])
        account = _account(verdicts, owners, memory)
        body = {
            "slips": account.slips,
            "proposed": account.proposed,
            "patients": account.patients,
            "mixed": account.mixed,
            "finished": finished,
        }
        tx.audit(Event(act="sort_by_slips", body=body))
    return account


def _known(tx: Transaction, memory: RunMemory, *, since: str) -> Mapping[str, Standing]:
    """Return the slips in the pictures, and every other that may have been meant, by digest."""
    digests = {digest for frame in memory.frames.values() for digest in frame.slips}
    every = (*slips.with_digests(tx, digests), *slips.unused(tx, since=since))
    return {one.digest: _standing(one) for one in every}


def _standing(one: Slip) -> Standing:
    return Standing(
        slip=one.id,
        patient=one.patient,
        maker=one.made_by,
        made=local(one.made_at),
        expires=local(one.expires_at),
        withdrawn=bool(one.withdrawn_at),
        used_by=one.used_by,
    )


def _firsts(memory: RunMemory, verdicts: Mapping[str, Verdict]) -> dict[int, str]:
    """Return the key of the first photograph of each stretch."""
    firsts: dict[int, str] = {}
    for key, verdict in verdicts.items():
        if verdict.group not in firsts:
            firsts[verdict.group] = key
            memory.series.setdefault(key, new_series_id())
    return firsts


def _act(
    tx: Transaction,
    key: ArrivalId,
    verdict: Verdict,
    left: Left,
    memory: RunMemory,
    first: str,
) -> None:
    """Have one arrival stand as its verdict says, unless it stands so or a person moved it.

    What is aside for another reason, its device for instance, stays there.
    """
    if left.because not in SORTABLE:
        return
    state, because = _wanted(verdict)
    slip = verdict.slip if verdict.kind is Kind.PROPOSED else ""
    stretch = first if verdict.kind in {Kind.PROPOSED, Kind.MIXED} else ""
    if (left.state, left.because, left.slip, left.stretch) == (state, because, slip, stretch):
        return
    row = arrivals.get(tx, key)
    if (row.state, row.set_aside_because) != (left.state, left.because):
        del memory.left[key]
        return
    if (left.state, left.because) != (state, because):
        _move(tx, row, state, because)
    if slip:
        bound = slips.propose(tx, key, slip)
        tx.audit(Event(act=PROPOSED, subject=key, binding=bound, body={"slip": slip}))
    if stretch and stretch != left.stretch:
        arrivals.set_series(tx, (key,), memory.series[stretch])
    memory.left[key] = Left(state=state, because=because, slip=slip, stretch=stretch)


def _wanted(verdict: Verdict) -> tuple[ImageState, str]:
    if verdict.kind is Kind.SLIP:
        return ImageState.REJECTED, Quarantine.SLIP.value
    if verdict.kind is Kind.MIXED and verdict.why is not None:
        return ImageState.QUARANTINED, verdict.why.value
    return ImageState.ARRIVED, ""


def _move(tx: Transaction, row: ArrivalRow, state: ImageState, because: str) -> None:
    """Move an arrival, with its audit entry; a slip is rejected by what it is."""
    if state is ImageState.QUARANTINED:
        arrivals.set_aside_for(tx, row, because)
        tx.audit(Event(act="series_mixed", subject=row.id, body={"because": because}))
        return
    arrivals.move(tx, row, to=state, set_aside_because=because)
    if state is ImageState.REJECTED:
        tx.audit(Event(act=SLIP_PUT_AWAY, subject=row.id, body={"because": because}))


def _account(
    verdicts: Mapping[str, Verdict], owners: Mapping[str, str], memory: RunMemory
) -> SlipAccount:
    about = [verdict for key, verdict in verdicts.items() if key in memory.left]
    kinds = Counter(verdict.kind for verdict in about)
    return SlipAccount(
        slips=kinds[Kind.SLIP],
        proposed=kinds[Kind.PROPOSED],
        patients=len({owners[one.slip] for one in about if one.kind is Kind.PROPOSED}),
        mixed=kinds[Kind.MIXED],
    )


def note_unwanted(
    memory: RunMemory, files: Iterable[Seen], wanted: Callable[[Seen], bool], clock: Clock
) -> None:
    """Remember files that were not chosen: each may be a slip."""
    now = local(clock.now())
    for seen in files:
        if not wanted(seen):
            memory.note_unread(seen.relative_name, now=now)


def sort_report(
    session: Session, memory: RunMemory, report: IntakeReport, *, goes_on: bool = False
) -> None:
    """Have the slips that came in say what they say, and enter it in the report.

    Raises:
        NotPermittedError: This role may not take images in.
    """
    session.require(Act.RECEIVE_IMAGES)
    now = local(session.clock.now())
    for refused in report.refused:
        memory.note_refused(refused.file, refused.reason, now=now)
    finished = not report.pending and report.stopped is None
    try:
        report.slips = sort_run(session, memory, finished=finished, goes_on=goes_on)
    except VaultError as error:  # everything is in; what is not sorted waits as it came
        report.stopped = report.stopped or error
        return
    report.arrived = [
        replace(one, state=memory.left[one.arrival].state) if one.arrival in memory.left else one
        for one in report.arrived
    ]
