"""An attacker with a gallery of the faces tries to say whose face was covered.

The attacker has every original photograph of every person, knows exactly where the region is, and
compares what lies inside it with the same part of each original: by normalised correlation of the
blurred pixels, by histograms of gradients, and in the space of the gallery's own principal
components (what is called *eigenfaces*), which is learned from the gallery itself. People of one
gallery differ in the face alone: what lies around is the same, as in a series of one consulting
room, so that a match must come from the inside. The control is a blur as other programs draw it, of
the face's own pixels: that is matched at once, by each of the three.

Chance is one in the number of people. What is asked of each style is that no matcher says more
right than chance explains (binomial, one in ten thousand).
"""

import io
from collections import Counter
from collections.abc import Callable, Iterator
from math import comb
from pathlib import Path

import numpy as np
import pytest
from PIL import Image, ImageFilter

from desktop.records.redaction import Redaction
from desktop.records.region import Region, Shape, Style
from desktop.redact.derive import derivative
from desktop.settings import LIMITS

SAMPLES = Path(__file__).resolve().parents[3] / ".." / "shared" / "samples" / "faces"
SIDE, FACE = 192, (48, 40, 96, 112)
ONE_IN = 1e-4
Grey = np.ndarray[tuple[int, int], np.dtype[np.float64]]
Matcher = Callable[[list[Grey], list[Grey]], list[int]]


def drawn_face(seed: int) -> Image.Image:
    """Return an invented face: shape, skin, eyes, nose, mouth and hair follow from the number."""
    rng = np.random.default_rng((7, seed))
    y, x = np.mgrid[0 : FACE[3], 0 : FACE[2]].astype(np.float64)
    w, h = FACE[2], FACE[3]
    skin = rng.uniform((120, 80, 60), (240, 200, 180))
    face = np.ones((h, w, 3)) * skin
    face *= (0.8 + 0.4 * (x / w) * rng.uniform(-1, 1) + 0.2 * (y / h) * rng.uniform(-1, 1))[
        ..., None
    ]
    apart, up = rng.uniform(0.16, 0.26) * w, rng.uniform(0.32, 0.45) * h
    for side in (-1, 1):
        eye = ((x - w / 2 - side * apart) / rng.uniform(6, 12)) ** 2
        eye = eye + ((y - up) / rng.uniform(3, 7)) ** 2
        face[eye < 1] = rng.uniform(10, 90, 3)
    mouth = ((x - w / 2) / rng.uniform(12, 26)) ** 2
    mouth = mouth + ((y - rng.uniform(0.7, 0.82) * h) / rng.uniform(3, 8)) ** 2
    face[mouth < 1] = rng.uniform((120, 20, 30), (210, 110, 110))
    nose = (np.abs(x - w / 2) < rng.uniform(3, 8)) & (y > up) & (y < rng.uniform(0.55, 0.66) * h)
    face[nose] *= rng.uniform(0.65, 0.9)
    face[y < rng.uniform(0.05, 0.3) * h] = rng.uniform(10, 200, 3)
    return Image.fromarray(np.clip(face, 0, 255).astype(np.uint8))


def scene_with(face: Image.Image) -> bytes:
    """Return a photograph of a face before a wall that is everybody's."""
    wall = np.random.default_rng(3).integers(90, 160, (12, 12, 3), dtype=np.uint8)
    room = Image.fromarray(wall).resize((SIDE, SIDE), Image.Resampling.BICUBIC)
    room.paste(face.resize((FACE[2], FACE[3])), FACE[:2])
    buffer = io.BytesIO()
    room.save(buffer, "PNG")
    return buffer.getvalue()


def inside(photograph: bytes) -> Grey:
    """Return what lies in the region, small and grey: what every matcher looks at."""
    with Image.open(io.BytesIO(photograph)) as picture:  # noqa: TID251 - our own file
        x, y, w, h = FACE
        part = picture.convert("L").crop((x, y, x + w, y + h)).resize((48, 56))
    return np.asarray(part, dtype=np.float64)


def even(values: np.ndarray) -> np.ndarray:
    """Return values with mean nought and length one; nothing to compare stays nothing."""
    flat = values.ravel() - values.mean()
    length = float(np.linalg.norm(flat))
    return flat / length if length > 1e-9 else flat * 0


def _nearest(probes: list[np.ndarray], known: list[np.ndarray]) -> list[int]:
    """Return of each probe which of the known it is most like."""
    likeness = np.stack([even(one) for one in probes]) @ np.stack([even(one) for one in known]).T
    return [int(best) for best in likeness.argmax(axis=1)]


def soft(part: Grey) -> Grey:
    """Return a part blurred as a copy may have been."""
    image = Image.fromarray(np.clip(part, 0, 255).astype(np.uint8))
    return np.asarray(image.filter(ImageFilter.GaussianBlur(4)), dtype=np.float64)


def by_correlation(probes: list[Grey], gallery: list[Grey]) -> list[int]:
    """Compare blurred pixels: the attacker blurs the gallery as the copy may have been."""
    return _nearest([soft(one) for one in probes], [soft(one) for one in gallery])


def by_gradients(probes: list[Grey], gallery: list[Grey]) -> list[int]:
    """Compare histograms of directions in cells of eight pixels."""
    return _nearest([_directions(one) for one in probes], [_directions(one) for one in gallery])


