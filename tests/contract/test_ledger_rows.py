"""What the ledger of cards says of removal is signed: a row that somebody edited is told."""

import os
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest
import sqlalchemy as sa
from support.practice import NIA, RHYS, Practice, fill_card, run_on

from desktop.records.arrival import Origin
from desktop.records.card import CardSeen
from desktop.records.removal import Removal
from desktop.vault.audit import Event
from desktop.vault.ledger_rows import CLEARED, ENDED, REMOVAL, ledger_problems
from desktop.vault.schema import arrival, audit_entry, card, card_run
from desktop.vault.transaction import Transaction
from desktop.workflow.card_ledger import attest_backup, card_cleared, list_cards, note_card
from desktop.workflow.emptying import receive_folder
from desktop.workflow.session import Session
from desktop.workflow.verifying import verify_vault

FIRST = CardSeen(identity="1A2B-3C4D", label="EOS_DIGITAL")
SECOND = CardSeen(identity="FFFF-0000", label="SD2")
Change = Callable[[Transaction], object]


def _taken(session: Session, folder: Path, seen: CardSeen, origin: Origin) -> None:
    run = run_on(folder, removal=Removal.VERIFIED)
    receive_folder(session, replace(run, card=seen, origin=origin))


@pytest.fixture
def practice(staffed: Practice, monkeypatch: pytest.MonkeyPatch) -> Practice:
    """One card emptied, one that could not be; of the second a person says that it was cleared."""
    session = staffed.sign_in(NIA)
    honest = os.unlink

    def write_protected(path: object, **options: int) -> None:
        if isinstance(path, bytes) and path.startswith(b"IMG_"):
            raise OSError(30, "read-only file system")
        honest(path, **options)  # type: ignore[arg-type]

    with session.vault:
        fill_card(staffed.card, range(2))
        _taken(session, staffed.card, FIRST, Origin.OWN)
        note_card(session, FIRST, lying=0, fresh=0)
        other = staffed.root / "second"
        other.mkdir()
        fill_card(other, range(2, 4))
        with monkeypatch.context() as patched:
            patched.setattr(os, "unlink", write_protected)
            _taken(session, other, SECOND, Origin.PRACTICE)
        by_name = {one.serial: one.id for one in list_cards(session)}
        card_cleared(session, by_name[SECOND.identity], "formatted in the camera")
        attest_backup(session, by_name[FIRST.identity], not_synchronised=True, not_kept=True)
        note_card(session, SECOND, lying=1, fresh=0)
        fill_card(other, range(4, 5))
        with monkeypatch.context() as patched:
            patched.setattr(os, "unlink", write_protected)
            _taken(session, other, SECOND, Origin.PRACTICE)
    return staffed


def _edit(column: sa.Column, value: object, *, where: object = None) -> Change:
    def change(tx: Transaction) -> None:
        query = sa.update(column.table).values({column.name: value})
        tx.connection.execute(query if where is None else query.where(where))  # type: ignore[arg-type]

    return change


def _delete(table: sa.Table) -> Change:
    return lambda tx: tx.connection.execute(sa.delete(table))


def _no_run(tx: Transaction) -> None:
    one = tx.connection.scalar(sa.select(card_run.c.id).limit(1))
    tx.connection.execute(sa.delete(card_run).where(card_run.c.id == one))


def _new_card(tx: Transaction) -> None:
    values = {"id": "k-new", "identity": "0", "label": "SD", "first_at": tx.at, "last_at": tx.at}
    tx.connection.execute(sa.insert(card).values(values))


def _swapped_runs(tx: Transaction) -> None:
    """Say of two runs that each was the other's: what was removed from which."""
    rows = tx.connection.execute(sa.select(card_run.c.id, card_run.c.body)).all()
    for row, other in zip(rows, reversed(rows), strict=True):
        mine = sa.update(card_run).where(card_run.c.id == row.id)
        tx.connection.execute(mine.values(body=other.body))


