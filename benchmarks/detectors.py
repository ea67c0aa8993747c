"""Detectors behind one face: Diogel's, each of its models alone, and deface as it comes.

``python -m benchmarks.detectors NAME FILE TIMES`` looks at one picture so many times: what its
processor time is measured on, from outside. deface is asked where it is installed:
``DIOGEL_DEFACE`` names the Python that has it. Elsewhere its model stands in for it, at its
settings.
"""

import atexit
import json
import os
import struct
import subprocess
import sys
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Final

import numpy as np
from PIL import Image, ImageOps

from desktop.redact._cv import cv2
from desktop.redact.arrays import Rgb8
from desktop.redact.detect.box import Box
from desktop.redact.detect.centerface import CenterFace
from desktop.redact.detect.everything import Finder
from desktop.redact.detect.yunet import YuNet

ALONE_PX: Final = 640
YUNET_SCORE: Final = 0.5
CENTERFACE_SCORE: Final = 0.3
DEFACE_SCORE: Final = 0.2
DEFACE_MASK: Final = 0.3
"""What deface adds to each side of a box before it covers it (``--mask-scale 1.3``)."""
DEFACE_STEP: Final = 32
DEFACE_PYTHON: Final = "DIOGEL_DEFACE"

_IN_DEFACE: Final = """
import json, struct, sys
import numpy as np
from deface.centerface import CenterFace
find = CenterFace()
while head := sys.stdin.buffer.read(8):
    width, height = struct.unpack("<II", head)
    frame = np.frombuffer(sys.stdin.buffer.read(width * height * 3), np.uint8)
    boxes, _ = find(frame.reshape(height, width, 3), threshold=0.2)
    print(json.dumps([[float(v) for v in box] for box in boxes]), flush=True)
"""


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """What a detector said of one picture.

    Attributes:
        sure: Boxes that it covers by itself.
        check: Boxes that it asks about.
        flagged: Whether it says that there is a face at all.
        margin: What it adds to each side of a box, as a share, before it covers it.
    """

    sure: tuple[Box, ...]
    check: tuple[Box, ...] = ()
    flagged: bool
    margin: float = 0.0

    @property
    def every(self) -> tuple[Box, ...]:
        """Both tiers."""
        return self.sure + self.check

    @property
    def covering(self) -> tuple[Box, ...]:
        """Both tiers as they would be covered."""
        return tuple(box.grown(self.margin) for box in self.every)


Detect = Callable[[Rgb8], Answer]


def diogel() -> Detect:
    """Return all that the program looks with: faces, writing and barcodes in one."""
    finder = Finder()

    def detect(pixels: Rgb8) -> Answer:
        found = finder.find(pixels)
        tiers = {
            sure: tuple(
                Box(left=f.x, top=f.y, right=f.x + f.w, bottom=f.y + f.h, score=f.score)
                for f in found.faces
                if f.sure is sure
            )
            for sure in (True, False)
        }
        return Answer(sure=tiers[True], check=tiers[False], flagged=found.face_may_be_present)

    return detect


def yunet() -> Detect:
    """Return YuNet at one scale and one threshold, as most programs use it."""
    net = YuNet()

    def detect(pixels: Rgb8) -> Answer:
        view, scale = _reduced(pixels)
        boxes = (box for box in net.find(view) if box.score >= YUNET_SCORE)
        return _plain(box.scaled(1 / scale, 1 / scale) for box in boxes)

    return detect


def centerface() -> Detect:
    """Return CenterFace at one scale and one threshold."""
    net = CenterFace()

    def detect(pixels: Rgb8) -> Answer:
        view, scale = _reduced(pixels)
        boxes = net.find(view, lowest_score=CENTERFACE_SCORE)
        return _plain(box.scaled(1 / scale, 1 / scale) for box in boxes)

    return detect


def deface() -> Detect:
    """Return deface at its defaults: CenterFace at full size, 0.2, boxes grown by its mask."""
    python = os.environ.get(DEFACE_PYTHON)
    return _deface_itself(python) if python else _deface_model()


def _deface_itself(python: str) -> Detect:
    child = subprocess.Popen(
        [python, "-c", _IN_DEFACE], stdin=subprocess.PIPE, stdout=subprocess.PIPE
    )
    into, out = child.stdin, child.stdout
    assert into is not None
    assert out is not None

    def end() -> None:
        into.close()
        child.wait()

    atexit.register(end)  # waited for, so that its processor time counts as ours

    def detect(pixels: Rgb8) -> Answer:
        into.write(struct.pack("<II", pixels.shape[1], pixels.shape[0]))
        into.write(np.ascontiguousarray(pixels).tobytes())
        into.flush()
        rows = json.loads(out.readline())
        boxes = (
            Box(left=left, top=top, right=right, bottom=bottom, score=score)
            for left, top, right, bottom, score in rows
        )
        return _plain(boxes, margin=DEFACE_MASK)

    return detect


def _deface_model() -> Detect:
    net = CenterFace()

    def detect(pixels: Rgb8) -> Answer:
        height, width = pixels.shape[:2]
        size = tuple(-(-side // DEFACE_STEP) * DEFACE_STEP for side in (width, height))
        view = np.asarray(cv2.resize(pixels[:, :, ::-1].copy(), size), np.uint8)
        boxes = net.find(view, lowest_score=DEFACE_SCORE)
        back = (width / size[0], height / size[1])
        return _plain((box.scaled(*back) for box in boxes), margin=DEFACE_MASK)

    return detect


def _plain(boxes: Iterable[Box], *, margin: float = 0.0) -> Answer:
    found = tuple(boxes)
    return Answer(sure=found, flagged=bool(found), margin=margin)


def _reduced(pixels: Rgb8) -> tuple[Rgb8, float]:
    scale = min(ALONE_PX / max(pixels.shape[:2]), 1.0)
    small = cv2.resize(pixels[:, :, ::-1].copy(), None, fx=scale, fy=scale)
    return np.asarray(small, np.uint8), scale


EVERY: Final[dict[str, Callable[[], Detect]]] = {
    "diogel": diogel,
    "yunet_640": yunet,
    "centerface_640": centerface,
    "deface": deface,
}


def upright(path: Path) -> Rgb8:
    """Return the pixels of a picture, turned as its orientation says."""
    with Image.open(path) as image:  # noqa: TID251 - also formats we refuse
        return np.asarray(ImageOps.exif_transpose(image).convert("RGB"))


def main() -> None:
    """Look at one picture so many times; 0 is what loading costs."""
    name, path, times = sys.argv[1:]
    detect, pixels = EVERY[name](), upright(Path(path))
    for _ in range(int(times)):
        detect(pixels)


if __name__ == "__main__":
    main()