def _directions(part: Grey) -> np.ndarray:
    down, across = np.gradient(part)
    strength = np.hypot(down, across)
    direction = ((np.arctan2(down, across) + np.pi) / (2 * np.pi) * 9).astype(int) % 9
    cells = [
        np.bincount(
            direction[y : y + 8, x : x + 8].ravel(),
            weights=strength[y : y + 8, x : x + 8].ravel(),
            minlength=9,
        )
        for y in range(0, 56, 8)
        for x in range(0, 48, 8)
    ]
    return np.concatenate([cell / (np.linalg.norm(cell) + 1.0) for cell in cells])


def by_eigenfaces(probes: list[Grey], gallery: list[Grey]) -> list[int]:
    """Compare in the space that the blurred gallery itself spans, each direction as wide."""
    known = np.stack([even(soft(one)) for one in gallery])
    middle = known.mean(axis=0)
    _, spread, axes = np.linalg.svd(known - middle, full_matrices=False)
    most = max(2, len(gallery) // 2)
    scaled = (axes[:most] / spread[:most, None]).T
    where = (np.stack([even(soft(one)) for one in probes]) - middle) @ scaled
    return _nearest(list(where), list((known - middle) @ scaled))


MATCHERS = (by_correlation, by_gradients, by_eigenfaces)


def most_by_chance(people: int, rooms: int = 1) -> int:
    """Return the largest number of right answers that chance explains, over rooms of people."""
    part, tries = 1 / people, people * rooms
    tail, right = 1.0, 0
    while tail > ONE_IN:
        tail -= comb(tries, right) * part**right * (1 - part) ** (tries - right)
        right += 1
    return right


def right_answers(probes: list[Grey], gallery: list[Grey], matcher: Matcher) -> int:
    return sum(found == at for at, found in enumerate(matcher(probes, gallery)))


def blurred_as_others_do(photograph: bytes) -> bytes:
    """Return the photograph with the face's own pixels made soft: the control."""
    with Image.open(io.BytesIO(photograph)) as picture:  # noqa: TID251 - our own file
        copy = picture.convert("RGB")
    x, y, w, h = FACE
    part = copy.crop((x, y, x + w, y + h)).filter(ImageFilter.GaussianBlur(9))
    copy.paste(part, (x, y))
    buffer = io.BytesIO()
    copy.save(buffer, "PNG")
    return buffer.getvalue()


def attacked(photographs: list[bytes], style: Style) -> Iterator[tuple[Matcher, int]]:
    """Cover every face in one style, and yield how many each matcher says right."""
    x, y, w, h = FACE
    region = Region(shape=Shape.RECTANGLE, x=x, y=y, w=w, h=h, style=style)
    covered = [derivative(one, Redaction(regions=(region,)), limits=LIMITS) for one in photographs]
    gallery, probes = [inside(one) for one in photographs], [inside(one) for one in covered]
    for matcher in MATCHERS:
        yield matcher, right_answers(probes, gallery, matcher)


def fails_like_chance(*rooms: list[bytes]) -> None:
    """Fail if a matcher knows more of the people of these rooms, all as large, than chance."""
    people, everybody = len(rooms[0]), sum(map(len, rooms))
    known: Counter[Matcher] = Counter()
    for photographs in rooms:
        gallery = [inside(one) for one in photographs]
        control = [inside(blurred_as_others_do(one)) for one in photographs]
        known.update({each: right_answers(control, gallery, each) for each in MATCHERS})
    for matcher in MATCHERS:
        right = known[matcher]
        assert right >= 0.7 * everybody, f"{matcher.__name__} does not even match a blur: {right}"
    most = most_by_chance(people, len(rooms))
    for style in Style:
        found: Counter[Matcher] = Counter()
        for photographs in rooms:
            found.update(dict(attacked(photographs, style)))
        for matcher, right in found.items():
            assert right <= most, (style, matcher.__name__, right, everybody)


def test_no_matcher_says_whose_face_was_covered() -> None:
    assert most_by_chance(24) < 12, "the bound is far below what the control reaches"
    fails_like_chance([scene_with(drawn_face(seed)) for seed in range(24)])


@pytest.mark.soak
def test_no_matcher_says_whose_face_was_covered_among_many() -> None:
    """Twelve rooms: of hundreds of drawn faces in one, a matcher does not know a blur either."""
    assert most_by_chance(24, 12) < 0.2 * 24 * 12, "the bound is far below the control's"
    seeds = [range(first, first + 24) for first in range(0, 288, 24)]
    fails_like_chance(*([scene_with(drawn_face(seed)) for seed in room] for room in seeds))


@pytest.mark.soak
@pytest.mark.skipif(not SAMPLES.is_dir(), reason="no sample photographs: REAL FACES NOT TESTED")
def test_no_matcher_says_whose_real_face_was_covered() -> None:
    from desktop.redact.detect.faces import FaceFinder
    from desktop.redact.pixels import decode

    finder, faces = FaceFinder(), []
    for path in sorted(SAMPLES.glob("*.jpg")):
        pixels = decode(path.read_bytes(), limits=LIMITS).pixels
        for face in finder.find(pixels).faces[:2]:
            if face.sure and min(face.w, face.h) >= 40:
                part = pixels[face.y : face.y + face.h, face.x : face.x + face.w]
                faces.append(Image.fromarray(np.ascontiguousarray(part)))
    assert len(faces) >= 40
    fails_like_chance([scene_with(face) for face in faces])
