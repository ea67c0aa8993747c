"""Faces found and false alarms: Diogel, each model alone and deface, in one run.

``python -m benchmarks.detection [SAMPLES]``; the photographs are beside the checkout and never in
it. What counts as found, and what the figures are worth, is said in docs/redaction.md.
"""

import hashlib
import json
import os
import subprocess
import sys
import tempfile
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

import numpy as np
from PIL import Image

from benchmarks import detectors
from benchmarks.detectors import Answer, Detect, upright
from desktop.assets import resource
from desktop.keeper.decoder_memory import KEEPING
from desktop.redact.arrays import Rgb8
from desktop.redact.detect.box import Box, overlap, share_inside, shared_area

SAMPLES = Path(__file__).resolve().parents[1] / ".." / "shared" / "samples"
SAME: Final = 0.3
COVERED: Final = 0.8
GRID: Final = 48
"""Points across and down a true box at which its covering is looked at."""

TURNS: Final = (0, 1, 2, 3)
TAGS: Final[dict[str, frozenset[str]]] = {
    "profile": frozenset({"profile"}),
    "turned": frozenset({"rot90", "turned"}),
    "partial": frozenset({"partial", "partial-cut", "occluded"}),
    "small": frozenset({"small"}),
    "masked": frozenset({"mask"}),
    "dark skin": frozenset({"dark-skin", "dark-skin-some"}),
}
"""What the tables speak of, and which tags of the lists mean it."""

LARGE_SIZE: Final = (6000, 4000)
TIMES: Final = {"diogel": 4, "yunet_640": 10, "centerface_640": 5, "deface": 1}


@dataclass(frozen=True, slots=True, kw_only=True)
class Case:
    """One photograph with its true boxes and the answers.

    Attributes:
        kind: ``face``, ``clinical-face`` or ``face-free``.
        boxes: The truth.
        is_whole_truth: Whether every face is among them.
        tags: What the list says of it.
        turned: Quarter turns, counter-clockwise.
        part: ``tune`` or ``report``.
        answers: By detector.
    """

    kind: str
    boxes: tuple[Box, ...]
    is_whole_truth: bool
    tags: frozenset[str]
    turned: int
    part: str
    answers: dict[str, Answer]


def part_of(name: str) -> str:
    """Return whether a photograph is one to tune on or one to report, for ever."""
    return "report" if hashlib.sha256(Path(name).name.encode()).digest()[0] % 2 else "tune"


def share(answers: Iterable[bool]) -> dict[str, Any]:
    """Return a share with its 95 % interval after Wilson (1927); empty without any answer."""
    known = list(answers)
    n, hits = len(known), sum(known)
    if not n:
        return {"share": None, "of": 0}
    z = 1.959964
    middle = (hits + z * z / 2) / (n + z * z)
    half = z / (n + z * z) * (hits * (n - hits) / n + z * z / 4) ** 0.5
    return {
        "share": round(hits / n, 4),
        "low": round(max(middle - half, 0.0), 4),
        "high": round(min(middle + half, 1.0), 4),
        "of": n,
    }


def measure(
    samples_dir: Path, *, turned: Sequence[int] = (0,), names: Sequence[str] = ("diogel",)
) -> dict[str, Any]:
    """Return the figures of some detectors.

    Args:
        samples_dir: Folder of ``faces.json`` and ``clinical.json``.
        turned: Quarter turns in which the photographs with faces are shown.
        names: Which of ``benchmarks.detectors``.

    Returns:
        By detector, then by ``all``, ``tune`` and ``report``.
    """
    known = {name: detectors.EVERY[name]() for name in names}
    cases = [
        _case(samples_dir, entry, turn, known)
        for name in ("faces", "clinical")
        for entry in json.loads((samples_dir / f"{name}.json").read_text(encoding="utf-8"))
        for turn in (turned if entry["boxes"] else (0,))
    ]
    return {
        name: {
            part: _figures([c for c in cases if part in {"all", c.part}], name)
            for part in ("all", "tune", "report")
        }
        for name in names
    }


