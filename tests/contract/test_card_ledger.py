"""The card ledger: what came from each card, what left it, what still lies there, who says so."""

import os
import shutil
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from threading import Event

import pytest
from support.practice import (
    CLARE,
    MONA,
    NIA,
    RHYS,
    Practice,
    fill_card,
    passphrase_of,
    photograph,
    run_on,
)
from support.sources import Scene, film, make_card, photographs_on, play

from desktop.cli.main import main
from desktop.errors import NotPermittedError, RecordInvalidError, UnknownRecordError
from desktop.ids import CardId
from desktop.intake.cards import cards_in
from desktop.intake.source import Source
from desktop.records.arrival import Origin
from desktop.records.card import CardSeen, CardState
from desktop.records.intake_report import IntakeReport
from desktop.records.removal import Removal
from desktop.records.workstation import Workstation
from desktop.vault import arrivals
from desktop.workflow.card_ledger import (
    attest_backup,
    card_cleared,
    list_cards,
    note_card,
    open_card,
)
from desktop.workflow.emptying import Run, receive_folder
from desktop.workflow.session import Session
from desktop.workflow.watching import watch_folder

SEEN = CardSeen(identity="1A2B-3C4D", label="EOS_DIGITAL")


def run_card(
    card: Path,
    *,
    removal: Removal = Removal.VERIFIED,
    origin: Origin = Origin.PRACTICE,
    seen: CardSeen = SEEN,
) -> Run:
    made = run_on(card, removal=removal)
    return Run(
        folder=made.folder,
        origin=origin,
        removal=removal,
        stop=made.stop,
        progress=made.progress,
        timing=made.timing,
        card=seen,
    )


def take_in(session: Session, card: Path, **how: object) -> IntakeReport:
    return receive_folder(session, run_card(card, **how)).value  # type: ignore[arg-type]


def test_a_run_is_in_the_ledger_and_arrivals_know_their_card(staffed: Practice) -> None:
    fill_card(staffed.card, range(3))
    film(staffed.card / "MVI_1.MP4")
    session = staffed.sign_in(NIA)
    with session.vault:
        take_in(session, staffed.card)
        (card,) = list_cards(session)
        assert (card.serial, card.label, card.origin) == (
            "1A2B-3C4D",
            "EOS_DIGITAL",
            Origin.PRACTICE,
        )
        assert card.is_cleared
        (run,) = open_card(session, card.id).runs
        assert (run.arrived, run.known, run.removed, run.kept, run.pending) == (3, 0, 3, 0, 0)
        assert (run.not_removed, run.refused) == ({}, {"video_not_handled": 1})
        assert (run.by, run.by_name) == (session.user, "Nia Test")
        assert (card.arrived, card.removed, card.since) == (3, 3, "")
        assert run.began_at < run.ended_at
        with session.vault.reading() as tx:
            rows = arrivals.waiting(tx)
        assert {row.facts["card"] for row in rows} == {card.id}


def test_a_card_is_one_card_wherever_it_is_put_in_and_another_is_another(staffed: Practice) -> None:
    fill_card(staffed.card, range(2))
    session = staffed.sign_in(NIA)
    with session.vault:
        take_in(session, staffed.card)
        fill_card(staffed.card, range(2, 4))
        take_in(session, staffed.card, seen=CardSeen(identity="1A2B-3C4D", label="RENAMED"))
        fill_card(staffed.card, range(4, 5))
        take_in(session, staffed.card, seen=CardSeen(identity="FFFF-0000", label="SD2"))
        found = {card.serial: card for card in list_cards(session)}
        assert set(found) == {"1A2B-3C4D", "FFFF-0000"}
        assert found["1A2B-3C4D"].label == "RENAMED"
        assert len(open_card(session, found["1A2B-3C4D"].id).runs) == 2


