"""Bars over the eyes that the rule tells from covered faces, on annotated photographs.

``python -m benchmarks.eye_bars [SAMPLES]``. Each annotated face is covered in turn by a bar over
the eyes, in three heights, and by what covers all of it; the rule is asked with what the program
itself finds in the photograph. Without the covers' own shapes (``features``) it rests on the
detectors alone, as for the command line.
"""

import json
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any, Final

from benchmarks.detection import SAMPLES, share
from benchmarks.detectors import upright
from desktop.errors import GateOpenError
from desktop.records.detection import Detection
from desktop.records.eye_bars import EYES_AT, check_eye_bars
from desktop.records.gate import Decision, Feature, Gate, Verdict
from desktop.records.region import Region
from desktop.redact.detect.faces import FaceFinder

HEIGHTS: Final = (0.2, 0.28, 0.36)
"""Of the face's."""
BEYOND: Final = 0.1
"""By so much of its size what covers a whole face is larger on each side."""

OBSCURED: Final = Gate(decisions={Feature.FACE: Decision(verdict=Verdict.OBSCURED)})
Truth = tuple[float, float, float, float]


def bar(truth: Truth, height: float) -> Region:
    """Return a bar over the eyes of a face, as wide as it."""
    x, y, w, h = truth
    top = y + (EYES_AT - height / 2) * h
    return Region.rectangle(int(x), int(top), max(int(w), 1), max(int(height * h), 1))


def whole(truth: Truth) -> Region:
    """Return an ellipse over a whole face."""
    x, y, w, h = truth
    across, down = BEYOND * w, BEYOND * h
    left, top = int(x - across), int(y - down)
    return Region.ellipse(left, top, int(w + 2 * across), int(h + 2 * down))


def is_refused(cover: Region, features: tuple[Feature, ...], found: Detection) -> bool:
    """Return whether the rule refuses a photograph in which this alone is covered."""
    try:
        check_eye_bars(OBSCURED, (cover,), features, found)
    except GateOpenError:
        return True
    return False


def measure(samples_dir: Path, find: Callable[[Any], Detection]) -> dict[str, Any]:
    """Return the shares of covers that are refused, with and without their shapes."""
    covers: dict[str, Callable[[Truth], Region]] = {
        f"bar of {height}": (lambda truth, height=height: bar(truth, height)) for height in HEIGHTS
    }
    covers["whole face"] = whole
    answers: dict[str, list[tuple[bool, bool]]] = {name: [] for name in covers}
    for entry in json.loads((samples_dir / "faces.json").read_text(encoding="utf-8")):
        found = find(upright(samples_dir / entry["file"]))
        for box in entry["boxes"]:
            x, y, w, h = box
            for name, cover in covers.items():
                region = cover((x, y, w, h))
                answers[name].append(
                    (is_refused(region, (Feature.FACE,), found), is_refused(region, (), found))
                )
    return {
        name: {
            "window": share(one for one, _ in told),
            "detectors alone": share(other for _, other in told),
        }
        for name, told in answers.items()
    }


def main() -> None:
    """Measure and print."""
    folder = Path(sys.argv[1]) if len(sys.argv) > 1 else SAMPLES
    if not (folder / "faces.json").is_file():
        print("the photographs are not here: nothing measured")
        return
    print(json.dumps(measure(folder, FaceFinder().find), indent=1))


if __name__ == "__main__":
    main()
