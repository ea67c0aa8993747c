"""The card: every file is what it says, the same each time, and carries what a camera writes."""

import hashlib
from datetime import UTC, datetime, timedelta
from pathlib import Path

import numpy as np
import pytest

from desktop.demo import pictures, scenes
from desktop.errors import FileRefusedError
from desktop.intake.probe import examine
from desktop.records.arrival import ImageFormat
from desktop.redact.detect.faces import FaceFinder
from desktop.redact.pixels import decode
from desktop.settings import Limits

WIDTH_PX = 400
LARGE = {"IMG_0001.JPG", "IMG_0006.JPG"}
FIRST = datetime(2026, 3, 2, 14, 5, 9, tzinfo=UTC)


def _draw(folder: Path, seed: int = 7) -> tuple[Path, ...]:
    steps: list[tuple[int, int]] = []
    files = pictures.draw_card(
        folder,
        progress=lambda done, total: steps.append((done, total)),
        seed=seed,
        width_px=WIDTH_PX,
        first_shot=FIRST,
    )
    assert [done for done, _ in steps] == list(range(1, len(files) + 1))
    assert steps[-1] == (len(files), len(files))
    return files


@pytest.fixture(scope="module")
def card(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Path]:
    return {path.name: path for path in _draw(tmp_path_factory.mktemp("card"))}


def _shots(card: dict[str, Path]) -> dict[str, Path]:
    return {name: path for name, path in card.items() if name not in pictures.REFUSED}


def test_the_card_has_a_cameras_folders(card: dict[str, Path]) -> None:
    assert len(_shots(card)) >= 12
    for name, path in _shots(card).items():
        assert path.parts[-3:-1] == ("DCIM", "100DIOGL"), name
    assert set(pictures.REFUSED) < set(card)


def test_each_picture_is_whole_and_of_its_size(card: dict[str, Path]) -> None:
    for name, path in _shots(card).items():
        facts = examine(path.read_bytes(), limits=Limits())
        upright = decode(path.read_bytes(), limits=Limits()).pixels
        assert upright.shape == (facts.height_px, facts.width_px, 3), name
        assert upright.std() > 12, name
        if facts.format is ImageFormat.JPEG:
            long_px = WIDTH_PX * 3 // 2 if name in LARGE else WIDTH_PX
            assert max(upright.shape) == long_px, name


def test_what_is_refused_is_refused_for_its_reason(card: dict[str, Path]) -> None:
    for name, refusal in pictures.REFUSED.items():
        with pytest.raises(FileRefusedError) as refused:
            examine(card[name].read_bytes(), limits=Limits())
        assert refused.value.reason == refusal.value, name


def test_every_camera_file_gives_the_patient_away(card: dict[str, Path]) -> None:
    jpegs = [name for name in _shots(card) if name.endswith(".JPG")]
    assert len(jpegs) == 11
    for name in jpegs:
        facts = examine(card[name].read_bytes(), limits=Limits())
        assert facts.thumbnail_present, name
        assert facts.make == pictures.MAKE
        expected = pictures.LARGE_SERIAL if name in LARGE else pictures.SERIAL
        assert facts.serial == expected
        assert facts.taken_at.startswith("2026-03-02T1")
        assert facts.gps_present is (name != "IMG_0007.JPG")


def test_the_turned_portrait_is_stored_on_its_side(card: dict[str, Path]) -> None:
    turned = examine(card["IMG_0011.JPG"].read_bytes(), limits=Limits())
    assert turned.orientation == 6
    assert (turned.width_px, turned.height_px) == (WIDTH_PX * 3 // 4, WIDTH_PX)
    upright = decode(card["IMG_0011.JPG"].read_bytes(), limits=Limits()).pixels.astype(float)
    suit = upright[-WIDTH_PX // 5 :, : WIDTH_PX // 3].mean(axis=(0, 1))
    wall = upright[: WIDTH_PX // 10, : WIDTH_PX // 5].mean(axis=(0, 1))
    assert suit[0] - suit[2] > 80, "the orange suit is at the bottom"
    assert abs(wall[0] - wall[2]) < 30, "the grey wall is at the top"


def test_the_telephone_file_knows_where_it_was(card: dict[str, Path]) -> None:
    if "IMG_0016.HEIC" not in card:
        pytest.skip("this computer cannot write HEIC")
    facts = examine(card["IMG_0016.HEIC"].read_bytes(), limits=Limits())
    assert facts.format is ImageFormat.HEIC
    assert facts.gps_present
    assert facts.model == "Telor 5"


def test_files_carry_the_cameras_dates(card: dict[str, Path]) -> None:
    for path in card.values():
        written = datetime.fromtimestamp(path.stat().st_mtime, tz=UTC)
        assert FIRST <= written <= FIRST + timedelta(hours=4)


def test_equal_seeds_draw_equal_cards(card: dict[str, Path], tmp_path: Path) -> None:
    again = {path.name: path for path in _draw(tmp_path)}
    assert set(again) == set(card)
    for name in card:
        if not name.endswith(".HEIC"):
            first, second = (hashlib.sha256(at[name].read_bytes()) for at in (card, again))
            assert first.digest() == second.digest(), name


def test_another_seed_draws_other_skin(card: dict[str, Path]) -> None:
    other = np.asarray(
        scenes.photograph(scenes.RASH, seed=8, size_px=(WIDTH_PX, WIDTH_PX * 3 // 4))
    )
    same = decode(card["IMG_0009.JPG"].read_bytes(), limits=Limits()).pixels
    assert np.abs(other.astype(int) - same.astype(int)).mean() > 4


def test_the_portraits_have_one_sure_face(card: dict[str, Path]) -> None:
    finder = FaceFinder()
    for name, centre in (("IMG_0010.JPG", (0.44, 0.36)), ("IMG_0011.JPG", (0.51, 0.29))):
        upright = decode(card[name].read_bytes(), limits=Limits()).pixels
        sure = [face for face in finder.find(upright).faces if face.sure]
        assert len(sure) == 1, name
        middle = (
            (sure[0].x + sure[0].w / 2) / upright.shape[1],
            (sure[0].y + sure[0].h / 2) / upright.shape[0],
        )
        assert middle == pytest.approx(centre, abs=0.06), name


@pytest.mark.parametrize("scene", ["LEG_RULER", "MOLE_FAIR", "TATTOO_BAND"])
def test_skin_has_no_sure_face(scene: str) -> None:
    drawn = scenes.photograph(getattr(scenes, scene), seed=7, size_px=(1600, 1200))
    detection = FaceFinder().find(np.asarray(drawn))
    assert not [face for face in detection.faces if face.sure]
