"""Finding faces: the same answer each time, sure of a portrait, silent on plain walls."""

import json
import tomllib
from pathlib import Path

import cv2
import numpy as np
import pytest
from PIL import Image

from benchmarks.detection import measure, part_of, share
from desktop.assets import resource
from desktop.errors import DecoderAnswerError, DetectorMissingError
from desktop.records.detection import Detection, Face, Kind, Suggestion
from desktop.redact.detect import models
from desktop.redact.detect.box import Box, overlap, share_inside
from desktop.redact.detect.centerface import CenterFace
from desktop.redact.detect.closeup import mirrored
from desktop.redact.detect.evidence import LARGEST_PX, View, places
from desktop.redact.detect.faces import FaceFinder

SAMPLES = Path(__file__).resolve().parents[3] / ".." / "shared" / "samples"


@pytest.fixture(scope="module")
def finder():
    return FaceFinder()


@pytest.fixture(scope="module")
def portrait():
    with Image.open(resource("demo", "portrait.png")) as image:  # noqa: TID251 - our own file
        return np.asarray(image.convert("RGB"))


def _noise(width, height, seed=1):
    return np.random.default_rng(seed).integers(0, 256, (height, width, 3), dtype=np.uint8)


@pytest.mark.parametrize("quarters", range(4))
def test_a_portrait_is_found_whichever_way_it_is_held(finder, portrait, quarters):
    turned = np.ascontiguousarray(np.rot90(portrait, quarters))
    found = finder.find(turned)
    assert found.face_may_be_present
    assert found.faces
    if quarters == 0:
        assert found.faces[0].sure


@pytest.mark.parametrize("part", [(0.5, 0.25, 1.0, 0.62), (0.05, 0.55, 0.95, 1.05)])
def test_an_eye_or_a_mouth_alone_is_proposed_whichever_way_the_picture_is_held(
    finder, portrait, part
):
    face = finder.find(portrait).faces[0]
    left, right = (round(face.x + face.w * share) for share in part[::2])
    top, bottom = (round(face.y + face.h * share) for share in part[1::2])
    close = cv2.resize(portrait[top:bottom, left:right], (640, 480), interpolation=cv2.INTER_CUBIC)
    for quarters in range(4):
        found = finder.find(np.ascontiguousarray(np.rot90(close, quarters)))
        assert found.face_may_be_present, quarters
        assert max((one.w * one.h for one in found.faces), default=0) > 0.3 * 640 * 480, quarters


def test_what_is_mirrored_is_the_picture_itself_and_one_a_pixel_wide_has_no_mirror():
    view = np.arange(20 * 10 * 3, dtype=np.uint8).reshape(20, 10, 3)
    wide, beyond = mirrored(view)
    assert beyond == 4
    assert (wide[beyond:-beyond, beyond:-beyond] == view).all()
    assert (wide[beyond - 1, beyond:-beyond] == view[0]).all()
    assert (wide[beyond:-beyond, -beyond] == view[:, -1]).all()
    assert mirrored(view[:, :1])[1] == 0


def test_two_people_are_two_faces(finder, portrait):
    pair = np.hstack([portrait, np.full_like(portrait, 200), portrait])
    sure = [face for face in finder.find(pair).faces if face.sure]
    middles = sorted((face.x + face.w / 2) / portrait.shape[1] for face in sure)
    assert len(sure) == 2
    assert middles[0] < 1
    assert middles[1] > 2


@pytest.mark.parametrize("grey", [0, 128, 255])
@pytest.mark.parametrize("size", [(1, 1), (3, 900), (900, 3), (640, 480), (2000, 1500)])
def test_nothing_is_found_on_a_plain_wall(finder, grey, size):
    width, height = size
    found = finder.find(np.full((height, width, 3), grey, dtype=np.uint8))
    assert found == Detection(width_px=width, height_px=height, face_may_be_present=False, faces=())


def test_the_answer_does_not_depend_on_what_was_looked_at_before(finder, portrait):
    first = finder.find(portrait)
    for size in ((300, 200), (200, 300), (641, 77), (1500, 900)):
        finder.find(_noise(*size))
    assert finder.find(portrait) == first
    assert FaceFinder().find(portrait) == first


