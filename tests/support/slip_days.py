"""A day with session slips: made by staff, photographed by a camera, put on a card."""

from dataclasses import dataclass, field
from datetime import datetime, timedelta
from pathlib import Path

import numpy as np

from desktop.records.slip import NewSlip
from desktop.redact.arrays import Rgb8
from desktop.workflow.session import Session
from desktop.workflow.slipping import make_slip
from support import slip_pictures
from support.practice import Practice

_MODULES = 29


def square_picture(squares: tuple[str, ...], *, size: tuple[int, int] = (1200, 900)) -> Rgb8:
    """Return a photograph of a slip as it is shown: its square on a table."""
    rows = np.array([[0 if cell == "#" else 255 for cell in row] for row in squares], np.uint8)
    quiet = np.pad(rows, slip_pictures.QUIET, constant_values=255)
    step = size[1] * 2 // 3 // len(quiet)
    square = np.kron(quiet, np.ones((step, step), np.uint8))
    picture = slip_pictures.scene(slip_pictures.Shot(width=size[0], height=size[1])).copy()
    top, left = (size[1] - len(square)) // 2, (size[0] - len(square)) // 2
    picture[top : top + len(square), left : left + len(square)] = square[..., None]
    return picture


@dataclass(slots=True)
class Camera:
    """A camera with a card in it, whose clock can be wrong.

    Attributes:
        card: Its card.
        now: What its clock says.
        number: Of the next file.
        model: As it names itself.
    """

    card: Path
    now: datetime
    number: int = 1
    model: str = "TestCam 1"
    seed: int = 1000
    taken: list[str] = field(default_factory=list)

    def slip(self, *slips: NewSlip) -> str:
        """Photograph slips, all in one picture; return the name of the file."""
        pictures = [square_picture(one.squares) for one in slips]
        return self._write(np.hstack(pictures))

    def patient(self, *, patients: int = 1) -> list[str]:
        """Photograph somebody so many times; return the names of the files."""
        return [self._one() for _ in range(patients)]

    def _one(self) -> str:
        self.seed += 1
        random = np.random.default_rng(self.seed)
        small = random.integers(60, 200, (6, 8, 3), dtype=np.uint8)
        return self._write(np.kron(small, np.ones((40, 40, 1), np.uint8)))

    def _write(self, picture: Rgb8) -> str:
        self.now += timedelta(seconds=20)
        name = f"IMG_{self.number:04d}.JPG"
        self.number += 1
        folder = self.card / "DCIM" / "100CANON"
        folder.mkdir(parents=True, exist_ok=True)
        file = slip_pictures.as_jpeg(
            picture, taken_at=f"{self.now:%Y:%m:%d %H:%M:%S}", model=self.model
        )
        (folder / name).write_bytes(file)
        self.taken.append(name)
        return name


def camera_of(practice: Practice, **changes: object) -> Camera:
    """Return a camera whose clock is right: the practice's own time."""
    now = practice.clock.now().astimezone().replace(tzinfo=None)
    camera = Camera(card=practice.card, now=now)
    for name, value in changes.items():
        setattr(camera, name, value)
    return camera


def slip_for(session: Session, patient: str, *, hours: int = 4) -> NewSlip:
    """Have a slip made."""
    return make_slip(session, patient, hours=hours).value
