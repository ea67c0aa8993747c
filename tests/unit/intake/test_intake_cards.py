"""Which cards are in, by the table of mounts and what lies on them; shares are never touched."""

import os
from pathlib import Path

import psutil
import pytest

from desktop.errors import SourceGoneError
from desktop.intake import cards, volumes
from desktop.intake.cards import cards_in
from desktop.intake.heads import Heads
from desktop.intake.source import Source
from desktop.intake.volumes import is_distant, mounted_volumes
from desktop.records.arrival import Refusal

JPEG = b"\xff\xd8\xff\xe0" + bytes(60)
FILM = b"\0\0\0\x18ftypisom\0\0\2\0isomiso2" + bytes(64)


class Mount:
    """One line of the table of mounts."""

    def __init__(self, place: Path | str, fstype: str = "exfat", opts: str = "rw") -> None:
        self.mountpoint, self.fstype, self.opts = str(place), fstype, opts
        self.device = "/dev/sdz1"


@pytest.fixture
def mounts(monkeypatch: pytest.MonkeyPatch) -> list[Mount]:
    """The table of mounts: this machine has no card reader."""
    table: list[Mount] = [Mount("/", "ext4")]
    monkeypatch.setattr(psutil, "disk_partitions", lambda **_options: table)
    return table


def make_card(folder: Path) -> Path:
    (folder / "DCIM" / "100DIOGL").mkdir(parents=True)
    return folder


def test_a_volume_with_an_image_folder_is_a_card(tmp_path: Path, mounts: list[Mount]) -> None:
    mounts.append(Mount(make_card(tmp_path / "EOS_DIGITAL")))
    (card,) = cards_in()
    assert (card.path, card.label) == (tmp_path / "EOS_DIGITAL", "EOS_DIGITAL")
    assert card.identity


@pytest.mark.parametrize(
    ("fstype", "opts", "place", "expected"),
    [
        ("vfat", "rw", "/data", True),
        ("exfat", "rw", "/data", True),
        ("ext4", "rw", "/data", False),
        ("ext4", "rw", "/run/media/sian/CARD", True),
        ("ntfs", "rw", "/media/sian/STICK", True),
        ("fuseblk", "rw", "/mnt/card", True),
        ("msdos", "rw", "/Volumes/NIKON D750", True),
        ("ext4", "rw", "/mediatheque", False),
        ("NTFS", "rw,removable", "E:\\", True),
        ("nfs4", "rw", "/mnt/share", False),
        ("cifs", "rw", "/mnt/share", False),
        ("smbfs", "rw", "/Volumes/share", False),
        ("fuse.sshfs", "rw", "/mnt/far", False),
        ("autofs", "rw", "/mnt/auto", False),
        ("NTFS", "rw,remote,removable", "Z:\\", False),
    ],
)
def test_local_volumes_are_considered_and_shares_are_not(
    mounts: list[Mount], fstype: str, opts: str, place: str, expected: bool
) -> None:
    mounts.append(Mount(place, fstype, opts))
    assert [str(one.path) for one in mounted_volumes()] == ([place] if expected else [])


def test_a_share_is_not_touched(
    tmp_path: Path, mounts: list[Mount], monkeypatch: pytest.MonkeyPatch
) -> None:
    share = make_card(tmp_path / "share")
    mounts.append(Mount(share, "nfs4"))
    touched: list[str] = []
    honest = os.stat

    def watched(path: object, *args: object, **options: object) -> os.stat_result:
        touched.append(str(path))
        return honest(path, *args, **options)

    monkeypatch.setattr(os, "stat", watched)
    assert cards_in([share, share / "DCIM"]) == ()
    assert not any(path.startswith(str(share)) for path in touched)
    assert is_distant(share / "anything" / ".." / "else")
    assert not is_distant(tmp_path)


def test_folders_named_in_the_settings_count_while_they_hold_images(
    tmp_path: Path, mounts: list[Mount]
) -> None:
    named = tmp_path / "card"
    assert cards_in([named]) == ()
    make_card(named)
    (card,) = cards_in([named])
    named.rename(tmp_path / "away")
    assert cards_in([named]) == ()
    (tmp_path / "away").rename(named)
    assert cards_in([named])[0].identity == card.identity


def test_what_only_looks_like_a_card_is_none(tmp_path: Path, mounts: list[Mount]) -> None:
    plain = tmp_path / "plain"
    plain.mkdir()
    linked = tmp_path / "linked"
    linked.mkdir()
    (linked / "DCIM").symlink_to(make_card(tmp_path / "elsewhere") / "DCIM")
    flat = tmp_path / "flat"
    flat.mkdir()
    (flat / "DCIM").write_bytes(b"")
    mounts += [Mount(plain), Mount(linked), Mount(flat), Mount(tmp_path / "missing")]
    assert cards_in() == ()


