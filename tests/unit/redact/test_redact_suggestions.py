"""Writing and barcodes: suggested where they are, on labels of our own, and not on skin."""

import numpy as np
import pytest
from PIL import Image

from benchmarks.labels import code_scene, scene
from desktop.assets import resource
from desktop.errors import DetectorMissingError
from desktop.ids import ArrivalId
from desktop.records.detection import Kind
from desktop.records.draft import Draft, MarkOrigin, MarkState
from desktop.records.gate import Feature
from desktop.redact.detect import models
from desktop.redact.detect.box import share_inside
from desktop.redact.detect.everything import Finder
from desktop.redact.detect.text import TextFinder


@pytest.fixture(scope="module")
def finder():
    return Finder()


@pytest.mark.parametrize("degrees", [0, 90])
@pytest.mark.parametrize("barcode", [False, True])
def test_a_label_is_one_suggestion_where_it_lies_and_nothing_else_is(finder, barcode, degrees):
    pixels, label = scene(80, degrees, barcode=barcode)
    found = finder.find(pixels)
    assert found.faces == ()
    assert [one.kind for one in found.suggestions] == [Kind.BARCODE if barcode else Kind.TEXT]
    one = found.suggestions[0]
    middle = (one.x + one.w / 2, one.y + one.h / 2)
    assert label.left < middle[0] < label.right
    assert label.top < middle[1] < label.bottom
    assert max(one.w, one.h) > 0.7 * label.side


def test_a_square_code_is_suggested(finder):
    import cv2

    square = cv2.QRCodeEncoder.create().encode("https://example.org/a/longer/text")
    square = cv2.resize(square, None, fx=8, fy=8, interpolation=cv2.INTER_NEAREST)
    pixels = np.full((900, 1200, 3), 200, np.uint8)
    pixels[300 : 300 + square.shape[0], 500 : 500 + square.shape[1]] = square[..., np.newaxis]
    codes = [one for one in finder.find(pixels).suggestions if one.kind is Kind.BARCODE]
    assert len(codes) == 1
    assert codes[0].x <= 500 + 40
    assert codes[0].x + codes[0].w >= 500 + square.shape[1] - 40


@pytest.mark.parametrize(
    ("name", "module_px", "degrees"), [("datamatrix", 4, 45), ("code_128", 3, -20)]
)
def test_a_small_code_of_a_wristband_or_tube_is_one_suggestion_that_covers_it(
    finder, name, module_px, degrees
):
    pixels, code = code_scene(name, module_px, degrees)
    codes = [one for one in finder.find(pixels).suggestions if one.kind is Kind.BARCODE]
    assert len(codes) == 1
    one = codes[0]
    assert code.left < one.x + one.w / 2 < code.right
    assert code.top < one.y + one.h / 2 < code.bottom
    assert one.w * one.h > 0.7 * code.area


def test_a_suggestion_is_a_check_mark_of_writing_in_the_draft(finder):
    pixels, _ = scene(80, 0, barcode=True)
    draft = Draft(arrival=ArrivalId("a")).with_detection(finder.find(pixels))
    assert [(mark.feature, mark.origin, mark.state) for mark in draft.marks] == [
        (Feature.TEXT, MarkOrigin.CHECK, MarkState.PROPOSED)
    ]


def test_a_portrait_is_a_face_and_no_writing(finder):
    with Image.open(resource("demo", "portrait.png")) as image:  # noqa: TID251 - our own file
        found = finder.find(np.asarray(image.convert("RGB")))
    assert found.faces
    assert found.suggestions == ()


def test_stripes_of_cloth_are_no_barcode(finder):
    rows, columns = np.mgrid[0:900, 0:1200]
    cloth = (128 + 100 * np.sin(columns / 9 + 40 * np.sin(rows / 60))).astype(np.uint8)
    pixels = np.repeat(cloth[..., np.newaxis], 3, axis=2)
    assert not any(one.kind is Kind.BARCODE for one in finder.find(pixels).suggestions)


def test_writing_is_found_the_same_whatever_was_looked_at_before():
    used, pixels = TextFinder(), scene(48, 8, barcode=False)[0]
    first = TextFinder().find(pixels)
    for shape in ((300, 200, 3), (64, 640, 3), (31, 31, 3), (500, 700, 3)):
        used.find(np.random.default_rng(1).integers(0, 256, shape, dtype=np.uint8))
    assert used.find(pixels) == first
    assert share_inside(first[0], scene(48, 8, barcode=False)[1].grown(0.2)) == 1


def test_nothing_is_looked_at_without_the_text_model(tmp_path, monkeypatch):
    def without(_folder, name):
        if name.startswith("ch_PP"):
            return tmp_path / name
        return resource("models", name)

    monkeypatch.setattr(models, "resource", without)
    with pytest.raises(DetectorMissingError):
        Finder()
