"""Whatever bytes come in: a picture within the limits, or a refusal with a known reason.

HEIC is not here: its decoder may end the process, and is tried in one of its own
(tests/contract/test_decoders_fuzz.py).
"""

import io
from unittest import mock

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st
from PIL import Image

from desktop.errors import ImageUnreadableError
from desktop.records.arrival import Refusal
from desktop.redact import render as render_module
from desktop.redact.pixels import decode
from desktop.redact.render import render
from desktop.redact.structure import read_structure
from desktop.settings import Limits

LIMITS = Limits(pixels=100_000)
REASONS = {refusal.value for refusal in Refusal}


def _file(kind, **options):
    x, y = np.meshgrid(np.arange(40), np.arange(32))
    pixels = np.stack([x * 6, y * 7, x + y], axis=-1).astype(np.uint8)
    exif = Image.Exif()
    exif[0x0112] = 6
    file = io.BytesIO()
    Image.fromarray(pixels).save(file, format=kind, exif=exif, **options)
    return file.getvalue()


FILES = (
    _file("JPEG", quality=70),
    _file("JPEG", quality=70, progressive=True),
    _file("PNG"),
    _file("TIFF"),
    _file("TIFF", compression="tiff_lzw"),
    _file("TIFF", compression="tiff_adobe_deflate"),
)


@st.composite
def damaged(draw):
    """A file with a few bytes changed, a piece cut out, or another file's piece put in."""
    data = bytearray(draw(st.sampled_from(FILES)))
    for _ in range(draw(st.integers(1, 6))):
        at = draw(st.integers(0, len(data) - 1))
        match draw(st.integers(0, 2)):
            case 0:
                data[at] = draw(st.integers(0, 255))
            case 1:
                del data[at : at + draw(st.integers(1, 30))]
            case _:
                other = draw(st.sampled_from(FILES))
                start = draw(st.integers(0, len(other) - 1))
                data[at:at] = other[start : start + 40]
        if not data:
            return b""
    return bytes(data)


@given(data=st.one_of(damaged(), st.binary(max_size=200)))
@settings(max_examples=400, deadline=None)
def test_a_picture_or_a_refusal(data):
    picture, reason = _decoded(data)
    if picture is None:
        assert reason in REASONS
    else:
        assert picture.pixels.dtype == np.uint8
        assert picture.pixels.shape == (picture.height_px, picture.width_px, 3)
        assert 0 < picture.width_px * picture.height_px <= LIMITS.pixels


def _decoded(data):
    try:
        return decode(data, limits=LIMITS), ""
    except ImageUnreadableError as refused:
        return None, refused.reason


@given(data=damaged(), longest_px=st.sampled_from([0, 3, 8, 40]))
@settings(max_examples=400, deadline=None)
def test_a_window_is_shown_what_decodes_and_nothing_else(data, longest_px):
    """Also where a JPEG is decoded at a fraction, here without a lower bound of its size."""
    picture, reason = _decoded(data)
    rendered, same_reason = _rendered(data, longest_px)
    assert same_reason == reason
    if picture is not None:
        size = (rendered.pyramid.width_px, rendered.pyramid.height_px)
        assert size == (picture.width_px, picture.height_px)
        assert sum(piece.nbytes for piece in rendered.pieces) == rendered.pyramid.end


def _rendered(data, longest_px):
    with mock.patch.object(render_module, "REDUCED_FROM_PX", 0):
        try:
            return render(data, longest_px=longest_px, limits=LIMITS), ""
        except ImageUnreadableError as refused:
            return None, refused.reason


@given(data=damaged())
@settings(max_examples=200, deadline=None)
def test_a_structure_is_read_or_holds_nothing(data):
    structure = read_structure(data)
    assert {structure.is_bare, structure.is_closed, structure.is_opaque} <= {True, False}
