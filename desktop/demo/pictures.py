"""The card of the demonstration: what a practice's camera and a patient's e-mail bring in.

``draw_card`` writes a folder as it comes out of a camera: a leg ulcer in four views, two moles, two
tattoos, a rash, the portrait twice, two files that a patient sent, and the rubbish that real cards
carry. All is drawn from a seed, except the face (``portrait``).
"""

import io
import os
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Final

import pillow_heif
from PIL import Image

from desktop.demo import scenes
from desktop.demo.camera import camera_jpeg, exif_block
from desktop.demo.mail import mail_screen
from desktop.demo.portrait import portrait
from desktop.records.arrival import Refusal

WIDTH_PX: Final = 4000
"""A camera of twelve million pixels."""
FIRST_SHOT: Final = datetime(2026, 11, 20, 9, 12, 31, tzinfo=UTC)
FOLDER: Final = Path("DCIM", "100DIOGL")
MAKE: Final = "Cambrian Optics"
MODEL: Final = "CO-12 Clinic"
SERIAL: Final = "CO12-0047193"
LARGE_MODEL: Final = "CO-24 Clinic"
LARGE_SERIAL: Final = "CO24-0002718"
SURGERY: Final = (52.41563, -4.06845)
"""A public place in Aberystwyth, in degrees north and east."""
HOME: Final = (52.41102, -4.08337)
"""The end of the promenade: stands for a patient's home, is nobody's."""

REFUSED: Final[Mapping[str, Refusal]] = {
    "IMG_0012.JPG": Refusal.EMPTY,
    "IMG_0013.JPG": Refusal.CUT_OFF,
    "MVI_0014.MP4": Refusal.VIDEO_NOT_HANDLED,
    "M0100.CTG": Refusal.NOT_AN_IMAGE,
}
"""What of the card is not taken in, and why."""


@dataclass(frozen=True, slots=True, kw_only=True)
class _Shot:
    """One photograph of the practice's camera.

    Attributes:
        name: File name.
        draw: Takes the card's seed and the size in pixels.
        minutes: After the first shot.
        large: Taken with the camera of 24 million pixels.
        orientation: EXIF orientation; 6 stores an upright picture turned.
        gps: Where, if the camera knew.
        comment: What the user typed into the camera.
    """

    name: str
    draw: Callable[[int, tuple[int, int]], Image.Image]
    minutes: float
    large: bool = False
    orientation: int = 1
    gps: tuple[float, float] | None = SURGERY
    comment: str = ""


def _of(scene: scenes.Scene) -> Callable[[int, tuple[int, int]], Image.Image]:
    def draw(seed: int, size_px: tuple[int, int]) -> Image.Image:
        return scenes.photograph(scene, seed=seed, size_px=size_px)

    return draw


def _face(seed: int, size_px: tuple[int, int]) -> Image.Image:
    return portrait(seed, size_px=size_px)


def _face_turned(seed: int, size_px: tuple[int, int]) -> Image.Image:
    """Return the upright portrait as a camera held on its side stores it."""
    upright = portrait(seed, size_px=(size_px[1], size_px[0]))
    return upright.transpose(Image.Transpose.ROTATE_90)


_SHOTS: Final = (
    _Shot(name="IMG_0001.JPG", draw=_of(scenes.LEG_LOCATING), minutes=0, large=True),
    _Shot(name="IMG_0002.JPG", draw=_of(scenes.LEG_RULER), minutes=0.8),
    _Shot(name="IMG_0003.JPG", draw=_of(scenes.LEG_CLOSE), minutes=1.2),
    _Shot(name="IMG_0004.JPG", draw=_of(scenes.LEG_LABELLED), minutes=2.1, comment="E Rees"),
    _Shot(name="IMG_0005.JPG", draw=_of(scenes.MOLE_FAIR), minutes=31),
    _Shot(name="IMG_0006.JPG", draw=_of(scenes.MOLE_DARK), minutes=58, large=True),
    _Shot(name="IMG_0007.JPG", draw=_of(scenes.TATTOO_ANCHOR), minutes=94, gps=None),
    _Shot(name="IMG_0008.JPG", draw=_of(scenes.TATTOO_BAND), minutes=131),
    _Shot(name="IMG_0009.JPG", draw=_of(scenes.RASH), minutes=152),
    _Shot(name="IMG_0010.JPG", draw=_face, minutes=187, comment="Mole, left cheek"),
    _Shot(name="IMG_0011.JPG", draw=_face_turned, minutes=187.5, orientation=6),
)


_EARLIER: Final = (
    _Shot(
        name="IMG_0101.JPG",
        draw=_of(scenes.leg_before(seed=41, radius_mm=29, heal=0.02, slough=0.7)),
        minutes=-192 * 1440,
    ),
    _Shot(
        name="IMG_0102.JPG",
        draw=_of(scenes.leg_before(seed=42, radius_mm=27, heal=0.06, slough=0.6)),
        minutes=-164 * 1440 + 43,
    ),
    _Shot(
        name="IMG_0103.JPG",
        draw=_of(scenes.leg_before(seed=43, radius_mm=24, heal=0.1, slough=0.5)),
        minutes=-129 * 1440 + 12,
    ),
    _Shot(
        name="IMG_0104.JPG",
        draw=_of(scenes.leg_before(seed=44, radius_mm=21.5, heal=0.15, slough=0.45)),
        minutes=-66 * 1440 + 95,
    ),
    _Shot(name="IMG_0105.JPG", draw=_of(scenes.MOLE_FAIR), minutes=-248 * 1440 + 31),
)
"""What the practice filed at earlier visits: the leg ulcer four times, and the mole."""


