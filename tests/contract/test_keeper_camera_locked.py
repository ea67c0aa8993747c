"""A camera is followed on behind the lock, into the spool, and taken up at the next sign-in."""

import sys
from collections.abc import Callable, Iterator, Set
from datetime import timedelta
from pathlib import Path

import pytest
from support.cameras import FOLDER, PORT, virtual_camera
from support.practice import MONA, NIA, RHYS, Practice, Ticking, photograph
from support.sources import Scene, play, play_door

from desktop.keeper.camera_process import CameraProcess
from desktop.keeper.door_watch import DoorWatch
from desktop.keeper.tether_file import TetherFile
from desktop.keeper.workstation import WorkstationFile
from desktop.records.contents import file_key
from desktop.records.removal import Removal
from desktop.records.tether import MOST_HOURS, FollowedCamera
from desktop.vault import header
from desktop.vault.keys import KeyRing
from desktop.vault.spool_label import open_label, seal_label
from desktop.workflow.absorbing import absorb
from desktop.workflow.auditing import read_audit
from desktop.workflow.card_ledger import list_cards, open_card
from desktop.workflow.inbox import list_inbox
from desktop.workflow.spooling import waiting_behind
from desktop.workflow.tethering import MOST_SITTING

LABEL = "left heel"
WaitUntil = Callable[[Callable[[], object]], None]


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A camera with two photographs, which were there before."""
    inner = tmp_path / "camera" / "DCIM" / "100CANON"
    inner.mkdir(parents=True)
    for seed in (60, 61):
        (inner / f"IMG_{seed:04d}.JPG").write_bytes(photograph(seed))
    return inner


@pytest.fixture
def camera(folder: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[CameraProcess]:
    if sys.platform != "linux":
        pytest.skip("camera processes are Linux")
    process = virtual_camera(folder.parents[1], monkeypatch)
    yield process
    process.end()


def kept_by(practice: Practice) -> TetherFile:
    vault_id = header.read(practice.vault).vault_id
    return TetherFile(WorkstationFile(vault_id, folder=practice.root / "settings"))


def begin(practice: Practice, camera: CameraProcess, removal: Removal) -> None:
    """Follow the camera, and lock."""

    def test(scene: Scene) -> None:
        scene.until(scene.shows(FOLDER, files=2))
        scene.sources.cameras.tether(FOLDER, LABEL, removal)

    play(practice, NIA, test, cameras=camera)
    camera.end()


def lying(camera: CameraProcess) -> list[str]:
    return sorted(one.name for one in camera.files(PORT))


def test_what_is_shot_behind_the_lock_is_sealed_removed_and_comes_in_with_its_label(
    working: Practice, camera: CameraProcess, folder: Path
) -> None:
    begin(working, camera, Removal.VERIFIED)
    shot = folder / "IMG_0070.JPG"
    shot.write_bytes(photograph(70))

    def locked(watch: DoorWatch, wait_until: WaitUntil) -> None:
        watch.receive_for(working.vault)
        wait_until(lambda: waiting_behind(working.vault) == 1)
        wait_until(lambda: lying(camera) == ["IMG_0060.JPG", "IMG_0061.JPG"])
        camera.shoot(PORT)
        wait_until(lambda: waiting_behind(working.vault) == 2)
        wait_until(lambda: lying(camera) == ["IMG_0060.JPG", "IMG_0061.JPG"])
        watch.rest()
        wait_until(lambda: camera.process_id is None)

    play_door(working, locked, cameras=camera)
    shot.unlink()  # the virtual camera deletes nothing of its folder

    def unlocked(scene: Scene) -> None:
        before = {one.arrival for one in list_inbox(scene.session).waiting}
        assert absorb(scene.session).value.entered == 2
        came = [one for one in list_inbox(scene.session).waiting if one.arrival not in before]
        facts = [one.facts for one in came if one.facts is not None]
        assert [one["sitting"] for one in facts] == [LABEL, LABEL]
        scene.until(scene.shows(FOLDER, tethered=True))
        known = scene.sources.cameras.at(FOLDER)
        assert known is not None
        assert known.tether is not None
        assert known.tether.label.text == LABEL, "whoever signs in takes it up under its label"
        check_ledger(scene, known.model, {str(one["card"]) for one in facts})
        scene.sources.cameras.end_tether(FOLDER)

    play(working, NIA, unlocked, cameras=camera)
    assert kept_by(working).read() is None, "what somebody ended is not followed on"
    assert _begun(working) == [False, True]


def check_ledger(scene: Scene, model: str, named: Set[str]) -> None:
    """The camera's own line says what came from it behind the lock, and that it left it."""
    (line,) = list_cards(scene.session)
    assert named == {line.id}
    assert line.label == model
    (run,) = open_card(scene.session, line.id).runs
    assert (run.arrived, run.removed, run.not_removed) == (2, 2, {})
    assert run.ended_at


