"""The scenes of the demonstration: who, where, what is on the skin, how it was photographed."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace
from typing import Final

import numpy as np
from PIL import Image

from desktop.demo import ink, lesions, light, props, skin
from desktop.demo.texture import Map, Random, ramp

_HAIR: Final = np.array((0.055, 0.034, 0.022), dtype=np.float32)
_DRAWN: Final = 0.34
"""Width of the drawing for one of the camera: its lens resolves no more."""

Painter = Callable[[Random, skin.Body], None]
Backdrop = Callable[[Random, skin.Frame], light.Linear]


@dataclass(frozen=True, slots=True, kw_only=True)
class Scene:
    """One photograph of skin.

    Attributes:
        seed: Added to the card's seed.
        width_mm: Width of the picture on the skin.
        limb: Where it lies.
        tone: Whose skin.
        paint: What is on the skin, in order.
        backdrop: What lies behind.
        rulers: Rulers in the picture.
        look: Exposure.
        hair: Hairs on a square centimetre, and their length in mm.
        freckles: How many in the picture.
    """

    seed: int
    width_mm: float
    limb: skin.Limb
    tone: skin.Tone
    paint: Sequence[Painter]
    backdrop: Backdrop = props.drape
    rulers: Sequence[props.Ruler] = ()
    look: light.Look = field(default_factory=light.Look)
    hair: tuple[float, float] = (1.5, 9.0)
    freckles: int = 40


def photograph(scene: Scene, *, seed: int, size_px: tuple[int, int]) -> Image.Image:
    """Return a scene as the camera stores it.

    Args:
        scene: What to draw.
        seed: The card's seed; equal seeds give equal pictures.
        size_px: Width and height of the camera's pictures.
    """
    rng = np.random.default_rng((seed, scene.seed))
    width, height = (max(64, round(side * _DRAWN)) for side in size_px)
    frame = skin.Frame(width_px=width, height_px=height, width_mm=scene.width_mm)
    person = skin.body(rng, frame, scene.limb, scene.tone)
    skin.freckle(rng, person, count=scene.freckles)
    for painter in scene.paint:
        painter(rng, person)
    colour = _with_hair(rng, person, light.lit(person, scene.look), scene.hair)
    blur: Map = 1 - person.cover * (1 - ramp(np.abs(person.turn), 0.45, 1.0))
    if person.cover.min() < 1:
        colour = light.placed(person, colour, scene.backdrop(rng, frame))
    for ruler in scene.rulers:
        colour, on_ruler = props.lay_ruler(rng, colour, frame, ruler)
        blur = blur * (1 - on_ruler)
    return light.develop(rng, colour, blur, scene.look, size_px=size_px)


def _with_hair(
    rng: Random, person: skin.Body, colour: light.Linear, hair: tuple[float, float]
) -> light.Linear:
    """Return lit skin with hairs and their shadows."""
    strands, shadow = skin.hair(rng, person, per_cm2=hair[0], length_mm=hair[1])
    shaded = colour * (1 - np.float32(0.45) * shadow)[..., None]
    return np.asarray(shaded + (_HAIR - shaded) * (strands * 0.85)[..., None], dtype=np.float32)


_LEG: Final = skin.Tone(melanin=0.55, blood=0.8, age=0.9)
_ULCER: Final = lesions.Spot(seed=5, radius_mm=19, stretch=1.5, turn_deg=25, ragged=0.16)


def _ulcer(rng: Random, person: skin.Body) -> None:
    lesions.ulcer(rng, person, _ULCER, slough=0.35, heal=0.2)


def _stocking(rng: Random, person: skin.Body) -> None:
    props.bandage(rng, person, from_mm=118)


def _mole(spot: lesions.Spot, depth: float) -> Painter:
    def paint(rng: Random, person: skin.Body) -> None:
        lesions.mole(rng, person, spot, depth=depth)

    return paint


def _anchor(rng: Random, person: skin.Body) -> None:
    place = ink.Tattoo(centre_mm=(-4, -1), width_mm=92, turn_deg=-90, strength=0.8)
    ink.needle(rng, person, ink.anchor(rng, "MAM"), place)


def _band(rng: Random, person: skin.Body) -> None:
    place = ink.Tattoo(centre_mm=(-14, 0), width_mm=190, turn_deg=90, strength=0.95)
    ink.needle(rng, person, ink.knot_band(rng), place)


def _rash(centre_mm: tuple[float, float], reach_mm: float) -> Painter:
    def paint(rng: Random, person: skin.Body) -> None:
        lesions.rash(rng, person, centre_mm=centre_mm, reach_mm=reach_mm)

    return paint


def leg_before(*, seed: int, radius_mm: float, heal: float, slough: float) -> Scene:
    """Return the leg ulcer as it was at an earlier visit: same leg, same ruler, larger wound.

    Args:
        seed: Added to the card's seed.
        radius_mm: Size of the ulcer.
        heal: How much of its edge is new skin, 0 to 1.
        slough: How much of its bed is covered, 0 to 1.
    """
    spot = replace(_ULCER, radius_mm=radius_mm)

    def paint(rng: Random, person: skin.Body) -> None:
        lesions.ulcer(rng, person, spot, slough=slough, heal=heal)

    angle = -6 + (seed % 5) - 2
    return replace(
        LEG_RULER,
        seed=seed,
        limb=skin.Limb(angle_deg=angle, half_mm=47, taper=-0.05),
        paint=(paint,),
        rulers=(props.Ruler(centre_mm=(3 + seed % 3, 38), turn_deg=4 - seed % 4),),
    )


LEG_LOCATING: Final = Scene(
    seed=1,
    width_mm=360,
    limb=skin.Limb(angle_deg=-9, half_mm=52, taper=-0.06, calf_mm=20),
    tone=_LEG,
    paint=(_ulcer, _stocking),
)
LEG_RULER: Final = Scene(
    seed=2,
    width_mm=165,
    limb=skin.Limb(angle_deg=-6, half_mm=47, taper=-0.05),
    tone=_LEG,
    paint=(_ulcer,),
    rulers=(props.Ruler(centre_mm=(3, 38), turn_deg=4),),
)
LEG_CLOSE: Final = Scene(
    seed=3,
    width_mm=72,
    limb=skin.Limb(angle_deg=-4, half_mm=50),
    tone=_LEG,
    paint=(_ulcer,),
    look=light.Look(flash=0.5, noise=2.0),
)
LEG_LABELLED: Final = Scene(
    seed=4,
    width_mm=115,
    limb=skin.Limb(angle_deg=-8, half_mm=48, offset_mm=4),
    tone=_LEG,
    paint=(_ulcer,),
    rulers=(props.Ruler(centre_mm=(4, 32), turn_deg=2, length_cm=8, note=("E. Rees",)),),
    look=light.Look(exposure=0.96, warmth=1.03),
)
MOLE_FAIR: Final = Scene(
    seed=5,
    width_mm=46,
    limb=skin.Limb(half_mm=160),
    tone=skin.Tone(melanin=0.5, blood=0.65, age=0.25),
    paint=(
        _mole(
            lesions.Spot(seed=3, radius_mm=4, stretch=1.35, centre_mm=(-1, -3), ragged=0.13), 2.6
        ),
    ),
    rulers=(props.Ruler(centre_mm=(0, 11.5), turn_deg=-2, length_cm=5, height_mm=13),),
    hair=(1.2, 6.0),
)
MOLE_DARK: Final = Scene(
    seed=6,
    width_mm=52,
    limb=skin.Limb(half_mm=140),
    tone=skin.Tone(melanin=2.5, blood=0.8, age=0.35),
    paint=(
        _mole(
            lesions.Spot(seed=14, radius_mm=4.6, stretch=1.2, centre_mm=(1, -3), ragged=0.13), 3.4
        ),
    ),
    rulers=(props.Ruler(centre_mm=(0, 11.0), turn_deg=3, length_cm=6, height_mm=13),),
    look=light.Look(exposure=1.25),
    hair=(1.0, 5.0),
)
TATTOO_ANCHOR: Final = Scene(
    seed=7,
    width_mm=150,
    limb=skin.Limb(angle_deg=-5, half_mm=43, taper=0.06),
    tone=skin.Tone(melanin=0.75, blood=0.6, age=0.3),
    paint=(
        _anchor,
        _mole(lesions.Spot(seed=21, radius_mm=3.4, centre_mm=(52, -10), stretch=1.2), 2.2),
    ),
    backdrop=props.couch_paper,
    hair=(4.0, 11.0),
)
TATTOO_BAND: Final = Scene(
    seed=8,
    width_mm=170,
    limb=skin.Limb(angle_deg=6, half_mm=46, taper=-0.03),
    tone=skin.Tone(melanin=1.5, blood=0.6, age=0.3),
    paint=(_band, _rash((48, -4), 22)),
    backdrop=lambda rng, frame: props.drape(rng, frame, props.BLUE),
)
RASH: Final = Scene(
    seed=9,
    width_mm=140,
    limb=skin.Limb(angle_deg=10, half_mm=41, taper=0.05),
    tone=skin.Tone(melanin=0.6, blood=0.6, age=0.3),
    paint=(_rash((5, -4), 48),),
    backdrop=props.couch_paper,
)
RASH_AT_HOME: Final = Scene(
    seed=10,
    width_mm=120,
    limb=skin.Limb(angle_deg=-24, half_mm=38, taper=0.04),
    tone=skin.Tone(melanin=1.0, blood=0.65, age=0.2),
    paint=(_rash((0, 0), 42),),
    backdrop=lambda rng, frame: props.drape(rng, frame, (0.20, 0.16, 0.13)),
    look=light.Look(exposure=0.92, warmth=1.12, flash=0.1, noise=4.5),
)
