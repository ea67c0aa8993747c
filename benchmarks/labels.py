"""Writing and barcodes found on generated labels, and suggested where there are none.

``python -m benchmarks.labels [SAMPLES]``. Labels of several sizes and turns lie on a plain, grainy
picture of our own; what is suggested in the evaluation photographs is counted where they are. The
codes of wristbands and tubes are drawn by zxing-cpp, which also reads them: what one and the same
library misunderstands would not show. They are softened and grainy as a camera makes them.
"""

import json
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Any, Final

import cv2
import numpy as np
import zxingcpp
from PIL import Image, ImageDraw, ImageFont

from benchmarks.detection import SAMPLES, share
from benchmarks.detectors import upright
from desktop.assets import resource
from desktop.redact.arrays import Rgb8
from desktop.redact.detect.barcodes import find_barcodes
from desktop.redact.detect.box import Box, overlap, share_inside
from desktop.redact.detect.text import TextFinder

PICTURE: Final = (4000, 3000)
LETTER_PX: Final = (16, 24, 32, 48, 80, 140)
"""Height of the letters in a picture 4000 pixels wide."""

TURNS: Final = (0, 8, -20, 90)
COVERED: Final = 0.7
LINES: Final = ("Mrs A. EXAMPLE  12/03/1951", "NHS 943 476 5919", "Ward 7, Bed 2")
CODE_39: Final = {
    "*": "100101101101",
    "9": "101100101101",
    "4": "101001101011",
    "3": "110110010101",
    "1": "110100101011",
}
"""Narrow and wide bars of a few signs of Code 39 (ISO/IEC 16388), as modules."""

MODULES_PX: Final = (2, 3, 4, 6, 10)
"""Width of a thin bar or of a square's dot, in a picture 4000 pixels wide."""

CODES: Final = {
    "code_128": (zxingcpp.BarcodeFormat.Code128, 30),
    "datamatrix": (zxingcpp.BarcodeFormat.DataMatrix, 0),
    "aztec": (zxingcpp.BarcodeFormat.Aztec, 0),
}
"""Kinds, and how high the bars of a linear one are, in modules."""

CODE_TURNS: Final = (0, 8, -20, 45, 90)
QUIET: Final = 6
"""Modules of white around a code."""

NEAR: Final = 2200
"""Pixels from the corner in which a label lies."""

SOFT: Final = 0.7
GRAIN: Final = 4.0


