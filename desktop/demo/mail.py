"""The screen of a patient's telephone with an e-mail to the practice: text, a name, a picture."""

from typing import Final

from PIL import Image, ImageDraw, ImageFont

from desktop.demo import scenes
from desktop.demo.practice import PATIENTS, PRACTICE_NAME

_DESIGN_PX: Final = 1080
_INK: Final = (28, 28, 32)
_QUIET: Final = (108, 110, 118)
_LINE: Final = (222, 223, 228)
_BLUE: Final = (30, 96, 200)
_SENDER: Final = PATIENTS[10]
_WORDS: Final = (
    "Bore da,",
    "",
    "The rash on my arm is back since Tuesday, and",
    "it itches more at night. Photograph below. Can I",
    "still have the appointment on Friday?",
    "",
    "Diolch,",
)


def mail_screen(seed: int, *, width_px: int) -> Image.Image:
    """Return the screen, RGB, a little over twice as tall as wide.

    Args:
        seed: Of the picture in the e-mail.
        width_px: Width of the screen.
    """
    unit = width_px / _DESIGN_PX
    screen = Image.new("RGB", (width_px, round(2280 * unit)), (252, 252, 253))
    draw = ImageDraw.Draw(screen)

    def words(x: int, y: int, text: str, size: int, ink: tuple[int, int, int] = _INK) -> None:
        font = ImageFont.load_default(max(6.0, size * unit))
        draw.text((x * unit, y * unit), text, fill=ink, font=font)

    def rule(y: int) -> None:
        draw.line((0, y * unit, width_px, y * unit), fill=_LINE, width=max(1, round(2 * unit)))

    name = f"{_SENDER.given_name} {_SENDER.family_name}"
    words(64, 34, "08:51", 38)
    words(770, 34, "Cwm Derw  4G  71%", 30, _QUIET)
    words(52, 128, "< Sent", 46, _BLUE)
    rule(214)
    words(52, 250, "Rash on my arm, photo attached", 54)
    draw.ellipse((52 * unit, 352 * unit, 148 * unit, 448 * unit), fill=(92, 122, 92))
    words(76, 374, "NB", 40, (255, 255, 255))
    words(176, 354, name, 42)
    words(176, 404, f"to {PRACTICE_NAME.partition(' / ')[2]}", 34, _QUIET)
    rule(484)
    for place, text in enumerate((*_WORDS, name, f"Born {_SENDER.date_of_birth:%d/%m/%Y}")):
        words(52, 526 + 58 * place, text, 40)
    size = (round(976 * unit), round(732 * unit))
    drawn = (max(160, size[0] * 2), max(120, size[1] * 2))
    photograph = scenes.photograph(scenes.RASH_AT_HOME, seed=seed + 1, size_px=drawn)
    screen.paste(
        photograph.resize(size, Image.Resampling.LANCZOS), (round(52 * unit), round(1090 * unit))
    )
    words(52, 1838, "IMG_2231.jpg   2.4 MB", 34, _QUIET)
    rule(2120)
    for x, text in ((120, "Reply"), (470, "Forward"), (850, "Delete")):
        words(x, 2160, text, 42, _BLUE)
    return screen
