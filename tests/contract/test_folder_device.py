"""A watched folder that names its device: what comes in and names no camera is that device's."""

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest
import sqlalchemy as sa
from support.devices import draft_of, shot_by
from support.practice import MONA, NIA, Practice, photograph
from support.sources import Scene, play, play_door

from desktop.errors import UnknownRecordError
from desktop.ids import DeviceId
from desktop.keeper.door_watch import DoorWatch
from desktop.records.arrival import Origin
from desktop.records.device import DeviceKind
from desktop.records.device_register import DevicePolicy, DeviceRule
from desktop.records.removal import Removal
from desktop.records.workstation import WatchedFolder, Workstation
from desktop.vault.schema import arrival
from desktop.workflow.absorbing import absorb
from desktop.workflow.devices import (
    keep_device,
    report_lost,
    see_devices,
    set_device_policy,
    what_it_holds,
)
from desktop.workflow.session import Session
from desktop.workflow.spooling import waiting_behind


def _register(practice: Practice) -> DeviceId:
    session = practice.sign_in(MONA)
    with session.vault:
        draft = draft_of(name="Microscope", kind=DeviceKind.CAMERA, make="Heine", serial="")
        set_device_policy(session, DevicePolicy(rule=DeviceRule.QUARANTINE))
        return keep_device(session, draft).value.device.id


def _judged(session: Session) -> list[tuple[str | None, str, str]]:
    with session.vault.reading() as tx:
        columns = (arrival.c.device_id, arrival.c.device_verdict, arrival.c.set_aside_because)
        query = sa.select(*columns).order_by(arrival.c.received_at, arrival.c.id)
        return [tuple(row) for row in tx.connection.execute(query)]


def test_open_or_locked_it_is_matched_where_the_photograph_says_nothing(
    staffed: Practice, tmp_path: Path
) -> None:
    device = _register(staffed)
    hot = tmp_path / "hot"
    hot.mkdir()
    (tmp_path / "cold").mkdir()
    (hot / "a.jpg").write_bytes(photograph(0))
    (hot / "b.jpg").write_bytes(shot_by(7, make="Nikon", model="D90"))
    folder = WatchedFolder(
        path=hot, origin=Origin.PRACTICE, removal=Removal.VERIFIED, device=device
    )

    def test(scene: Scene) -> None:
        scene.sources.watch(folder)
        scene.until(lambda: len(_judged(scene.session)) == 2 and not list(hot.iterdir()))
        assert sorted(_judged(scene.session), key=str) == [
            (device, "probably", ""),
            (None, "unknown", "device_unknown"),
        ]
        with pytest.raises(UnknownRecordError):
            scene.sources.watch(replace(folder, path=tmp_path / "cold", device="d-none"))
        assert scene.sources.settings().watched == (folder,)

    play(staffed, NIA, test)
    _while_locked(staffed, folder)
    session = staffed.sign_in(NIA)
    with session.vault:
        assert absorb(session).value.entered == 1
        assert [one[0] for one in _judged(session)].count(device) == 2
        (mine,) = [one for one in see_devices(session).devices if one.device.id == device]
        assert mine.came.photographs == 2, "they are counted as its own"
        report_lost(session, device, "left on the bus")
        assert what_it_holds(session, device).photographs == 2
    (hot / "d.jpg").write_bytes(photograph(2))

    def lost(scene: Scene) -> None:
        scene.until(lambda: (device, "lost", "device_lost") in _judged(scene.session))

    play(staffed, NIA, lost)


def _while_locked(practice: Practice, folder: WatchedFolder) -> None:
    """Have one more come in while nobody is signed in."""
    hot = folder.path
    (hot / "c.jpg").write_bytes(photograph(1))

    def locked(watch: DoorWatch, wait_until: Callable[..., None]) -> None:
        watch.receive_for(practice.vault)
        wait_until(lambda: waiting_behind(practice.vault) == 1 and not list(hot.iterdir()))

    play_door(practice, locked, settings=Workstation(watched=(folder,)))