def code_label(name: str, module_px: int) -> tuple[Image.Image, Image.Image]:
    """Return a white label with one code that says a number, and a mask of the code alone."""
    kind, height = CODES[name]
    made = zxingcpp.create_barcode("9434765919", kind).to_image(scale=1, add_quiet_zones=False)
    code = np.asarray(made, np.uint8)
    if height:
        code = np.repeat(code[len(code) // 2 : len(code) // 2 + 1], height, axis=0)
    dot = np.ones((module_px, module_px), np.uint8)
    with_edge = np.kron(np.pad(code, QUIET, constant_values=255), dot)
    itself = np.kron(np.pad(np.full(code.shape, 255, np.uint8), QUIET), dot)
    return Image.fromarray(with_edge).convert("RGBA"), Image.fromarray(itself)


def label(letter_px: int, *, barcode: bool) -> Image.Image:
    """Return a white label with three lines of writing, or with a barcode."""
    if barcode:
        modules = "0".join(CODE_39[sign] for sign in "*943411*")
        wide = max(letter_px // 12, 2)
        image = Image.new("RGB", ((len(modules) + 20) * wide, letter_px * 3), "white")
        draw = ImageDraw.Draw(image)
        for place, module in enumerate(modules):
            if module == "1":
                left = (place + 10) * wide
                draw.rectangle((left, letter_px // 3, left + wide - 1, letter_px * 2.6), "black")
        return image
    font = ImageFont.truetype(str(next(resource("fonts", ".").glob("*.ttf"))), letter_px * 1.4)
    width = max(round(font.getlength(line)) for line in LINES) + 2 * letter_px
    image = Image.new("RGB", (width, letter_px * 2 * len(LINES) + letter_px), "white")
    draw = ImageDraw.Draw(image)
    for number, line in enumerate(LINES):
        draw.text((letter_px, letter_px * (2 * number + 0.5)), line, "black", font)
    return image


def scene(letter_px: int, degrees: int, *, barcode: bool) -> tuple[Rgb8, Box]:
    """Return a picture with one label on it, and the box around the label."""
    random = np.random.default_rng(letter_px * 1000 + degrees)
    one = label(letter_px, barcode=barcode).convert("RGBA").rotate(degrees, expand=True)
    return _laid(one, random)


def code_scene(name: str, module_px: int, degrees: int) -> tuple[Rgb8, Box]:
    """Return a picture with a label as a camera sees it, and the box around the code on it."""
    random = np.random.default_rng(module_px * 1000 + degrees)
    one, code = (
        image.rotate(degrees, expand=True, resample=Image.Resampling.BICUBIC)
        for image in code_label(name, module_px)
    )
    pixels, label_box = _laid(one, random)
    soft = cv2.GaussianBlur(pixels[:NEAR, :NEAR], (0, 0), SOFT)
    grain = random.normal(0, GRAIN, (*soft.shape[:2], 1)).astype(np.float32)
    seen = pixels.copy()
    seen[:NEAR, :NEAR] = np.clip(soft + grain, 0, 255).astype(np.uint8)
    left, top, right, bottom = (float(edge) for edge in code.getbbox() or (0, 0, 1, 1))
    inside = Box(left=left, top=top, right=right, bottom=bottom, score=1)
    return seen, inside.moved(label_box.left, label_box.top)


def _laid(one: Image.Image, random: np.random.Generator) -> tuple[Rgb8, Box]:
    piece = np.clip(random.normal((190, 150, 130), 5, (500, 500, 3)), 0, 255).astype(np.uint8)
    picture = Image.fromarray(np.tile(piece, (PICTURE[1] // 500, PICTURE[0] // 500, 1)))
    picture.paste(one, (700, 400), one)
    box = Box(left=700, top=400, right=700 + one.width, bottom=400 + one.height, score=1)
    return np.asarray(picture), box


def measure() -> dict[str, Any]:
    """Return how many labels were found by size and turn, and boxes beside them."""
    finder = TextFinder()
    found: dict[str, Any] = {}
    for name, barcode in (("writing", False), ("barcode", True)):
        for letter_px in LETTER_PX:
            answers, beside = [], 0
            for degrees in TURNS:
                pixels, truth = scene(letter_px, degrees, barcode=barcode)
                boxes = find_barcodes(pixels) if barcode else finder.find(pixels)
                on = [box for box in boxes if share_inside(box, truth.grown(0.2)) > COVERED]
                beside += len(boxes) - len(on)
                answers.append(bool(on) and _width(on) >= 0.5 * _width([truth]))
            found[f"{name}_{letter_px}"] = {**share(answers), "beside": beside}
    return found


def measure_codes() -> dict[str, Any]:
    """Return how many codes of wristbands and tubes were covered, and boxes beside them."""
    found: dict[str, Any] = {}
    for name in CODES:
        for module_px in MODULES_PX:
            answers, beside = [], 0
            for degrees in CODE_TURNS:
                pixels, truth = code_scene(name, module_px, degrees)
                boxes = find_barcodes(pixels)
                on = [box for box in boxes if overlap(box, truth) > 0]
                beside += len(boxes) - len(on)
                answers.append(any(share_inside(truth, box) >= COVERED for box in on))
            found[f"{name}_{module_px}"] = {**share(answers), "beside": beside}
    return found


def _width(boxes: Sequence[Box]) -> float:
    return max(box.right for box in boxes) - min(box.left for box in boxes)


def suggested(samples_dir: Path) -> dict[str, Any]:
    """Return suggestions per photograph in the evaluation photographs, whatever they show."""
    finder = TextFinder()
    counts: dict[str, Any] = {}
    for name in ("clinical", "faces", "tattoo"):
        entries = json.loads((samples_dir / f"{name}.json").read_text(encoding="utf-8"))
        texts, codes = [], []
        for entry in entries:
            pixels = upright(samples_dir / entry["file"])
            texts.append(len(finder.find(pixels)))
            codes.append(len(find_barcodes(pixels)))
        counts[name] = {
            "photographs": len(entries),
            "writing_per_photograph": round(sum(texts) / len(texts), 3),
            "barcodes_per_photograph": round(sum(codes) / len(codes), 3),
        }
    return counts


def main() -> None:
    """Measure and print."""
    print(json.dumps(measure(), indent=1))
    print(json.dumps(measure_codes(), indent=1))
    samples = Path(sys.argv[1]) if len(sys.argv) > 1 and __name__ == "__main__" else SAMPLES
    if (samples / "clinical.json").is_file():
        print(json.dumps(suggested(samples), indent=1))


if __name__ == "__main__":
    main()