def _camera_file(shot: _Shot, *, seed: int, width_px: int, first: datetime) -> bytes:
    """Return the bytes of one photograph of the practice's camera."""
    wide = width_px * 3 // 2 if shot.large else width_px
    size_px = (wide, wide * 2 // 3 if shot.large else wide * 3 // 4)
    return camera_jpeg(
        shot.draw(seed, size_px),
        taken_at=first + timedelta(minutes=shot.minutes),
        make=MAKE,
        model=LARGE_MODEL if shot.large else MODEL,
        serial=LARGE_SERIAL if shot.large else SERIAL,
        orientation=shot.orientation,
        gps=shot.gps,
        comment=shot.comment,
    )


def _mail_file(seed: int, width_px: int) -> bytes:
    """Return the screen of a patient's telephone with an e-mail and a picture in it, as PNG."""
    written = io.BytesIO()
    mail_screen(seed, width_px=max(200, width_px * 27 // 100)).save(written, "PNG")
    return written.getvalue()


def _phone_file(seed: int, width_px: int, first: datetime) -> bytes | None:
    """Return a telephone's HEIC file, or None where this computer cannot write one."""
    if not pillow_heif.libheif_info()["encoders"]:
        return None
    half = max(64, width_px * 504 // 1000)
    picture = scenes.photograph(scenes.RASH_AT_HOME, seed=seed, size_px=(half, half * 3 // 4))
    block = exif_block(
        picture,
        taken_at=first - timedelta(hours=13, minutes=21),
        make="Cambrian Mobile",
        model="Telor 5",
        serial="TLR5-88120",
        gps=HOME,
    )
    written = io.BytesIO()
    pillow_heif.from_pillow(picture).save(
        written, quality=70, exif=b"Exif\0\0" + block, enc_params={"preset": "ultrafast"}
    )
    return written.getvalue()


def _video_stub() -> bytes:
    """Return the beginning of a film: enough to be recognised, nothing to see."""
    kind = b"\0\0\0\x18ftypisom\0\0\2\0isomiso2"
    return kind + b"\0\0\0\x08free" + b"\0\0\x10\x08mdat" + bytes(4096)


def _put(path: Path, content: bytes, at: datetime) -> Path:
    """Write a file with the date that the camera would give it."""
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(content)
    os.utime(path, (at.timestamp(), at.timestamp()))
    return path


def draw_card(
    folder: Path,
    *,
    progress: Callable[[int, int], None],
    seed: int = 7,
    width_px: int = WIDTH_PX,
    first_shot: datetime = FIRST_SHOT,
) -> tuple[Path, ...]:
    """Write a camera card into a folder.

    Args:
        folder: Made if it is not there; becomes the root of the card.
        progress: Told how many files are done, of how many.
        seed: Equal seeds give equal pictures.
        width_px: Width of the ordinary camera's pictures; smaller only for tests.
        first_shot: When the first photograph was taken, with a zone.

    Returns:
        Every file written, in the order of the card; ``REFUSED`` names those that intake refuses.
    """
    total = len(_SHOTS) + 2 + len(REFUSED)
    inside = folder / FOLDER
    written: list[Path] = []

    def keep(path: Path, content: bytes, minutes: float) -> None:
        written.append(_put(path, content, first_shot + timedelta(minutes=minutes)))
        progress(len(written), total)

    whole = b""
    for shot in _SHOTS:
        whole = _camera_file(shot, seed=seed, width_px=width_px, first=first_shot)
        keep(inside / shot.name, whole, shot.minutes)
    keep(inside / "IMG_0012.JPG", b"", 188)
    keep(inside / "IMG_0013.JPG", whole[: len(whole) * 3 // 5], 189)
    keep(inside / "MVI_0014.MP4", _video_stub(), 190)
    keep(inside / "SCRN0015.PNG", _mail_file(seed, width_px), 201)
    phone = _phone_file(seed, width_px, first_shot)
    total -= phone is None
    if phone is not None:
        keep(inside / "IMG_0016.HEIC", phone, 202)
    keep(folder / "DCIM" / "DIOGLMSC" / "M0100.CTG", b"CATALOG 0100\r\nIMG_0001.JPG\r\n", 202)
    return tuple(written)


def draw_earlier(
    folder: Path,
    *,
    progress: Callable[[int, int], None],
    seed: int = 7,
    width_px: int = WIDTH_PX * 3 // 5,
    first_shot: datetime = FIRST_SHOT,
) -> tuple[Path, ...]:
    """Write the photographs of earlier visits into a folder, as the practice's camera stored them.

    Arguments and result are those of ``draw_card``.
    """
    written: list[Path] = []
    for shot in _EARLIER:
        content = _camera_file(shot, seed=seed, width_px=width_px, first=first_shot)
        at = first_shot + timedelta(minutes=shot.minutes)
        written.append(_put(folder / FOLDER / shot.name, content, at))
        progress(len(written), len(_EARLIER))
    return tuple(written)


def draw_email(
    folder: Path,
    *,
    seed: int = 7,
    width_px: int = WIDTH_PX // 2,
    first_shot: datetime = FIRST_SHOT,
) -> Path:
    """Write what a patient sent by e-mail into a folder, as the front desk saved it from there.

    Arguments are those of ``draw_card``.

    Returns:
        The file: a photograph of a rash, with the place where it was taken in it.
    """
    at = first_shot - timedelta(hours=13, minutes=21)
    content = camera_jpeg(
        scenes.photograph(scenes.RASH_AT_HOME, seed=seed, size_px=(width_px, width_px * 3 // 4)),
        taken_at=at,
        make="Cambrian Mobile",
        model="Telor 5",
        serial="TLR5-88120",
        gps=HOME,
    )
    return _put(folder / "rash on my arm.jpg", content, at)