def test_centerface_does_not_drift_when_sizes_change(portrait):
    """With layer fusion on, the weights change at each new input size (OpenCV 4.14)."""
    view = np.ascontiguousarray(portrait[:320, :320, ::-1])
    fresh = CenterFace().find(view, lowest_score=0.05)
    used = CenterFace()
    for size in ((320, 224), (224, 320), (640, 448), (96, 96)):
        used.find(_noise(*size), lowest_score=0.05)
    assert used.find(view, lowest_score=0.05) == fresh
    assert fresh


def test_boxes_lie_inside_the_picture(finder, portrait):
    half = np.ascontiguousarray(portrait[:, portrait.shape[1] // 3 :])
    found = finder.find(half)
    for face in found.faces:
        assert face.x >= 0
        assert face.y >= 0
        assert face.x + face.w <= found.width_px
        assert face.y + face.h <= found.height_px
        assert 0 <= face.score <= 1


def test_finding_changes_no_pixel_and_takes_read_only_ones(finder, portrait):
    pixels = portrait.copy()
    pixels.flags.writeable = False
    finder.find(pixels)
    assert (pixels == portrait).all()


@pytest.mark.parametrize("damage", ["altered", "missing"])
def test_a_model_that_is_not_ours_is_not_loaded(tmp_path, monkeypatch, damage):
    (tmp_path / "models.toml").write_bytes(resource("models", "models.toml").read_bytes())
    if damage == "altered":
        model = bytearray(resource("models", "face_detection_yunet_2023mar.onnx").read_bytes())
        model[5000] ^= 1
        (tmp_path / "face_detection_yunet_2023mar.onnx").write_bytes(model)
    monkeypatch.setattr(models, "resource", lambda _folder, name: tmp_path / name)
    with pytest.raises(DetectorMissingError) as caught:
        FaceFinder()
    assert caught.value.reason == damage


def test_every_model_comes_with_its_licence():
    text = resource("models", "models.toml").read_text(encoding="utf-8")
    grants = {
        "LICENCE-yunet.txt": "Permission is hereby granted",
        "LICENCE-centerface.txt": "Permission is hereby granted",
        "LICENCE-text.txt": "Apache License",
    }
    for name, grant in grants.items():
        assert name in text
        assert grant in resource("models", name).read_text("utf-8")
    onnx = {path.name for path in resource("models", ".").glob("*.onnx")}
    assert onnx == {entry["file"] for entry in tomllib.loads(text).values()}


def test_a_detection_survives_json():
    face = Face(x=1, y=2, w=3, h=4, score=0.5, sure=False)
    bars = Suggestion(x=0, y=1, w=9, h=2, score=1.0, kind=Kind.BARCODE)
    found = Detection(
        width_px=10, height_px=20, face_may_be_present=True, faces=(face,), suggestions=(bars,)
    )
    data = json.loads(json.dumps(found.to_json()))
    assert data["faces"] == [{"x": 1, "y": 2, "w": 3, "h": 4, "score": 0.5, "sure": False}]
    assert data["suggestions"] == [
        {"x": 0, "y": 1, "w": 9, "h": 2, "score": 1.0, "kind": "barcode"}
    ]
    assert Detection.from_json(data) == found


@pytest.mark.parametrize(
    "change",
    [
        {"width": 0},
        {"width": True},
        {"face_may_be_present": 1},
        {"faces": None},
        {"faces": [{}]},
        {"faces": [{"x": 8, "y": 2, "w": 3, "h": 4, "score": 0.5, "sure": True}]},
        {"faces": [{"x": 1, "y": 2, "w": 0, "h": 4, "score": 0.5, "sure": True}]},
        {"faces": [{"x": 1, "y": 2, "w": 3, "h": 4, "score": 1.5, "sure": True}]},
        {"faces": [{"x": 1, "y": 2, "w": 3, "h": 4, "score": float("nan"), "sure": True}]},
        {"faces": [{"x": 1, "y": 2, "w": 3, "h": 4, "score": 0.5, "sure": 1}]},
        {"suggestions": [1]},
        {"suggestions": None},
        {"suggestions": [{"x": 1, "y": 2, "w": 3, "h": 4, "score": 0.5, "kind": "face"}]},
        {"suggestions": [{"x": 9, "y": 2, "w": 3, "h": 4, "score": 0.5, "kind": "text"}]},
        {"more": 1},
    ],
)
def test_a_detection_of_another_shape_is_not_believed(change):
    found = Detection(width_px=10, height_px=20, face_may_be_present=True, faces=())
    with pytest.raises(DecoderAnswerError):
        Detection.from_json(found.to_json() | change)


def _box(left, top, side, score=0.9):
    return Box(left=left, top=top, right=left + side, bottom=top + side, score=score)


def test_what_one_scale_alone_sees_counts_little():
    views = [View(scale=scale, boxes=()) for scale in (0.25, 0.5)]
    lonely = View(scale=1.0, boxes=(_box(10, 10, 200),))
    agreed = [View(scale=scale, boxes=(_box(10, 10, 200),)) for scale in (0.25, 0.5, 1.0)]
    assert places([*views, lonely])[0].score == pytest.approx(0.3)
    assert places(agreed)[0].score == pytest.approx(0.9)


def test_a_scale_at_which_a_face_cannot_show_does_not_count_against_it():
    coarse = View(scale=0.1, boxes=())
    fine = View(scale=1.0, boxes=(_box(10, 10, 40),))
    assert places([coarse, fine])[0].score == pytest.approx(0.9)


def test_a_box_too_wide_for_its_scale_is_not_believed():
    view = View(scale=1.0, boxes=(_box(0, 0, LARGEST_PX + 1),))
    assert places([view]) == []


def test_an_inverted_box_is_a_place_of_its_own_and_ends_the_search():
    inverted = Box(left=5, top=5, right=4, bottom=4, score=0.5)
    assert len(places([View(scale=1.0, boxes=(inverted,))])) == 1


def test_overlap_and_share():
    assert overlap(_box(0, 0, 10), _box(5, 0, 10)) == pytest.approx(1 / 3)
    assert share_inside(_box(2, 2, 2), _box(0, 0, 10)) == 1
    assert overlap(_box(0, 0, 10), _box(20, 20, 10)) == 0


@pytest.mark.soak  # every photograph twice: three minutes
@pytest.mark.samples
def test_faces_of_the_evaluation_photographs_are_found(finder):
    """Floors well under the measured figures: a fault shows, a rounding does not."""
    if not (SAMPLES / "faces.json").is_file():
        pytest.skip("the evaluation photographs are not beside this checkout")
    figures = measure(SAMPLES)["diogel"]
    for part in ("tune", "report"):
        ours = {
            key: figure["share"]
            for key, figure in figures[part].items()
            if isinstance(figure, dict) and "share" in figure
        }
        assert ours["faces_found"] >= 0.98, part
        assert ours["faces_sure"] >= 0.95, part
        assert ours["clinical_alert"] >= 0.9, part
        assert ours["false_alarm_any"] <= 0.25, part
        assert ours["false_alarm_sure"] <= 0.02, part


def test_the_parts_to_tune_on_and_to_report_are_fixed_and_both_there():
    """A photograph that changed its part would have been tuned on."""
    assert part_of("faces/a.jpg") == part_of("a.jpg")
    parts = [part_of(f"{number}.jpg") for number in range(100)]
    assert parts[:6] == ["report", "tune", "tune", "tune", "tune", "report"]
    assert 30 < parts.count("report") < 70


def test_an_interval_after_wilson_is_the_published_one():
    """Brown, Cai, DasGupta (2001), and the ends, where the plain interval fails."""
    assert share([True] * 406 + [False] * 2) == {
        "share": 0.9951,
        "low": 0.9823,
        "high": 0.9987,
        "of": 408,
    }
    assert share([True] * 19)["low"] == pytest.approx(0.8318, abs=1e-4)
    assert share([]) == {"share": None, "of": 0}