def test_what_could_not_be_removed_is_named_with_its_reason_and_age(
    staffed: Practice, monkeypatch: pytest.MonkeyPatch
) -> None:
    fill_card(staffed.card, range(3))
    honest = os.unlink

    def write_protected(path: object, **options: int) -> None:
        if isinstance(path, bytes) and path.startswith(b"IMG_"):
            raise OSError(30, "read-only file system")
        honest(path, **options)  # type: ignore[arg-type]

    session = staffed.sign_in(NIA)
    with session.vault:
        with monkeypatch.context() as patched:
            patched.setattr(os, "unlink", write_protected)
            take_in(session, staffed.card)
        (card,) = list_cards(session)
        assert (card.stuck, bool(card.stuck_at), card.is_cleared) == (3, True, False)
        (run,) = open_card(session, card.id).runs
        assert (run.removed, run.not_removed) == (0, {"read_only": 3})
        assert (card.arrived, card.removed, card.since) == (3, 0, card.stuck_at)
        take_in(session, staffed.card)  # put in again: compared, and removed like any other
        (card,) = list_cards(session)
        assert card.is_cleared
        assert list(staffed.card.iterdir()) == []
        first, _second = open_card(session, card.id).runs
        assert (first.arrived, first.known, first.removed) == (0, 3, 3)


def test_a_card_that_was_cleared_otherwise_is_said_for_it_alone(staffed: Practice) -> None:
    fill_card(staffed.card, range(2))
    session = staffed.sign_in(NIA)
    with session.vault:
        take_in(session, staffed.card, removal=Removal.NEVER)
        (card,) = list_cards(session)
        note_card(session, SEEN, lying=2, fresh=0)
        (card,) = list_cards(session)
        assert (card.lying, card.is_cleared, card.emptied_at) == (2, False, "")
        assert (card.fresh, card.arrived, card.kept) == (0, 2, 2)
        assert card.since == card.kept_at < card.last_at
        with pytest.raises(RecordInvalidError):
            card_cleared(session, card.id, " ")
        card_cleared(session, card.id, "formatted in the camera")
        (card,) = list_cards(session)
        assert card.is_cleared
        assert (card.removed, card.said, card.since) == (0, 0, "")
        with pytest.raises(UnknownRecordError):
            card_cleared(session, CardId("k-none"), "lost")


def test_a_card_is_proven_empty_by_a_look_and_not_by_a_run(staffed: Practice) -> None:
    session = staffed.sign_in(NIA)
    with session.vault:
        note_card(session, SEEN, lying=3, fresh=3)
        note_card(session, SEEN, lying=0, fresh=0)
        (card,) = list_cards(session)
        first = card.emptied_at
        assert first
        note_card(session, SEEN, lying=0, fresh=0)
        assert list_cards(session)[0].emptied_at == first
        note_card(session, SEEN, lying=1, fresh=1)
        assert list_cards(session)[0].emptied_at == ""


@pytest.mark.parametrize(
    ("origin", "asks"),
    [(Origin.OWN, True), (Origin.PRACTICE, False), (Origin.PATIENT, False), (Origin.OTHER, False)],
)
def test_the_backup_of_a_device_of_ones_own_is_asked_for_and_no_other(
    staffed: Practice, origin: Origin, asks: bool
) -> None:
    fill_card(staffed.card, range(1))
    session = staffed.sign_in(NIA)
    with session.vault:
        take_in(session, staffed.card, origin=origin)
        (card,) = list_cards(session)
        assert card.asks_attestation is asks


def test_an_attestation_needs_both_ticks_and_stands_with_its_name(staffed: Practice) -> None:
    fill_card(staffed.card, range(1))
    session = staffed.sign_in(RHYS)
    with session.vault:
        take_in(session, staffed.card, origin=Origin.OWN)
        (card,) = list_cards(session)
        for ticks in ({"not_synchronised": True, "not_kept": False},):
            with pytest.raises(RecordInvalidError):
                attest_backup(session, card.id, **ticks)
        said = attest_backup(session, card.id, not_synchronised=True, not_kept=True).value
        assert (said.attested_by, bool(said.attested_at)) == (session.user, True)
        assert said.attested_name == list_cards(session)[0].attested_name != ""
        assert not said.asks_attestation
    session = staffed.sign_in(MONA)
    with session.vault, pytest.raises(NotPermittedError):
        attest_backup(session, card.id, not_synchronised=True, not_kept=True)


