"""The small copy in the head of a JPEG: found, turned, cut to the shape of the picture."""

import io
import random

import numpy as np
import pytest
from PIL import Image
from support.originals import exif_with_thumbnail, jpeg

from desktop.errors import ImageUnreadableError
from desktop.intake.preview import HEAD_BYTES, embedded
from desktop.redact.preview import MOST_PIXELS, render_preview
from desktop.redact.render import Rendered
from desktop.settings import LIMITS


def _picture(width: int, height: int) -> np.ndarray:
    """Return a picture whose left half is red and whose right half is blue."""
    pixels = np.zeros((height, width, 3), np.uint8)
    pixels[:, : width // 2] = (200, 20, 20)
    pixels[:, width // 2 :] = (20, 20, 200)
    return pixels


def _small(width: int = 160, height: int = 120, *, bars: int = 0) -> bytes:
    pixels = _picture(width, height)
    if bars:
        pixels[:bars] = pixels[-bars:] = 0
    out = io.BytesIO()
    Image.fromarray(pixels).save(out, "JPEG", quality=95)
    return out.getvalue()


def _file(small: bytes, *, size: tuple[int, int] = (1200, 800), orientation: int = 1) -> bytes:
    return jpeg(_picture(*size), exif=exif_with_thumbnail(orientation, small))


def _rendered(data: bytes, longest_px: int = 256) -> Rendered:
    found = embedded(memoryview(data)[:HEAD_BYTES])
    assert found is not None
    return render_preview(
        found.jpeg,
        orientation=found.orientation,
        shape=(found.width_px, found.height_px),
        longest_px=longest_px,
        limits=LIMITS,
    )


def _pixels(rendered: Rendered) -> np.ndarray:
    level = rendered.pyramid.levels[0]
    whole = b"".join(piece.tobytes() for piece in rendered.pieces)
    return np.frombuffer(whole, np.uint8).reshape(level.height_px, level.width_px, 4)


def test_it_is_found_in_the_head_alone_with_the_size_of_the_picture() -> None:
    data = _file(_small())
    found = embedded(memoryview(data)[:8192])
    assert found is not None
    assert (found.width_px, found.height_px, found.orientation) == (1200, 800, 1)
    assert bytes(found.jpeg) == _small()


def test_bars_that_fill_it_up_to_four_by_three_are_cut_off() -> None:
    pixels = _pixels(_rendered(_file(_small(bars=7))))
    assert pixels.shape[:2] == (107, 160)
    assert pixels[3:-3, :, :3].max(axis=2).min() > 100, "no bar is left, but for what JPEG smears"


@pytest.mark.parametrize(("orientation", "size"), [(1, (160, 107)), (6, (107, 160))])
def test_it_stands_upright(orientation: int, size: tuple[int, int]) -> None:
    rendered = _rendered(_file(_small(bars=7), orientation=orientation))
    level = rendered.pyramid.levels[0]
    assert (level.width_px, level.height_px) == size
    pixels = _pixels(rendered)
    if orientation == 6:  # red was at the left; turned to the right it is at the top
        assert pixels[5, 50, 2] > 150 > pixels[-5, 50, 2]


def test_it_is_made_smaller_where_less_is_wanted_and_never_larger() -> None:
    assert _rendered(_file(_small()), 64).pyramid.levels[0].width_px == 64
    assert _rendered(_file(_small()), 512).pyramid.levels[0].width_px == 160


def test_one_of_another_shape_is_of_something_else() -> None:
    with pytest.raises(ImageUnreadableError):
        _rendered(_file(_small(), size=(1800, 400)))


def test_one_that_claims_to_be_huge_is_not_decoded() -> None:
    small = _small()
    at = small.index(b"\xff\xc0") + 5
    bomb = small[:at] + (40_000).to_bytes(2, "big") * 2 + small[at + 4 :]
    assert MOST_PIXELS < 40_000 * 40_000
    with pytest.raises(ImageUnreadableError):
        _rendered(_file(bomb))


@pytest.mark.parametrize(
    "data",
    [
        b"",
        b"\xff\xd8",
        b"\xff\xd8\xff\xe1\xff\xffExif\0\0",
        b"\xff\xd8\xff\xe1\0\x08Exif\0\0",
        b"\xff\xd8" + b"\xff" * 4096,
        b"\xff\xd8" + b"\xff\xe0\0\x02" * 4096,
        jpeg(_picture(64, 48)),
        b"\x89PNG\r\n\x1a\n" + bytes(64),
    ],
)
def test_where_there_is_none_there_is_none(data: bytes) -> None:
    assert embedded(memoryview(data)) is None


def test_mutated_heads_answer_or_are_refused_and_nothing_else() -> None:
    """The seed is fixed: what fails once fails again."""
    rng = random.Random(20261126)  # noqa: S311 - nothing is secret here
    head = bytearray(_file(_small(), size=(120, 80))[: 6 * 1024])
    answered = 0
    for _ in range(400):
        data = bytearray(head)
        for _ in range(rng.randint(1, 6)):
            data[rng.randrange(len(data))] = rng.randrange(256)
        found = embedded(memoryview(bytes(data)[: rng.randint(1, len(data))]))
        if found is None:
            continue
        try:
            _pixels(
                render_preview(
                    found.jpeg,
                    orientation=found.orientation,
                    shape=(found.width_px, found.height_px),
                    longest_px=128,
                    limits=LIMITS,
                )
            )
            answered += 1
        except ImageUnreadableError:
            continue
    assert answered > 20
