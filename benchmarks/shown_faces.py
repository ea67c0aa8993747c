"""Faces in mirrors, on posters and on screens of the background, found and missed.

``python -m benchmarks.shown_faces [SAMPLES]``. Annotated faces are cut out with their surroundings,
made to look as such a thing shows them, and hung into face-free photographs that were enlarged to
24 megapixels, twelve in each. No photograph of real mirrors and screens was at hand: what a real
one adds (its own blur, dust, a crack, moiré of the camera) is imitated only.
"""

import json
import sys
from collections.abc import Callable, Iterator, Sequence
from itertools import islice
from pathlib import Path
from typing import Any, Final

import cv2
import numpy as np

from benchmarks.detection import SAMPLES, share
from benchmarks.detectors import upright
from desktop.redact.arrays import Rgb8
from desktop.redact.detect.box import Box, overlap
from desktop.redact.detect.faces import FaceFinder

PHOTOGRAPH: Final = (6000, 4000)
LENGTHS: Final = (64, 96, 160, 320)
"""Longer side of the face in the photograph, in pixels."""

ROWS, COLUMNS = 3, 4
FACES: Final = 36
LEAST_PX: Final = 120
"""Longer side that a face has in its own photograph."""

AROUND: Final = 0.8
"""What is cut out beyond a face, in its own size, on each side."""

FOUND: Final = 0.3
Corners = np.ndarray[Any, np.dtype[np.float32]]


def mirror(view: Rgb8, rng: np.random.Generator) -> Rgb8:
    """Return a view as a mirror shows it: the wrong way round, duller and softer."""
    soft = cv2.GaussianBlur(view[:, ::-1], (0, 0), 0.7)
    dull = soft.astype(np.float32) * 0.88 + 10 + rng.normal(0, 1.5, soft.shape[:2])[..., None]
    return np.clip(dull, 0, 255).astype(np.uint8)


def poster(view: Rgb8, rng: np.random.Generator) -> Rgb8:
    """Return a view as a print on a wall shows it: faded, dotted, yellowed."""
    dots = rng.normal(0, 7, view.shape[:2])[..., None]
    faded = (view.astype(np.float32) - 128) * 0.72 + 146 + dots
    return np.clip(faded * np.array([1.0, 0.98, 0.9]), 0, 255).astype(np.uint8)


def screen(view: Rgb8, rng: np.random.Generator) -> Rgb8:
    """Return a view as a screen shows it: bluish and bright, in lines, with a lamp's reflection."""
    height, width = view.shape[:2]
    rows, columns = np.mgrid[0:height, 0:width]
    lines = 9 * np.sin(rows * 2.1) + 7 * np.sin(columns * 1.7)
    x, y = rng.uniform(0, width), rng.uniform(0, height)
    lamp = 70 * np.exp(-((columns - x) ** 2 + (rows - y) ** 2) / (0.08 * width * width))
    shown = 255 * (view.astype(np.float32) / 255) ** 0.85 + (lines + lamp)[..., None]
    return np.clip(shown * np.array([0.94, 1.0, 1.06]), 0, 255).astype(np.uint8)


KINDS: Final[dict[str, Callable[[Rgb8, np.random.Generator], Rgb8]]] = {
    "mirror": mirror,
    "poster": poster,
    "screen": screen,
}
FRAMES: Final = {"mirror": (196, 196, 200), "poster": (250, 250, 246), "screen": (12, 12, 14)}


def faces(samples_dir: Path) -> Iterator[tuple[Rgb8, Box]]:
    """Yield faces with their surroundings, and where they are in these."""
    for entry in json.loads((samples_dir / "faces.json").read_text(encoding="utf-8")):
        pixels = upright(samples_dir / entry["file"])
        for x, y, w, h in entry["boxes"]:
            if max(w, h) < LEAST_PX:
                continue
            beyond = AROUND * max(w, h)
            left, top = max(int(x - beyond), 0), max(int(y - beyond), 0)
            part = pixels[top : int(y + h + beyond), left : int(x + w + beyond)]
            yield (
                part,
                Box(left=x - left, top=y - top, right=x - left + w, bottom=y - top + h, score=1.0),
            )


