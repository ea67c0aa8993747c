"""Faces found and false alarms, beside a plain YuNet of the same run.

``python -m benchmarks.detection [SAMPLES]``; the photographs are beside the checkout and never in
it. What counts as found, and what the figures are worth, is said in docs/redaction.md.
"""

import json
import statistics
import sys
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from PIL import Image, ImageOps

from desktop.redact._cv import cv2
from desktop.redact.arrays import Rgb8
from desktop.redact.detect.box import Box, overlap, share_inside, shared_area
from desktop.redact.detect.faces import FaceFinder
from desktop.redact.detect.models import checked_model

SAMPLES = Path(__file__).resolve().parents[1] / ".." / "shared" / "samples"
SAME = 0.3
COVERED = 0.8
BASELINE_SIDE = 640
BASELINE_SCORE = 0.5


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """What a detector said of one picture, and what it took."""

    sure: tuple[Box, ...]
    check: tuple[Box, ...]
    flagged: bool
    cpu_ms: float

    @property
    def every(self) -> tuple[Box, ...]:
        """Both tiers."""
        return self.sure + self.check


@dataclass(frozen=True, slots=True, kw_only=True)
class Case:
    """One photograph with its true boxes and the answers."""

    kind: str
    boxes: tuple[Box, ...]
    turned: int
    answers: dict[str, Answer]


Detect = Callable[[Rgb8], Answer]


def measure(samples_dir: Path, *, turned: Sequence[int] = (0,)) -> dict[str, Any]:
    """Return the figures for both detectors.

    Args:
        samples_dir: Folder of ``faces.json`` and ``clinical.json``.
        turned: Quarter turns, counter-clockwise, in which the photographs with faces are shown.

    Returns:
        For ``diogel`` and ``baseline``, by turn, and their ratios; shares are 0 to 1.
    """
    finder = FaceFinder()
    detectors: dict[str, Detect] = {
        "diogel": lambda pixels: _ours(finder, pixels),
        "baseline": _baseline(),
    }
    cases = [
        _case(samples_dir, entry, turn, detectors)
        for name in ("faces", "clinical")
        for entry in json.loads((samples_dir / f"{name}.json").read_text(encoding="utf-8"))
        for turn in (turned if entry["boxes"] else (0,))
    ]
    figures = {name: _figures(cases, name, turned) for name in detectors}
    ours, plain = figures["diogel"], figures["baseline"]
    ratios = {
        key: round(ours[key] / plain[key], 3)
        for key in ours
        if isinstance(ours[key], float) and plain[key]
    }
    return {**figures, "ratios": ratios}


def _ours(finder: FaceFinder, pixels: Rgb8) -> Answer:
    start = time.process_time()
    found = finder.find(pixels)
    cpu_ms = (time.process_time() - start) * 1000
    tiers = {
        sure: tuple(
            Box(left=face.x, top=face.y, right=face.x + face.w, bottom=face.y + face.h, score=1)
            for face in found.faces
            if face.sure is sure
        )
        for sure in (True, False)
    }
    return Answer(
        sure=tiers[True], check=tiers[False], flagged=found.face_may_be_present, cpu_ms=cpu_ms
    )


def _baseline() -> Detect:
    """Return YuNet at one scale and one threshold, as most programs use it."""
    model = np.frombuffer(checked_model("yunet"), dtype=np.uint8)
    nothing = np.zeros(0, dtype=np.uint8)
    yunet = cv2.FaceDetectorYN.create("onnx", model, nothing, (320, 320), BASELINE_SCORE)

    def detect(pixels: Rgb8) -> Answer:
        start = time.process_time()
        scale = min(BASELINE_SIDE / max(pixels.shape[:2]), 1.0)
        small = cv2.resize(pixels[:, :, ::-1], None, fx=scale, fy=scale)
        yunet.setInputSize((small.shape[1], small.shape[0]))
        rows: Any = yunet.detect(small)[1]
        boxes = tuple(
            Box(left=r[0], top=r[1], right=r[0] + r[2], bottom=r[1] + r[3], score=1).scaled(
                1 / scale, 1 / scale
            )
            for r in ([] if rows is None else rows.tolist())
        )
        cpu_ms = (time.process_time() - start) * 1000
        return Answer(sure=boxes, check=(), flagged=bool(boxes), cpu_ms=cpu_ms)

    return detect