def _case(samples_dir: Path, entry: dict[str, Any], turn: int, known: dict[str, Detect]) -> Case:
    pixels = upright(samples_dir / entry["file"])
    height, width = pixels.shape[:2]
    turned = np.ascontiguousarray(np.rot90(pixels, turn))
    boxes = tuple(
        Box(left=x, top=y, right=x + w, bottom=y + h, score=1) for x, y, w, h in entry["boxes"]
    )
    return Case(
        kind=entry["kind"],
        boxes=tuple(_turned(box, turn, width, height) for box in boxes),
        is_whole_truth=not entry.get("ignore") and not entry["truth"].startswith("dataset"),
        tags=frozenset(entry["tags"]) | ({"turned"} if turn else frozenset()),
        turned=turn,
        part=part_of(entry["file"]),
        answers={name: detect(turned) for name, detect in known.items()},
    )


def _turned(box: Box, quarters: int, width: int, height: int) -> Box:
    """Return a true box in the frame of the picture turned counter-clockwise."""
    unit = box.scaled(1 / width, 1 / height).turned_back((4 - quarters) % 4)
    return unit.scaled(*((height, width) if quarters % 2 else (width, height)))


def _figures(cases: list[Case], name: str) -> dict[str, Any]:
    figures: dict[str, Any] = {}
    for turn in sorted({case.turned for case in cases}):
        suffix = f"_turned_{turn * 90}" if turn else ""
        faces = [case for case in cases if case.kind == "face" and case.turned == turn]
        parts = [case for case in cases if case.kind == "clinical-face" and case.turned == turn]
        figures |= {key + suffix: value for key, value in _of_faces(faces, name).items()}
        alerted = (any(_alerts(box, c) for box in c.answers[name].every) for c in parts)
        figures["clinical_alert" + suffix] = share(alerted)
        figures["clinical_flagged" + suffix] = share(c.answers[name].flagged for c in parts)
    free = [case.answers[name] for case in cases if case.kind == "face-free"]
    figures["false_alarm_any"] = share(bool(answer.every) for answer in free)
    figures["false_alarm_flagged"] = share(answer.flagged for answer in free)
    figures["false_alarm_sure"] = share(bool(answer.sure) for answer in free)
    figures["boxes_per_photograph"] = {
        "with faces": _mean(
            len(c.answers[name].every) for c in cases if c.kind == "face" and not c.turned
        ),
        "face-free": _mean(len(answer.every) for answer in free),
    }
    figures["by_tag"] = {
        tag: _of_tag([case for case in cases if case.tags & meant], name)
        for tag, meant in TAGS.items()
    }
    return figures


def _of_tag(cases: list[Case], name: str) -> dict[str, Any]:
    """Return recall, covering and boxes in the photographs of one tag.

    A part of a face that fills a clinical photograph counts as found if it is alerted to.
    """
    faces = [case for case in cases if case.kind == "face"]
    parts = [case for case in cases if case.kind == "clinical-face"]
    whole = [case for case in cases if case.is_whole_truth]
    return {
        "faces": _of_faces(faces, name)["faces_found"],
        "covered_mean": _of_faces(cases, name)["covered_mean"],
        "close-ups": share(any(_alerts(b, c) for b in c.answers[name].every) for c in parts),
        "boxes_per_photograph": _mean(len(case.answers[name].every) for case in cases),
        "false_boxes_per_photograph": _mean(_false_boxes(case, name) for case in whole),
    }


def _of_faces(cases: list[Case], name: str) -> dict[str, Any]:
    """Return the shares of faces found, found and sure, and covered."""
    pairs = [(truth, case.answers[name]) for case in cases for truth in case.boxes]
    covered = [_covered(truth, answer.covering) for truth, answer in pairs]
    return {
        "faces_found": share(_is_hit(truth, answer.every) for truth, answer in pairs),
        "faces_sure": share(_is_hit(truth, answer.sure) for truth, answer in pairs),
        "faces_covered": share(part >= COVERED for part in covered),
        "covered_mean": _mean(covered),
        "false_boxes_per_photograph": _mean(
            _false_boxes(case, name) for case in cases if case.is_whole_truth
        ),
    }