def hung(
    wall: Rgb8, part: Rgb8, face: Box, *, at: tuple[int, int], length: int, kind: str, seed: int
) -> Box:
    """Hang a face into a photograph in place; return where it is then.

    Args:
        wall: (H, W, 3) uint8, changed.
        part: The face with its surroundings.
        face: In pixels of ``part``.
        at: Column and row of the middle.
        length: Longer side of the face in the photograph.
        kind: One of ``KINDS``.
        seed: Of its tilt and noise.
    """
    rng = np.random.default_rng(seed)
    scale = length / face.side
    size = max(round(part.shape[1] * scale), 8), max(round(part.shape[0] * scale), 8)
    method = cv2.INTER_AREA if scale < 1 else cv2.INTER_CUBIC
    view = KINDS[kind](np.asarray(cv2.resize(part, size, interpolation=method), np.uint8), rng)
    rim = max(length // 12, 3)
    edge = (cv2.BORDER_CONSTANT, FRAMES[kind])
    framed = cv2.copyMakeBorder(view, rim, rim, rim, rim, edge[0], value=edge[1])
    here = face if kind != "mirror" else _flipped(face, part.shape[1])
    inside = here.scaled(scale, scale).moved(rim, rim)
    flat = _corners(framed.shape[1], framed.shape[0])
    tilt = rng.uniform(-0.06, 0.06, (4, 2)).astype(np.float32) * np.float32(min(size))
    where = (
        flat
        + tilt
        + np.array([at[0] - framed.shape[1] / 2, at[1] - framed.shape[0] / 2], np.float32)
    )
    way = cv2.getPerspectiveTransform(flat, np.asarray(where, np.float32))
    across, down = wall.shape[1], wall.shape[0]
    laid = cv2.warpPerspective(framed, way, (across, down), flags=cv2.INTER_AREA)
    mask = cv2.warpPerspective(np.full(framed.shape[:2], 255, np.uint8), way, (across, down))
    wall[mask > 0] = laid[mask > 0]
    outline = _corners(inside.right - inside.left, inside.bottom - inside.top)
    outline += np.array([inside.left, inside.top], np.float32)
    moved = cv2.perspectiveTransform(outline[np.newaxis], way)[0]
    return Box.around(moved)


def _flipped(face: Box, width: int) -> Box:
    return Box(
        left=width - face.right,
        top=face.top,
        right=width - face.left,
        bottom=face.bottom,
        score=face.score,
    )


def _corners(width: float, height: float) -> Corners:
    return np.array([[0, 0], [width, 0], [width, height], [0, height]], np.float32)


def walls(samples_dir: Path) -> Iterator[Rgb8]:
    """Yield face-free photographs, enlarged, over and over."""
    entries = json.loads((samples_dir / "clinical.json").read_text(encoding="utf-8"))
    free = [entry for entry in entries if not entry["boxes"]]
    while True:
        for entry in free:
            pixels = upright(samples_dir / entry["file"])
            large = cv2.resize(pixels, PHOTOGRAPH, interpolation=cv2.INTER_CUBIC)
            grain = np.random.default_rng(3).normal(0, 3, large.shape[:2])[..., None]
            yield np.clip(large.astype(np.float32) + grain, 0, 255).astype(np.uint8)


def measure(samples_dir: Path, finder: FaceFinder) -> dict[str, Any]:
    """Return the shares found, and found and sure, by kind and length."""
    known = list(islice(faces(samples_dir), FACES))
    wall_of = walls(samples_dir)
    figures: dict[str, Any] = {}
    for kind in KINDS:
        for length in LENGTHS:
            told: list[tuple[bool, bool]] = []
            for start in range(0, len(known), ROWS * COLUMNS):
                group = known[start : start + ROWS * COLUMNS]
                told += _in_one(next(wall_of), group, kind, length, finder)
            figures[f"{kind}, {length} px"] = {
                "found": share(found for found, _ in told),
                "sure": share(sure for _, sure in told),
            }
    return figures


def _in_one(
    wall: Rgb8, group: Sequence[tuple[Rgb8, Box]], kind: str, length: int, finder: FaceFinder
) -> list[tuple[bool, bool]]:
    across, down = PHOTOGRAPH[0] // COLUMNS, PHOTOGRAPH[1] // ROWS
    truths = [
        hung(
            wall,
            part,
            face,
            at=(across * (place % COLUMNS) + across // 2, down * (place // COLUMNS) + down // 2),
            length=length,
            kind=kind,
            seed=place,
        )
        for place, (part, face) in enumerate(group)
    ]
    found = [
        (Box(left=f.x, top=f.y, right=f.x + f.w, bottom=f.y + f.h, score=f.score), f.sure)
        for f in finder.find(wall).faces
    ]
    return [
        (
            any(overlap(box, truth) >= FOUND for box, _ in found),
            any(overlap(box, truth) >= FOUND for box, sure in found if sure),
        )
        for truth in truths
    ]


def main() -> None:
    """Measure and print."""
    folder = Path(sys.argv[1]) if len(sys.argv) > 1 else SAMPLES
    if not (folder / "faces.json").is_file():
        print("the photographs are not here: nothing measured")
        return
    print(json.dumps(measure(folder, FaceFinder()), indent=1))


if __name__ == "__main__":
    main()