def _case(
    samples_dir: Path, entry: dict[str, Any], turn: int, detectors: dict[str, Detect]
) -> Case:
    with Image.open(samples_dir / entry["file"]) as image:  # noqa: TID251 - also formats we refuse
        pixels = np.asarray(ImageOps.exif_transpose(image).convert("RGB"))
    height, width = pixels.shape[:2]
    turned = np.ascontiguousarray(np.rot90(pixels, turn))
    boxes = tuple(
        Box(left=x, top=y, right=x + w, bottom=y + h, score=1) for x, y, w, h in entry["boxes"]
    )
    return Case(
        kind=entry["kind"],
        boxes=tuple(_turned(box, turn, width, height) for box in boxes),
        turned=turn,
        answers={name: detect(turned) for name, detect in detectors.items()},
    )


def _turned(box: Box, quarters: int, width: int, height: int) -> Box:
    """Return a true box in the frame of the picture turned counter-clockwise."""
    unit = box.scaled(1 / width, 1 / height).turned_back((4 - quarters) % 4)
    return unit.scaled(*((height, width) if quarters % 2 else (width, height)))


def _figures(cases: list[Case], name: str, turned: Sequence[int]) -> dict[str, Any]:
    figures: dict[str, Any] = {}
    for turn in turned:
        suffix = f"_turned_{turn * 90}" if turn else ""
        faces = [case for case in cases if case.kind == "face" and case.turned == turn]
        parts = [case for case in cases if case.kind == "clinical-face" and case.turned == turn]
        figures |= {key + suffix: value for key, value in _of_faces(faces, name).items()}
        figures["clinical_alert" + suffix] = _share(
            any(_alerts(box, case) for box in case.answers[name].every) for case in parts
        )
        figures["clinical_flagged" + suffix] = _share(case.answers[name].flagged for case in parts)
    free = [case.answers[name] for case in cases if case.kind == "face-free"]
    figures["false_alarm_any"] = _share(bool(answer.every) for answer in free)
    figures["false_alarm_flagged"] = _share(answer.flagged for answer in free)
    figures["false_alarm_sure"] = _share(bool(answer.sure) for answer in free)
    upright = [case.answers[name].cpu_ms for case in cases if case.turned == 0]
    figures["cpu_ms_median"] = round(statistics.median(upright), 1)
    figures["photographs"] = {"face-free": len(free)} | {
        kind: sum(case.kind == kind and case.turned == 0 for case in cases)
        for kind in ("face", "clinical-face")
    }
    return figures


def _of_faces(cases: list[Case], name: str) -> dict[str, Any]:
    """Return the shares of faces found, found and sure, and covered."""
    pairs = [(truth, case.answers[name]) for case in cases for truth in case.boxes]
    return {
        "faces_found": _share(_is_hit(truth, answer.every) for truth, answer in pairs),
        "faces_sure": _share(_is_hit(truth, answer.sure) for truth, answer in pairs),
        "faces_covered": _share(
            any(share_inside(truth, box) >= COVERED for box in answer.every)
            for truth, answer in pairs
        ),
        "faces": len(pairs),
    }


def _is_hit(truth: Box, boxes: Sequence[Box]) -> bool:
    return any(overlap(truth, box) >= SAME for box in boxes)


def _alerts(box: Box, case: Case) -> bool:
    """Return whether a box lies half inside a visible part of a face and is no speck of it."""
    return any(
        share_inside(box, area) >= 0.5 and shared_area(box, area) >= 0.08 * area.area
        for area in case.boxes
    )


def _share(answers: Any) -> float:
    known = list(answers)
    return round(sum(known) / len(known), 4) if known else 0.0


def main() -> None:
    """Measure and print, upright and turned."""
    samples = SAMPLES
    if not (samples / "faces.json").is_file():
        print("the photographs are not here: nothing measured")
        return
    print(json.dumps(measure(samples, turned=(0, 1, 2, 3)), indent=1))


if __name__ == "__main__":
    if len(sys.argv) > 1:
        SAMPLES = Path(sys.argv[1])
    main()
