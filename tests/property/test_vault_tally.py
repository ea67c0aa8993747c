"""Received is accounted for: whatever moves images make, every one is counted once.

Real tables of a real catalogue; each example runs in a transaction that is taken back.
"""

from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, replace

import pytest
import sqlalchemy as sa
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from support.practice import CLARE

from desktop.ids import new_arrival_id, new_image_id, new_object_id, new_series_id
from desktop.records.arrival import ImageFormat, Origin
from desktop.records.device_match import NOT_ASKED
from desktop.records.image import MOVES, ImageState
from desktop.records.role import Domain
from desktop.records.tally import Tally
from desktop.vault import arrivals, images, object_keys, tallies
from desktop.vault.arrivals import ArrivalRow, NewArrival
from desktop.vault.images import ImageRow
from desktop.vault.objects import Stored
from desktop.vault.schema import arrival, consent
from desktop.vault.store import Vault
from desktop.vault.stream import Sums
from desktop.vault.transaction import Transaction

DAYS = ("2026-03-01", "2026-03-02", "2026-03-03")
SINCE, UNTIL = (f"{day}T00:00:00.000+00:00" for day in DAYS[1:])
NOON = "T12:00:00.000+00:00"
BEGINS = st.sampled_from([ImageState.ARRIVED, ImageState.QUARANTINED])
WAITING = {ImageState.ARRIVED, ImageState.IDENTIFIED, ImageState.CLEARED, ImageState.QUARANTINED}


class _TakenBackError(Exception):
    """Ends an example, so that nothing of it stays."""


@contextmanager
def taken_back(vault: Vault) -> Iterator[Transaction]:
    with suppress(_TakenBackError), vault.change() as tx:
        yield tx
        raise _TakenBackError


@pytest.fixture(scope="module")
def vault(working_once, tmp_path_factory):
    practice = working_once.copied(tmp_path_factory.mktemp("tally") / "practice")
    with practice.sign_in(CLARE).vault as opened:
        yield opened


@dataclass(frozen=True)
class Stand:
    """What an image should be counted as."""

    arrival: str
    state: ImageState
    day: str
    filed: str = ""


def _come_in(tx: Transaction, state: ImageState, day: str) -> Stand:
    object_id = new_object_id()
    sums = Sums(sha256_plain=b"p" * 32, sha256_cipher=b"c" * 32, size_bytes=1, stored_bytes=1)
    object_keys.add(tx, Stored(object_id=object_id, key=b"k" * 32, sums=sums), Domain.INBOX)
    new = NewArrival(
        id=new_arrival_id(),
        series_id=new_series_id(),
        state=state,
        set_aside_because="",
        origin=Origin.PRACTICE,
        sha256=object_id,
        object_id=object_id,
        source_removed="not_asked",
        facts={"name": "x"},
        judgement=NOT_ASKED,
    )
    arrivals.add(tx, new)
    tx.connection.execute(
        sa.update(arrival).where(arrival.c.id == new.id).values(received_at=f"{day}{NOON}")
    )
    return Stand(arrival=new.id, state=state, day=day)


def _file(tx: Transaction, row: ArrivalRow, day: str) -> None:
    given_to = tx.connection.execute(sa.select(consent.c.id, consent.c.patient_id)).first()
    images.add(
        tx,
        ImageRow(
            id=new_image_id(),
            arrival_id=row.id,
            patient_id=given_to.patient_id,
            consent_id=given_to.id,
            state=ImageState.FILED,
            original_id=row.object_id,
            derivative_id=row.object_id,
            format=ImageFormat.JPEG,
            filed_at=f"{day}T13:00:00.000+00:00",
            filed_by="u-1",
            details={},
        ),
        derivative_sha256="",
    )


@settings(max_examples=40, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(data=st.data())
def test_received_is_accounted_for_after_any_moves(vault, data):
    with taken_back(vault) as tx:
        before = tallies.tally(tx, since=SINCE, until=UNTIL)
        stands = [
            _come_in(tx, begins, day)
            for begins, day in data.draw(st.lists(st.tuples(BEGINS, st.sampled_from(DAYS))))
        ]
        for _ in range(data.draw(st.integers(0, 15)) if stands else 0):
            at = data.draw(st.integers(0, len(stands) - 1))
            stands[at] = _moved(tx, stands[at], data)
            after = tallies.tally(tx, since=SINCE, until=UNTIL)
            assert after.accounted_for == after.received == before.received + len(stands)
        _compare(before, tallies.tally(tx, since=SINCE, until=UNTIL), stands)


def _moved(tx: Transaction, stand: Stand, data: st.DataObject) -> Stand:
    images_alone = {ImageState.AWAITING}  # its arrival stays filed
    nexts = sorted(MOVES[stand.state] - images_alone, key=lambda to: to.value)
    if not nexts:
        return stand
    to = data.draw(st.sampled_from(nexts))
    row = arrivals.get(tx, stand.arrival)
    arrivals.move(tx, row, to=to)
    filed = stand.filed
    if to is ImageState.FILED and not filed:
        filed = data.draw(st.sampled_from(DAYS))
        _file(tx, row, filed)
    return replace(stand, state=to, filed=filed)


def _compare(before: Tally, after: Tally, stands: list[Stand]) -> None:
    states = Counter(stand.state for stand in stands)
    in_record = {ImageState.FILED, ImageState.HELD}
    assert after.accounted_for == after.received
    assert after.unidentified - before.unidentified == states[ImageState.ARRIVED]
    assert after.identified - before.identified == (
        states[ImageState.IDENTIFIED] + states[ImageState.CLEARED]
    )
    assert after.set_aside - before.set_aside == states[ImageState.QUARANTINED]
    assert after.filed - before.filed == sum(states[state] for state in in_record)
    assert after.rejected - before.rejected == states[ImageState.REJECTED]
    assert after.destroyed - before.destroyed == states[ImageState.DESTROYED]
    days = [stand.day for stand in stands]
    assert after.received_today - before.received_today == days.count(DAYS[1])
    filed = [stand.filed for stand in stands if stand.state in in_record]
    assert after.filed_today - before.filed_today == filed.count(DAYS[1])
    still = [f"{stand.day}{NOON}" for stand in stands if stand.state in WAITING]
    assert after.oldest_waiting_at == min([*still, before.oldest_waiting_at])


def test_a_state_that_nobody_knows_is_said_loudly(vault):
    """Somebody with the catalogue key writes a state of their own: the sum no longer agrees."""
    with taken_back(vault) as tx:
        stand = _come_in(tx, ImageState.ARRIVED, DAYS[1])
        tx.connection.execute(
            sa.update(arrival).where(arrival.c.id == stand.arrival).values(state="mislaid")
        )
        tally = tallies.tally(tx, since=SINCE, until=UNTIL)
        assert tally.accounted_for == tally.received - 1
