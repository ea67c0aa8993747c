"""Looking into a card and taking in what was chosen of it, through the keeper's own code."""

import shutil
from pathlib import Path
from threading import Event

import pytest
from support.practice import CLARE, MONA, NIA, RHYS, Practice, photograph
from support.sources import Scene, film, make_card, photographs_on, play

from desktop.errors import NotPermittedError, SourceGoneError, UsageError
from desktop.keeper.calls import TakeIn
from desktop.keeper.card_calls import LeafThrough
from desktop.memory import SealedMemory
from desktop.records.arrival import Origin
from desktop.records.removal import Removal
from desktop.records.thumb import Thumb
from desktop.records.workstation import Workstation
from desktop.workflow.auditing import read_audit
from desktop.workflow.pace import Pace


@pytest.fixture
def card(tmp_path: Path) -> Path:
    return make_card(tmp_path / "EOS_DIGITAL", range(40, 46))


def named(card: Path) -> Workstation:
    return Workstation(card_folders=(card,))


def leafed(
    scene: Scene, card: Path, files: tuple[str, ...], longest_px: int = 64
) -> tuple[tuple[Thumb, ...], SealedMemory]:
    wanted = LeafThrough(folder=card, files=files, longest_px=longest_px)
    return scene.sources.leaf_through(scene.session, wanted, pace=Pace(pause=scene.hub.sleep))


def test_every_file_is_listed_once_and_films_are_refused(working: Practice, card: Path) -> None:
    film(card / "DCIM" / "100DIOGL" / "MVI_0001.MOV")

    def test(scene: Scene) -> None:
        found = scene.sources.look_into(card)
        assert [Path(one.name).name for one in found.files] == photographs_on(card)
        assert len({one.key for one in found.files}) == 6
        assert all(one.changed_at.startswith("2026-03-01") for one in found.files)
        assert [(Path(r.file).name, r.reason) for r in found.refused] == [
            ("MVI_0001.MOV", "video_not_handled")
        ]

    play(working, CLARE, test, settings=named(card))


def test_only_what_was_chosen_comes_in_and_is_known_afterwards(
    working: Practice, card: Path
) -> None:
    def test(scene: Scene) -> None:
        found = scene.sources.look_into(card).files
        chosen = (found[1].key, found[4].key)
        weighed: list[tuple[int, int]] = []
        wanted = TakeIn(folder=card, origin=Origin.PRACTICE, removal=Removal.VERIFIED, only=chosen)
        intake = scene.sources.take_in(
            wanted,
            stop=Event(),
            pause=scene.hub.sleep,
            progress=lambda _done, _all: None,
            weighed=lambda done, total: weighed.append((done, total)),
        ).value
        assert [one.file for one in intake.arrived] == [found[1].name, found[4].name]
        assert photographs_on(card) == [
            Path(one.name).name for at, one in enumerate(found) if at not in (1, 4)
        ]
        whole = found[1].size_bytes + found[4].size_bytes
        assert weighed == [(0, whole), (found[1].size_bytes, whole), (whole, whole)]
        for at in (1, 4):
            (card / found[at].name).write_bytes(photograph(40 + at))
        again = scene.sources.look_into(card).files
        assert len(again) == 6

    play(working, CLARE, test, settings=named(card))


def test_what_was_taken_in_and_left_is_marked(working: Practice, card: Path) -> None:
    def test(scene: Scene) -> None:
        scene.take_in(card)
        assert all(one.known for one in scene.sources.look_into(card).files)

    play(working, CLARE, test, settings=named(card))


def test_small_pictures_come_from_the_card_and_the_page_is_one_entry(
    working: Practice, card: Path
) -> None:
    def test(scene: Scene) -> None:
        found = scene.sources.look_into(card).files
        keys = tuple(one.key for one in found)
        broken = card / found[2].name
        broken.write_bytes(b"\xff\xd8\xff and nothing else")
        (card / found[3].name).unlink()
        thumbs, block = leafed(scene, card, keys)
        with block:
            assert [thumb.subject for thumb in thumbs] == list(keys)
            assert [at for at, one in enumerate(thumbs) if one.raster is None] == [2, 3]
            assert all(one.raster.end <= block.size for one in thumbs if one.raster is not None)
        names.extend(Path(one.name).name for one in found)

    names: list[str] = []
    play(working, CLARE, test, settings=named(card))
    session = working.sign_in(MONA)
    with session.vault:
        lines = read_audit(session)
        looks = [line for line in lines if line.act == "view_card"]
        assert [line.body for line in looks] == [{"opened": "on a card, small", "pictures": 6}]
        assert names
        assert not any(name in str(line.body) for line in lines for name in names)


def test_pages_have_a_limit_and_a_card_that_is_gone_says_so(working: Practice, card: Path) -> None:
    def test(scene: Scene) -> None:
        keys = tuple(one.key for one in scene.sources.look_into(card).files)
        with pytest.raises(UsageError):
            leafed(scene, card, ())
        with pytest.raises(UsageError):
            leafed(scene, card, keys, longest_px=4000)
        shutil.rmtree(card)
        with pytest.raises(SourceGoneError):
            leafed(scene, card, keys)
        with pytest.raises(SourceGoneError):
            scene.sources.look_into(card)

    play(working, CLARE, test, settings=named(card))


def test_the_front_desk_lists_and_does_not_look(working: Practice, card: Path) -> None:
    def at_the_desk(scene: Scene) -> None:
        found = scene.sources.look_into(card).files
        assert all(one.name for one in found)
        with pytest.raises(NotPermittedError):
            leafed(scene, card, (found[0].key,))

    play(working, RHYS, at_the_desk, settings=named(card))


def test_a_nurse_looks(working: Practice, card: Path) -> None:
    def test(scene: Scene) -> None:
        found = scene.sources.look_into(card).files
        _, block = leafed(scene, card, (found[0].key,))
        block.close()

    play(working, NIA, test, settings=named(card))
