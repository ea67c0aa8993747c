"""Cameras on a cable, on the virtual camera of the library: listed, chosen from, emptied, followed.

The library, its process, the confinement and everything of ours are real; the device is not.
"""

import json
import sys
from collections.abc import Iterator
from pathlib import Path
from threading import Event
from types import SimpleNamespace
from typing import Any

import psutil
import pytest
from support.cameras import FOLDER, PORT, virtual_camera
from support.practice import CLARE, MONA, NIA, RHYS, Practice, photograph
from support.sources import Scene, film, play

from desktop.errors import CameraError, NotPermittedError, RecordInvalidError, SourceGoneError
from desktop.keeper.calls import TakeIn
from desktop.keeper.camera_child import Cameras, _RefusalError
from desktop.keeper.camera_messages import Ask, OnCamera
from desktop.keeper.camera_process import CameraProcess
from desktop.keeper.camera_source import CameraSource
from desktop.keeper.card_calls import LeafThrough
from desktop.records.arrival import Origin
from desktop.records.removal import Removal
from desktop.records.source_state import Watching
from desktop.settings import LIMITS
from desktop.workflow.auditing import read_audit
from desktop.workflow.card_ledger import list_cards, open_card
from desktop.workflow.inbox import list_inbox
from desktop.workflow.pace import Pace

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="camera processes are Linux")


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A camera with three photographs and a film."""
    inner = tmp_path / "camera" / "DCIM" / "100CANON"
    inner.mkdir(parents=True)
    for seed in range(60, 63):
        (inner / f"IMG_{seed:04d}.JPG").write_bytes(photograph(seed))
    film(inner / "MVI_0070.MOV")
    return tmp_path / "camera"


@pytest.fixture
def camera(folder: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[CameraProcess]:
    process = virtual_camera(folder, monkeypatch)
    yield process
    process.end()


def lying(camera: CameraProcess) -> list[str]:
    """Return what lies on the camera as it says itself: it deletes nothing of its folder."""
    return sorted(one.name for one in camera.files(PORT))


def taken(scene: Scene, removal: Removal = Removal.NEVER, only: tuple[str, ...] = ()) -> Any:
    wanted = TakeIn(folder=FOLDER, origin=Origin.PRACTICE, removal=removal, only=only)
    return scene.sources.take_in(
        wanted, stop=Event(), pause=scene.hub.sleep, progress=lambda _done, _all: None
    ).value


# ------------------------------------------------------------------------------ the process


def test_the_process_speaks_to_the_camera_and_can_reach_nothing_else(
    camera: CameraProcess, tmp_path: Path
) -> None:
    camera.begin()
    assert [one.port for one in camera.cameras()] == [PORT]
    assert camera.process_id is not None
    process = psutil.Process(camera.process_id)
    status = Path(f"/proc/{camera.process_id}/status").read_text(encoding="utf-8")
    assert "NoNewPrivs:\t1" in status
    assert "CapEff:\t0000000000000000" in status
    assert set(process.environ()) <= {"LANG", "PATH", "HOME", "VCAMERADIR", "LC_CTYPE"}
    inside = Path(f"/proc/{camera.process_id}/ns/net")
    assert inside.readlink() != Path("/proc/self/ns/net").readlink()
    assert not [one for one in process.open_files() if str(tmp_path / "vault") in one.path]


def test_a_file_is_read_twice_and_deleted_only_if_it_is_the_same(
    camera: CameraProcess, folder: Path
) -> None:
    camera.begin()
    with CameraSource(camera, PORT) as source:
        listing = source.listing()
        assert [one.reason.value for one in listing.refused] == ["video_not_handled"]
        first = listing.seen[0]
        with source.open(first.raw, expected=first.identity) as opened:
            whole = b"".join(opened.read_chunks())
            assert whole == b"".join(opened.read_chunks(afresh=True)) == photograph(60)
            path = next(folder.rglob("IMG_0060.JPG"))
            path.write_bytes(bytes(len(whole)))
            assert b"".join(opened.read_chunks(afresh=True)) == bytes(len(whole))
            path.write_bytes(whole)
        other = OnCamera(
            folder="/store_00010001/DCIM/100CANON",
            name="IMG_0060.JPG",
            size_bytes=first.size_bytes + 1,
            mtime_s=first.mtime_ns // 1_000_000_000,
            mime="",
        )
        with pytest.raises(CameraError, match="changed"):
            camera.delete(PORT, other)
        assert "IMG_0060.JPG" in lying(camera)
        source.remove(first.raw, identity=first.identity)
        assert "IMG_0060.JPG" not in lying(camera)


def test_a_process_that_dies_is_begun_anew_and_a_camera_that_is_not_there_is_gone(
    camera: CameraProcess,
) -> None:
    camera.begin()
    assert camera.process_id is not None
    psutil.Process(camera.process_id).kill()
    with pytest.raises(CameraError, match="failed"):
        camera.cameras()
    camera.begin()
    assert [one.port for one in camera.cameras()] == [PORT]
    with pytest.raises(SourceGoneError):
        CameraSource(camera, "usb:009,009")
    with pytest.raises(CameraError, match="gone"):
        camera.files("usb:009,009")


HOSTILE = """
import array, json, os, socket, sys
s = socket.socket(fileno=int(sys.argv[2]))
s.send(b'{"ready":true}')
while data := s.recv(200000):
    asked = json.loads(data)
    answer = {"number": asked["number"], "error": "", "value": None}
    how = sys.argv[1]
    if how == "number": answer["number"] += 1
    if how == "words": answer["error"] = "rm -rf"
    if how == "shape": answer["value"] = [["only a model"]]
    if how == "block":
        r, w = os.pipe()
        s.sendmsg([json.dumps(answer).encode()],
                  [(socket.SOL_SOCKET, socket.SCM_RIGHTS, array.array("i", [r]))])
        continue
    if how == "die": sys.exit(1)
    if how == "noise": s.send(os.urandom(64)); continue
    s.send(json.dumps(answer).encode())
