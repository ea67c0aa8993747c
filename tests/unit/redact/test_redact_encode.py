"""Encoding: the source's own steps, nothing but pixels, and close enough."""

import io
import os
import subprocess
import sys

import numpy as np
import pytest
from PIL import Image

from desktop.errors import ImageUnreadableError
from desktop.records.arrival import ImageFormat
from desktop.records.redaction import Redaction
from desktop.records.region import Region, Style
from desktop.redact._cv import QT_VARIABLES
from desktop.redact.closeness import compare
from desktop.redact.derive import derivative
from desktop.redact.jpeg_parts import ZIGZAG, components, quantisation, segments
from desktop.redact.picture import Picture
from desktop.redact.pixels import decode, encode
from desktop.settings import Limits

LIMITS = Limits()
NAMES = {(1, 1): "4:4:4", (2, 1): "4:2:2", (2, 2): "4:2:0"}


def _scene(width=160, height=128, seed=5):
    """Broad shapes and some grain, like a photograph."""
    x, y = np.meshgrid(np.arange(width), np.arange(height))
    waves = [np.sin(x / 17 + k) * 60 + np.cos(y / (11 + k)) * 50 + 128 for k in range(3)]
    grain = np.random.default_rng(seed).normal(0, 3, (height, width, 3))
    return np.clip(np.stack(waves, axis=-1) + grain, 0, 255).astype(np.uint8)


def _jpeg(pixels, **options):
    file = io.BytesIO()
    Image.fromarray(pixels).save(file, format="JPEG", **options)
    return file.getvalue()


def _written(data):
    """Tables per component and subsampling, read from the segments."""
    tables, frame = {}, ()
    for part in segments(data):
        if part.marker == 0xDB:
            tables.update(quantisation(part.payload))
        if part.marker == 0xC0:
            frame = components(part.payload)
    return [tables[c.table] for c in frame], NAMES[frame[0].across, frame[0].down]


def test_zigzag_begins_as_the_standard_draws_it():
    assert ZIGZAG[:10] == (0, 1, 8, 16, 9, 2, 3, 10, 17, 24)
    assert ZIGZAG[-3:] == (55, 62, 63)
    assert sorted(ZIGZAG) == list(range(64))


@pytest.mark.parametrize("quality", [60, 85, 97])
@pytest.mark.parametrize("subsampling", ["4:4:4", "4:2:2", "4:2:0"])
def test_a_jpeg_is_written_with_the_steps_of_its_source(quality, subsampling):
    data = _jpeg(_scene(), quality=quality, subsampling=subsampling)
    copy = derivative(data, Redaction(), limits=LIMITS)
    assert _written(copy) == _written(data)
    source = decode(data, limits=LIMITS)
    again = decode(copy, limits=LIMITS)
    assert compare(again.pixels, source.pixels, Redaction()).outside_db >= 42


@pytest.mark.parametrize("orientation", range(1, 9))
def test_steps_are_turned_with_the_picture(orientation):
    table = [4 + i // 8 * 2 + i % 8 for i in range(64)]
    exif = Image.Exif()
    exif[0x0112] = orientation
    data = _jpeg(_scene(), qtables=[table, table], subsampling="4:4:4", exif=exif)
    written, _ = _written(derivative(data, Redaction(), limits=LIMITS))
    on_its_side = [table[i % 8 * 8 + i // 8] for i in range(64)]
    assert list(written[0]) == (on_its_side if orientation >= 5 else table)


@pytest.mark.parametrize("orientation", range(1, 9))
def test_a_coarse_jpeg_turned_across_its_blocks_stays_close(orientation):
    exif = Image.Exif()
    exif[0x0112] = orientation
    data = _jpeg(_scene(157, 123), quality=40, exif=exif)
    source = decode(data, limits=LIMITS)
    copy = decode(derivative(data, Redaction(), limits=LIMITS), limits=LIMITS)
    assert compare(copy.pixels, source.pixels, Redaction()).outside_db >= 42


@pytest.mark.parametrize("quality", [30, 75, 95])
@pytest.mark.parametrize("style", list(Style))
def test_a_burned_jpeg_is_close_outside_and_inside(quality, style):
    data = _jpeg(_scene(), quality=quality)
    source = decode(data, limits=LIMITS)
    redaction = Redaction(regions=(Region.rectangle(8, 8, 140, 100, style=style),))
    copy = decode(derivative(data, redaction, limits=LIMITS), limits=LIMITS)
    assert compare(copy.pixels, source.pixels, redaction).outside_db >= 42


@pytest.mark.parametrize("kind", ["PNG", "TIFF"])
def test_lossless_formats_keep_every_pixel(kind):
    file = io.BytesIO()
    Image.fromarray(_scene()).save(file, format=kind)
    copy = decode(derivative(file.getvalue(), Redaction(), limits=LIMITS), limits=LIMITS)
    assert copy.format.value == kind.lower()
    assert (copy.pixels == _scene()).all()


def test_heic_becomes_a_fine_jpeg_without_subsampling():
    pixels = _scene()
    like = Picture(pixels=pixels, format=ImageFormat.HEIC)
    copy = encode(pixels, like=like)
    tables, subsampling = _written(copy)
    assert subsampling == "4:4:4"
    assert max(tables[0]) <= 12
    assert compare(decode(copy, limits=LIMITS).pixels, pixels, Redaction()).outside_db >= 42


@pytest.mark.parametrize("mode", ["L", "CMYK"])
def test_other_kinds_of_jpeg_become_close_rgb_ones(mode):
    file = io.BytesIO()
    Image.fromarray(_scene()).convert(mode).save(file, format="JPEG", quality=85)
    source = decode(file.getvalue(), limits=LIMITS)
    copy = encode(source.pixels, like=source)
    assert compare(decode(copy, limits=LIMITS).pixels, source.pixels, Redaction()).outside_db >= 42


def test_the_same_pixels_give_the_same_bytes():
    data = _jpeg(_scene(), quality=80)
    assert derivative(data, Redaction(), limits=LIMITS) == derivative(
        data, Redaction(), limits=LIMITS
    )


def test_a_picture_wider_than_a_jpeg_can_be_is_refused():
    pixels = np.zeros((1, 65_501, 3), dtype=np.uint8)
    with pytest.raises(ImageUnreadableError):
        encode(pixels, like=Picture(pixels=pixels, format=ImageFormat.HEIC))


def test_opencv_leaves_no_qt_variables_behind():
    """The full wheel sets them at import; whoever set them, they must not reach another Qt."""
    code = (
        "import os, sys; import desktop.redact._cv; "
        "print([name for name in sys.argv[1:] if name in os.environ])"
    )
    environment = os.environ | dict.fromkeys(QT_VARIABLES, "/nowhere")
    command = [sys.executable, "-c", code, *QT_VARIABLES]
    done = subprocess.run(command, capture_output=True, text=True, check=True, env=environment)
    assert done.stdout.strip() == "[]"