def _covered(truth: Box, boxes: Sequence[Box]) -> float:
    """Return which share of a true box lies under any box."""
    steps = (np.arange(GRID) + 0.5) / GRID
    across = truth.left + (truth.right - truth.left) * steps
    down = truth.top + (truth.bottom - truth.top) * steps
    under = np.zeros((GRID, GRID), bool)
    for box in boxes:
        under |= ((down >= box.top) & (down <= box.bottom))[:, np.newaxis] & (
            (across >= box.left) & (across <= box.right)
        )
    return float(under.mean())


def _false_boxes(case: Case, name: str) -> int:
    """Return how many boxes lie on no face: less than half inside one, and overlapping none."""
    return sum(
        not any(
            overlap(box, truth) >= SAME or share_inside(box, truth) >= 0.5 for truth in case.boxes
        )
        for box in case.answers[name].every
    )


def _is_hit(truth: Box, boxes: Sequence[Box]) -> bool:
    return any(overlap(truth, box) >= SAME for box in boxes)


def _alerts(box: Box, case: Case) -> bool:
    """Return whether a box lies half inside a visible part of a face and is no speck of it."""
    return any(
        share_inside(box, area) >= 0.5 and shared_area(box, area) >= 0.08 * area.area
        for area in case.boxes
    )


def _mean(numbers: Iterable[float]) -> float | None:
    known = list(numbers)
    return round(sum(known) / len(known), 3) if known else None


def processor_times(names: Sequence[str]) -> dict[str, float]:
    """Return seconds of processor time for one photograph of 24 megapixels, start not counted.

    Each detector looks at it in a process of its own, whose use of the processor the system tells
    when it has ended, children included. Ours keeps memory as a decoder does; the others run as
    they come. The picture has detail everywhere, the dearest there is.
    """
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "large.jpg"
        Image.fromarray(large_picture()).save(path, quality=90)
        return {
            name: round((_usage(name, path, TIMES[name]) - _usage(name, path, 0)) / TIMES[name], 3)
            for name in names
        }


def large_picture() -> Rgb8:
    """Return our portrait at 24 megapixels, with the grain of a camera."""
    with Image.open(resource("demo", "portrait.png")) as image:  # noqa: TID251 - our own file
        wide = np.asarray(image.convert("RGB").resize(LARGE_SIZE))
    grain = np.random.default_rng(1).normal(0, 6, (*wide.shape[:2], 1)).astype(np.float32)
    return np.clip(wide + grain, 0, 255).astype(np.uint8)


def _usage(name: str, path: Path, times: int) -> float:
    command = [sys.executable, "-m", "benchmarks.detectors", name, str(path), str(times)]
    kept = KEEPING if name == "diogel" else {}
    child = subprocess.Popen(command, env={**os.environ, **kept})
    _, status, used = os.wait4(child.pid, 0)
    child.returncode = os.waitstatus_to_exitcode(status)
    if child.returncode:
        raise RuntimeError(name)
    return used.ru_utime + used.ru_stime


def main() -> None:
    """Measure and print, upright and turned."""
    names = tuple(detectors.EVERY)
    print(json.dumps({"deface_itself": bool(os.environ.get(detectors.DEFACE_PYTHON))}))
    print(json.dumps({"processor_s_per_24_megapixels": processor_times(names)}, indent=1))
    if not (SAMPLES / "faces.json").is_file():
        print("the photographs are not here: nothing else measured")
        return
    print(json.dumps(measure(SAMPLES, turned=TURNS, names=names), indent=1))


if __name__ == "__main__":
    if len(sys.argv) > 1:
        SAMPLES = Path(sys.argv[1])
    main()