STUCK = arrival.c.source_removed == "read_only"
ATTACKS: dict[str, tuple[Change, str]] = {
    "a stuck file is said to be removed": (_edit(arrival.c.source_removed, "removed"), "removal"),
    "a stuck file is said to stay by policy": (
        _edit(arrival.c.source_removed, "not_asked", where=STUCK),
        "removal",
    ),
    "a person is said to have seen to it": (
        _edit(arrival.c.source_removed, "confirmed", where=STUCK),
        "removal",
    ),
    "a card is said to be empty": (_edit(card.c.lying, 0), "card"),
    "a card is said to be empty since": (_edit(card.c.emptied_at, "2026-03-02"), "card"),
    "somebody is said to have attested": (_edit(card.c.attested_by, "u-other"), "card"),
    "it is said to be the practice's": (_edit(card.c.origin, "practice"), "card"),
    "one card is said to be another": (
        _edit(card.c.identity, "0000", where=card.c.identity == FIRST.identity),
        "card",
    ),
    "a card that was never in": (_new_card, "card"),
    "a run is edited": (_edit(card_run.c.body, '{"removed": 9}'), "card_run"),
    "a run is said not to have ended": (_edit(card_run.c.ended_at, None), "card_run"),
    "two runs are exchanged": (_swapped_runs, "card_run"),
    "a run is taken away": (_no_run, "card_run"),
    "all runs are taken away": (_delete(card_run), "card_run"),
}


def test_every_edited_row_is_told_and_an_honest_ledger_is_not_accused(practice: Practice) -> None:
    session = practice.sign_in(RHYS)
    with session.vault as vault:
        with vault.reading() as tx:
            assert ledger_problems(tx.connection) == []
        for name, (change, what) in ATTACKS.items():
            with vault.reading() as tx:  # rolled back at its end
                change(tx)
                found = {one.what for one in ledger_problems(tx.connection)}
                assert found == {what}, name
        with vault.reading() as tx:
            tx.connection.execute(sa.delete(card_run))
            tx.connection.execute(sa.update(arrival).values(card_id=None))
            tx.connection.execute(sa.delete(card))
            found = {one.what for one in ledger_problems(tx.connection)}
            assert found == {"card", "card_run"}


def test_verify_tells_what_somebody_with_the_catalogue_key_wrote(practice: Practice) -> None:
    session = practice.sign_in(RHYS)
    with session.vault as vault, vault.change() as tx:
        tx.connection.execute(sa.update(arrival).where(STUCK).values(source_removed="removed"))
        tx.connection.execute(sa.update(card).values(lying=0, fresh=0))
        tx.audit(Event(act="list_inbox", body={}))
    session = practice.sign_in(NIA)
    with session.vault:
        report = verify_vault(session, lambda _done, _all: None)
    assert {one.what for one in report.problems} == {"removal", "card"}


def test_entries_of_before_count_and_none_that_comes_later(practice: Practice) -> None:
    """A vault of before has entries that bind nothing; new ones cannot pass for them."""
    session = practice.sign_in(RHYS)
    mine = (REMOVAL, CLEARED, ENDED, "card_begun", "list_sources", "attest_backup")
    with session.vault as vault, vault.reading() as tx:
        ours = audit_entry.c.act.in_(mine)
        tx.connection.execute(sa.update(audit_entry).where(ours).values(binding=""))
        tx.connection.execute(sa.update(card).values(lying=0))
        assert ledger_problems(tx.connection) == []
        newest = tx.connection.scalar(sa.select(sa.func.max(audit_entry.c.seq)))
        first = sa.select(sa.func.min(audit_entry.c.seq)).where(ours)
        bound = sa.update(audit_entry).where(audit_entry.c.seq == first.scalar_subquery())
        tx.connection.execute(bound.values(binding="f" * 64))
        assert newest is not None
        assert {one.what for one in ledger_problems(tx.connection)} >= {"card"}