def test_the_keeper_keeps_the_ledger(staffed: Practice, tmp_path: Path) -> None:
    card = make_card(tmp_path / "EOS_DIGITAL", range(3))

    def test(scene: Scene) -> None:
        scene.until(scene.shows(card, files=3, fresh=3))
        scene.until(lambda: list_cards(scene.session))
        (known,) = list_cards(scene.session)
        assert (known.label, known.lying, known.fresh) == ("EOS_DIGITAL", 3, 3)
        scene.take_in(card, Removal.VERIFIED)
        scene.until(scene.shows(card, files=0))
        scene.until(lambda: list_cards(scene.session)[0].emptied_at)
        (run,) = open_card(scene.session, known.id).runs
        assert (run.arrived, run.removed) == (3, 3)

    play(staffed, CLARE, test, settings=Workstation(card_folders=(card,)))


# ------------------------------------------------ the identity before removal, and a real card


def _swap(card: Path, kind: str) -> bytes:
    """Put something else in the place of the one file; return what must be there afterwards."""
    path = card / "IMG_0000.JPG"
    data = path.read_bytes()
    if kind == "rewritten":
        path.write_bytes(data[::-1])
    elif kind == "same_name_and_size":
        other = card.with_name("other")
        other.write_bytes(data[::-1])
        status = path.stat()
        os.utime(other, ns=(status.st_atime_ns, status.st_mtime_ns))
        other.replace(path)
    elif kind == "link":
        target = card.with_name("target")
        target.write_bytes(data[::-1])
        path.unlink()
        path.symlink_to(target)
    else:
        other = card.with_name("twin")
        other.write_bytes(data[::-1])
        path.unlink()
        os.link(other, path)
    return data[::-1]


@pytest.mark.parametrize("kind", ["rewritten", "same_name_and_size", "link", "hard_link"])
def test_a_file_that_took_the_place_of_the_one_that_was_read_stays(
    staffed: Practice, monkeypatch: pytest.MonkeyPatch, kind: str
) -> None:
    """Swapped between the commit and the removal: the last moment at which it can be."""
    fill_card(staffed.card, range(1))
    expected: list[bytes] = []
    honest = Source.remove

    def remove(self: Source, raw: bytes, **how: object) -> None:
        expected.append(_swap(staffed.card, kind))
        honest(self, raw, **how)  # type: ignore[arg-type]

    session = staffed.sign_in(NIA)
    with session.vault:
        with monkeypatch.context() as patched:
            patched.setattr(Source, "remove", remove)
            report = take_in(session, staffed.card)
        assert [one.source_removed for one in report.arrived] == [False]
        assert (staffed.card / "IMG_0000.JPG").read_bytes() == expected[0]
        (card,) = list_cards(session)
        assert card.stuck == 1
        assert open_card(session, card.id).runs[0].not_removed == {"changed": 1}


def test_a_file_with_a_second_name_loses_only_the_one_that_was_asked_for(staffed: Practice) -> None:
    fill_card(staffed.card, range(1))
    second = staffed.root / "second"
    os.link(staffed.card / "IMG_0000.JPG", second)
    session = staffed.sign_in(NIA)
    with session.vault:
        report = take_in(session, staffed.card)
    assert [one.source_removed for one in report.arrived] == [True]
    assert second.read_bytes() == photograph(0)


_NEEDED = ("losetup", "umount")
_FAT, _EXFAT = ("mkfs.vfat", "mount"), ("mkfs.exfat", "mount.exfat-fuse")


def _why_no_card() -> str:
    """Return why no image of a card can be mounted here, or nothing."""
    if sys.platform != "linux" or os.geteuid() != 0 or not Path("/dev/loop-control").exists():
        return "not root with loop devices: A REAL CARD IS NOT TESTED"
    if not all(shutil.which(one) for one in _NEEDED) or not _ways():
        return "neither FAT nor exFAT can be made and mounted: A REAL CARD IS NOT TESTED"
    return ""


def _ways() -> list[tuple[str, str]]:
    known = Path("/proc/filesystems").read_text(encoding="ascii")
    ways = [_FAT] if "vfat" in known else []
    ways += [_EXFAT] if Path("/dev/fuse").exists() else []
    return [way for way in ways if all(shutil.which(one) for one in way)]