"""


@pytest.mark.parametrize("how", ["number", "words", "shape", "block", "die", "noise", "nothing"])
def test_a_process_that_was_taken_over_is_not_believed(how: str) -> None:
    process = CameraProcess((sys.executable, "-I", "-c", HOSTILE, how))
    process.begin()
    try:
        with pytest.raises(CameraError):
            process.cameras()
        process.begin()
        with pytest.raises(CameraError):
            process.files(PORT)
    finally:
        process.end()


class _Library:
    """The numbers with which the library refuses; of the hardware alone."""

    GP_FILE_TYPE_NORMAL = 1

    class GPhoto2Error(Exception):
        def __init__(self, code: int) -> None:
            super().__init__(code)
            self.code = code

    def __init__(self, code: int) -> None:
        self.code = code

    def Camera(self) -> Any:  # noqa: N802 - as the library has it
        def fail() -> None:
            raise self.GPhoto2Error(self.code)

        return SimpleNamespace(
            init=fail, set_abilities=lambda _: None, set_port_info=lambda _: None
        )

    def CameraAbilitiesList(self) -> Any:  # noqa: N802 - as the library has it
        return SimpleNamespace(
            load=lambda: None, lookup_model=lambda _: 0, get_abilities=lambda _: 0
        )

    def PortInfoList(self) -> Any:  # noqa: N802 - as the library has it
        return SimpleNamespace(load=lambda: None, lookup_path=lambda _: 0, get_info=lambda _: 0)


@pytest.mark.parametrize(
    ("code", "word"), [(-53, "busy"), (-110, "busy"), (-52, "gone"), (-7, "gone"), (-1, "failed")]
)
def test_what_the_library_refuses_is_said_in_one_word(code: int, word: str) -> None:
    library = _Library(code)
    cameras = Cameras(library, LIMITS, remembers=False)
    cameras._list = lambda _asked: [["Canon EOS", PORT]]  # type: ignore[method-assign]
    with pytest.raises(_RefusalError, match=word):
        cameras.do(Ask.READ, {"port": PORT, "folder": "/", "name": "a", "afresh": False})


# ------------------------------------------------------------------------------ in the keeper


def test_a_camera_stands_beside_the_cards_and_is_taken_in_and_emptied(
    working: Practice, camera: CameraProcess
) -> None:
    def test(scene: Scene) -> None:
        scene.until(scene.shows(FOLDER, cabled=True, files=3, fresh=3))
        intake = taken(scene, Removal.VERIFIED)
        assert len(intake.arrived) == 3
        assert all(one.source_removed for one in intake.arrived)
        assert [Path(one.file).name for one in intake.refused] == ["MVI_0070.MOV"]
        assert lying(camera) == ["MVI_0070.MOV"], "the film stays"
        scene.until(scene.shows(FOLDER, files=0, busy=False))
        scene.until(lambda: list_cards(scene.session)[-1].emptied_at)
        (known,) = [one for one in list_cards(scene.session) if one.serial.startswith("camera:")]
        (run,) = open_card(scene.session, known.id).runs
        assert (known.arrived, known.removed, run.arrived, run.removed) == (3, 3, 3, 3)
        scene.until(scene.shows(FOLDER, card=known.id))

    play(working, NIA, test, cameras=camera)


def test_only_what_is_chosen_comes_in_with_small_pictures_before(
    working: Practice, camera: CameraProcess
) -> None:
    def test(scene: Scene) -> None:
        scene.until(scene.shows(FOLDER, files=3))
        found = scene.sources.look_into(FOLDER)
        keys = tuple(one.key for one in found.files)
        wanted = LeafThrough(folder=FOLDER, files=keys, longest_px=64)
        thumbs, block = scene.sources.leaf_through(
            scene.session, wanted, pace=Pace(pause=scene.hub.sleep)
        )
        with block:
            assert all(one.raster is not None for one in thumbs)
        intake = taken(scene, only=(keys[1],))
        assert [one.file for one in intake.arrived] == [found.files[1].name]
        assert len(lying(camera)) == 4, "nothing is removed that was not asked for"
        again = scene.sources.look_into(FOLDER).files
        assert [one.known for one in again] == [False, True, False]

    play(working, NIA, test, cameras=camera)


def test_shoot_and_it_is_in_the_inbox(working: Practice, camera: CameraProcess) -> None:
    """The virtual camera makes a copy of a photograph that it has: one that the vault has not."""

    def test(scene: Scene) -> None:
        scene.until(scene.shows(FOLDER, files=3))
        before = {one.arrival for one in list_inbox(scene.session).waiting}
        scene.sources.cameras.tether(FOLDER, "left heel", Removal.VERIFIED)
        scene.until(scene.shows(FOLDER, tethered=True))
        scene.sources.cameras.shoot(FOLDER)

        def came() -> list[Any]:
            waiting = list_inbox(scene.session).waiting
            return [one for one in waiting if one.arrival not in before]

        scene.until(came)
        (shot,) = came()
        assert shot.facts is not None
        assert shot.facts["sitting"] == "left heel"
        assert shot.patient is None, "a label gives nothing to anybody"
        scene.until(lambda: not any(name.startswith("GPH") for name in lying(camera)))
        assert len(lying(camera)) == 4, "what lay there before is not touched"
        known = scene.sources.cameras.at(FOLDER)
        assert known is not None
        scene.until(lambda: known.tether is not None and known.tether.arrived)
        scene.sources.cameras.end_tether(FOLDER)
        scene.until(scene.shows(FOLDER, tethered=False))

    play(working, CLARE, test, cameras=camera)
    session = working.sign_in(MONA)
    with session.vault:
        told = [line for line in read_audit(session) if line.act in _TOLD]
    assert [line.act for line in told] == list(_TOLD)
    assert told[-1].body == {"arrived": 1}
    assert "heel" not in json.dumps([dict(line.body) for line in told])


_TOLD = ("tether_begun", "shutter_released", "tether_ended")


def test_a_camera_that_fails_ends_the_run_and_keeps_what_was_not_reached(
    working: Practice, camera: CameraProcess
) -> None:
    def test(scene: Scene) -> None:
        scene.until(scene.shows(FOLDER, files=3))
        wanted = TakeIn(folder=FOLDER, origin=Origin.PRACTICE, removal=Removal.VERIFIED)

        def progress(done: int, _total: int) -> None:
            if done == 1 and camera.process_id is not None:
                psutil.Process(camera.process_id).kill()

        intake = scene.sources.take_in(
            wanted, stop=Event(), pause=scene.hub.sleep, progress=progress
        ).value
        # Another process may be there before the next file is read: then the run simply goes on.
        assert intake.stopped in {"", "camera"}
        assert len(intake.arrived) + len(intake.pending) == 3
        scene.until(lambda: camera.process_id is not None)
        scene.until(scene.shows(FOLDER, watching=Watching.ALIVE, problem="", busy=False))
        rest = taken(scene, Removal.VERIFIED)
        assert rest.stopped == ""
        assert len(intake.arrived) + len(rest.arrived) == 3, "each exactly once"
        assert lying(camera) == ["MVI_0070.MOV"]

    play(working, NIA, test, cameras=camera)


def test_who_may_not_take_in_does_not_follow_or_shoot(
    working: Practice, camera: CameraProcess
) -> None:
    def test(scene: Scene) -> None:
        scene.until(scene.shows(FOLDER, files=3))
        with pytest.raises(NotPermittedError):
            scene.sources.cameras.tether(FOLDER, "", Removal.NEVER)
        with pytest.raises(NotPermittedError):
            scene.sources.cameras.shoot(FOLDER)

    play(working, MONA, test, cameras=camera)


def test_a_label_that_cannot_be_shown_is_refused_and_a_camera_must_be_there(
    working: Practice, camera: CameraProcess
) -> None:
    def test(scene: Scene) -> None:
        scene.until(scene.shows(FOLDER, files=3))
        for label in ("x" * 81, "left\u202eheel"):
            with pytest.raises(RecordInvalidError):
                scene.sources.cameras.tether(FOLDER, label, Removal.NEVER)
        with pytest.raises(SourceGoneError):
            scene.sources.cameras.tether(Path("camera:usb:9"), "", Removal.NEVER)
        assert not scene.shows(FOLDER, tethered=True)()

    play(working, RHYS, test, cameras=camera)