def _begun(practice: Practice) -> list[bool]:
    """Return of each beginning in the audit whether it went on with one before."""
    session = practice.sign_in(MONA)
    with session.vault:
        begun = [line.body for line in read_audit(session) if line.act == "tether_begun"]
    return [bool(one.get("continued")) for one in begun]


def test_what_is_to_stay_on_the_camera_stays_and_is_sealed_once(
    working: Practice, camera: CameraProcess, folder: Path
) -> None:
    """Unlike of a folder, it is known of a camera what came already."""
    begin(working, camera, Removal.NEVER)
    (folder / "IMG_0071.JPG").write_bytes(photograph(71))

    def locked(watch: DoorWatch, wait_until: WaitUntil) -> None:
        before = waiting_behind(working.vault)
        watch.receive_for(working.vault)
        wait_until(lambda: waiting_behind(working.vault) == 1)
        mine = file_key(b"store_00010001/DCIM/100CANON/IMG_0071.JPG")

        def is_known() -> bool:
            handed = kept_by(working).read()
            return handed is not None and mine in handed.known

        wait_until(is_known)
        assert "IMG_0071.JPG" in lying(camera)
        assert before == 0

    play_door(working, locked, cameras=camera)
    camera.end()

    def again(watch: DoorWatch, wait_until: WaitUntil) -> None:
        watch.receive_for(working.vault)
        wait_until(lambda: camera.process_id is not None and len(lying(camera)) == 3)
        camera.shoot(PORT)  # it looks the camera over now, and finds this one alone
        wait_until(lambda: waiting_behind(working.vault) == 2)

    play_door(working, again, cameras=camera)


def test_a_camera_that_is_gone_or_was_followed_yesterday_is_followed_no_longer(
    working: Practice, camera: CameraProcess
) -> None:
    begin(working, camera, Removal.VERIFIED)
    kept = kept_by(working)
    handed = kept.read()
    assert handed is not None
    written = kept.path.read_text(encoding="utf-8")
    assert "heel" not in written
    assert "IMG_" not in written
    other = FollowedCamera(
        port="usb:009,009",
        model=handed.model,
        removal=handed.removal,
        sitting="",
        since=handed.since,
        known=frozenset(),
    )
    kept.write(other)

    def gone(watch: DoorWatch, wait_until: WaitUntil) -> None:
        watch.receive_for(working.vault)
        wait_until(lambda: kept.read() is None)

    play_door(working, gone, cameras=camera)
    kept.write(handed)
    working.clock = Ticking(working.clock.now() + timedelta(hours=MOST_HOURS, seconds=1))

    def late(watch: DoorWatch, _wait_until: WaitUntil) -> None:
        watch.receive_for(working.vault)
        assert kept.read() is None

    play_door(working, late, cameras=camera)
    assert waiting_behind(working.vault) == 0


def test_a_label_is_read_by_the_inbox_alone_and_all_are_of_one_length(working: Practice) -> None:
    opened = {}
    for who in (NIA, RHYS):
        session = working.sign_in(who)
        with session.vault:
            ring = session.vault.ring
            sealed = seal_label(ring, LABEL)
            opened[who] = open_label(ring, sealed)
            longest = seal_label(ring, "\U0001f9b6" * MOST_SITTING)
            assert len(longest) == len(sealed)
            assert open_label(ring, sealed[:-8] + "AAAAAAA=") == ""
            assert open_label(ring, "no box") == ""
            blind = KeyRing(vault_id=ring.vault_id, publics=ring.publics)
            assert open_label(blind, sealed) == ""
    assert opened == {NIA: LABEL, RHYS: ""}


@pytest.mark.parametrize("text", ["", "[]", "{}", "\0", '{"format": 1, "known": ["IMG_1"]}'])
def test_what_is_no_note_of_a_camera_is_none(tmp_path: Path, text: str) -> None:
    kept = TetherFile(WorkstationFile(header.VaultId("v-1"), folder=tmp_path))
    assert kept.read() is None
    kept.path.write_text(text, encoding="utf-8")
    assert kept.read() is None