@pytest.fixture
def real(tmp_path: Path) -> Iterator[Path]:
    """Mount an image of a card as FAT or exFAT; unmounted even if the test fails."""
    make, mount = _ways()[0]
    image, place = tmp_path / "card.img", tmp_path / "card-in"
    place.mkdir()
    with image.open("wb") as file:
        file.truncate(32 * 1024 * 1024)
    subprocess.run([make, str(image)], check=True, stdout=subprocess.DEVNULL)
    found = subprocess.run(
        ["losetup", "--find", "--show", str(image)], check=True, capture_output=True, text=True
    )
    device = found.stdout.strip()
    try:
        subprocess.run([mount, device, str(place)], check=True, stdout=subprocess.DEVNULL)
        try:
            yield place
        finally:
            subprocess.run(["umount", str(place)], check=True)
    finally:
        subprocess.run(["losetup", "-d", device], check=True)


@pytest.mark.skipif(bool(_why_no_card()), reason=_why_no_card() or "all there")
def test_a_real_card_that_is_put_in_twice_still_empties(staffed: Practice, real: Path) -> None:
    make_card(real, range(4))
    (card,) = [one for one in cards_in((real,)) if one.path == real]
    seen = CardSeen(identity=card.identity, label=card.label)
    session = staffed.sign_in(NIA)
    with session.vault:
        first = take_in(session, real, removal=Removal.NEVER, seen=seen)
        assert (len(first.arrived), len(photographs_on(real))) == (4, 4)
        again = take_in(session, real, seen=seen)
        assert [one.copy_matches for one in again.duplicates] == [True] * 4
        assert all(one.source_removed for one in again.duplicates)
        assert photographs_on(real) == []
        (known,) = list_cards(session)
        assert known.is_cleared
        newest, oldest = open_card(session, known.id).runs
        assert (oldest.arrived, oldest.kept, oldest.removed) == (4, 4, 0)
        assert (newest.known, newest.kept, newest.removed) == (4, 0, 4)


# ---------------------------------------------------------------------------- by command


def test_by_command_a_card_is_in_the_ledger_like_any_other(
    staffed: Practice,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    for name in ("XDG_CONFIG_HOME", "XDG_STATE_HOME"):
        monkeypatch.setenv(name, str(tmp_path / name))
    card = make_card(tmp_path / "EOS_DIGITAL", range(2))
    film(card / "DCIM" / "MVI_1.MP4")
    secret = tmp_path / "secret.txt"
    secret.write_text(passphrase_of(NIA))
    access = ["--user", NIA, "--passphrase-file", str(secret), "--json"]
    words = ["intake", str(staffed.vault), "--from", str(card / "DCIM"), *access]
    assert main(words) == 0
    (known,) = _ledger(staffed)
    assert (known.label, known.lying, known.fresh) == ("EOS_DIGITAL", 2, 0)
    assert main([*words, "--remove-source", "verified"]) == 0
    (known,) = _ledger(staffed)
    assert (known.lying, bool(known.emptied_at), known.is_cleared) == (0, True, True)
    assert [(one.arrived, one.known, one.removed) for one in known.runs] == [(0, 2, 2), (2, 0, 0)]
    capsys.readouterr()
    assert main([*words, "--device", "d-none"]) == 1
    assert "no_such_device" in "".join(capsys.readouterr())


def _ledger(practice: Practice) -> list[CardState]:
    session = practice.sign_in(NIA)
    with session.vault:
        return [open_card(session, one.id) for one in list_cards(session)]


def test_a_card_that_is_watched_by_command_has_its_line_and_another_one_its_own(
    staffed: Practice, tmp_path: Path
) -> None:
    """The card is exchanged for another one at the same place while it is watched."""
    place = make_card(tmp_path / "in", range(2))
    other = make_card(tmp_path / "other", range(2, 3))
    stop = Event()
    run = replace(run_on(place, removal=Removal.VERIFIED), stop=stop)
    came: list[str] = []

    def heard(_why: str, news: IntakeReport) -> None:
        came.extend(one.file for one in news.arrived)
        if len(came) == 2 and other.exists():
            place.rename(tmp_path / "out")
            other.rename(place)
        if len(came) == 3:
            stop.set()

    session = staffed.sign_in(NIA)
    with session.vault:
        watch_folder(session, run, heard)
        lines = [open_card(session, one.id) for one in list_cards(session)]
    assert len(came) == 3
    assert sorted(one.runs[0].arrived for one in lines) == [1, 2]
    assert all(one.is_cleared for one in lines)
