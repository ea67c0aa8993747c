"""Session slips are found in photographs, and nothing else is taken for one."""

from dataclasses import replace

import numpy as np
import pytest
from support.slip_pictures import Shot, as_jpeg, put, scene, taken, treat

from desktop.records.slip_token import new_token
from desktop.redact.detect.slips import find_slips
from desktop.redact.pixels import decode
from desktop.settings import LIMITS

SMALL = Shot(width=1600, height=1200)


@pytest.mark.parametrize(
    "shot",
    [
        SMALL,
        replace(SMALL, filled=0.2),
        replace(SMALL, tilt=0.25, turn=20),
        replace(SMALL, turn=180),
        replace(SMALL, turn=45),
        replace(SMALL, blur=0.3),
        replace(SMALL, noise=25),
        replace(SMALL, glare=0.6),
        replace(SMALL, light=0.3),
        replace(SMALL, moire=0.35),
        replace(SMALL, filled=0.9),
    ],
    ids=str,
)
def test_slip_is_found(shot: Shot) -> None:
    token = new_token()
    assert find_slips(taken(token, shot=shot)) == (token,)


@pytest.mark.parametrize("orientation", range(1, 9))
def test_slip_is_found_however_the_camera_was_held(orientation: int) -> None:
    token = new_token()
    picture = taken(token, shot=replace(SMALL, filled=0.4))
    file = as_jpeg(picture, orientation=orientation)
    assert find_slips(decode(file, limits=LIMITS).pixels) == (token,)


def test_both_slips_of_a_picture_are_found() -> None:
    tokens = tuple(sorted(new_token() for _ in range(2)))
    assert find_slips(taken(*tokens, shot=replace(SMALL, filled=0.3))) == tokens


@pytest.mark.parametrize("content", ["https://example.org", "DGL1-TOO-SHORT", "dgl1-" + "0" * 26])
def test_other_square_is_no_slip(content: str) -> None:
    picture = treat(put(scene(SMALL), content, SMALL), SMALL)
    assert find_slips(picture) == ()


def test_picture_without_a_square_has_no_slip() -> None:
    assert find_slips(treat(scene(SMALL), SMALL)) == ()
    for size in ((1, 1), (57, 4000), (4000, 57)):
        assert find_slips(np.zeros((*size, 3), np.uint8)) == ()
    noise = np.random.default_rng(3).integers(0, 255, (800, 1000, 3), dtype=np.uint8)
    assert find_slips(noise) == ()