@pytest.mark.skipif(os.geteuid() == 0, reason="root may read everything")
def test_a_volume_that_may_not_be_read_is_passed_over(tmp_path: Path, mounts: list[Mount]) -> None:
    closed = make_card(tmp_path / "closed")
    mounts.append(Mount(closed))
    closed.chmod(0)
    try:
        assert cards_in() == ()
    finally:
        closed.chmod(0o700)


def test_a_worn_card_that_cannot_be_read_is_passed_over(
    tmp_path: Path, mounts: list[Mount], monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken(_folder: object) -> None:
        raise OSError(5, "input/output error")

    mounts.append(Mount(make_card(tmp_path / "worn")))
    with monkeypatch.context() as worn:
        worn.setattr(cards.os, "scandir", broken)
        assert cards_in() == ()


def test_files_that_come_and_go_show_in_the_stamp(tmp_path: Path, mounts: list[Mount]) -> None:
    folder = make_card(tmp_path / "card")
    inner = folder / "DCIM" / "100DIOGL"
    stamps = []
    for moment in (1, 2, 3):
        (inner / f"{moment}.jpg").write_bytes(JPEG)
        os.utime(inner, (moment, moment))
        stamps.append(cards_in([folder])[0].stamp)
    assert len(set(stamps)) == 3
    assert cards_in([folder])[0].stamp == stamps[-1]


def test_a_volume_is_called_as_the_system_lists_it(
    tmp_path: Path, mounts: list[Mount], monkeypatch: pytest.MonkeyPatch
) -> None:
    disks = tmp_path / "disk"
    for how, name in (("by-label", "NIKON\\x20D750"), ("by-uuid", "6130-6462")):
        (disks / how).mkdir(parents=True)
        (disks / how / name).symlink_to("../../sdz1")
        (disks / how / "other").symlink_to("../../sda1")
    monkeypatch.setattr(volumes, "_DISKS", disks)
    mounts.append(Mount(make_card(tmp_path / "1234")))
    (card,) = cards_in()
    assert (card.label, card.identity) == ("NIKON D750", "6130-6462")


def test_a_name_that_would_mislead_on_a_screen_is_shown_as_it_is(
    tmp_path: Path, mounts: list[Mount]
) -> None:
    mounts.append(Mount(make_card(tmp_path / "card\u202egpj")))
    assert cards_in()[0].label == "card\\u202egpj"


def test_this_computers_own_volumes_can_be_listed() -> None:
    assert all(volume.label for volume in mounted_volumes())


# ------------------------------------------------------------------------------------ first bytes


def test_what_a_file_announces_is_told_without_reading_it(tmp_path: Path) -> None:
    for name, data in {
        "a.jpg": JPEG,
        "b.mp4": FILM,
        "c.txt": b"hello there, this is no picture",
        "d.jpg": b"",
        "e.jpg": b"\xff\xd8\xff" + b"cut off somewhere",
        "film.jpg": FILM,
    }.items():
        (tmp_path / name).write_bytes(data)
    (tmp_path / "f.jpg").symlink_to(tmp_path / "a.jpg")
    with Source(tmp_path) as source:
        listing = Heads().look(source)
    assert [one.relative_name for one in listing.seen] == ["a.jpg", "e.jpg"]
    assert {one.relative_name: one.reason for one in listing.refused} == {
        "b.mp4": Refusal.VIDEO_NOT_HANDLED,
        "c.txt": Refusal.NOT_AN_IMAGE,
        "d.jpg": Refusal.EMPTY,
        "f.jpg": Refusal.LINK,
        "film.jpg": Refusal.VIDEO_NOT_HANDLED,
    }


def test_a_file_is_opened_once_and_again_when_it_has_changed(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    opened: list[bytes] = []
    honest = Source.open

    def counted(self: Source, raw: bytes, **options: object) -> object:
        opened.append(raw)
        return honest(self, raw, **options)

    monkeypatch.setattr(Source, "open", counted)
    (tmp_path / "a.jpg").write_bytes(JPEG)
    (tmp_path / "b.jpg").write_bytes(JPEG)
    heads = Heads()
    with Source(tmp_path) as source:
        for _ in range(3):
            assert len(heads.look(source).seen) == 2
        (tmp_path / "a.jpg").write_bytes(FILM)
        assert [one.relative_name for one in heads.look(source).refused] == ["a.jpg"]
    assert opened == [b"a.jpg", b"b.jpg", b"a.jpg"]


def test_a_card_that_goes_during_the_look_is_said(tmp_path: Path) -> None:
    card = make_card(tmp_path / "card")
    with Source(card) as source:
        card.rename(tmp_path / "away")
        with pytest.raises(SourceGoneError):
            Heads().look(source)
