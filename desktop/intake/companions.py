"""Which files of a source belong together: a raw file and its JPEG, a photograph and its sidecars.

By name, in the same folder: cameras give both halves of a pair one name and two endings, and
programs name a sidecar after its photograph, with its ending (``IMG_1.JPG.xmp``) or without
(``IMG_1.xmp``). Nothing is decided by this but what is told. Pure.

Source: DCF 2.0 (JEITA CP-3461B) 4.3 on objects of one number; Adobe XMP part 3 on sidecars.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Final

from desktop.intake.entry import Seen
from desktop.intake.names import shown
from desktop.records.arrival import ENDINGS, ImageFormat, Refusal

_SIDECARS: Final = frozenset({b"xmp", b"aae", b"thm"})
"""Settings of a developing program, of a telephone, and a camera's small picture of a film."""
_SMALL_PICTURE: Final = b"thm"
_SMALL_PICTURE_BYTES: Final = 64 * 1024
"""A THM is a JPEG of 160 by 120 pixels; what is larger is a photograph under a wrong name."""
_RAW: Final = frozenset(ending.encode() for ending in ENDINGS[ImageFormat.RAW])
_PICTURES: Final = frozenset(ending.encode() for endings in ENDINGS.values() for ending in endings)


@dataclass(frozen=True, slots=True, kw_only=True)
class Beside:
    """What lies beside a photograph and belongs to it, by names for display, without folders.

    Attributes:
        pair: The other half of a raw file and its picture.
        sidecars: What holds no photograph itself and stays where it is.
    """

    pair: tuple[str, ...] = ()
    sidecars: tuple[str, ...] = ()

    def facts(self) -> Mapping[str, object]:
        """Return what is sealed with an arrival: nothing where nothing lies beside it."""
        return {
            name: list(names)
            for name, names in (("pair", self.pair), ("sidecars", self.sidecars))
            if names
        }


NOTHING_BESIDE: Final = Beside()


def beside(seen: Iterable[Seen]) -> Mapping[bytes, Beside]:
    """Return what lies beside each file of a source, by raw name; alone ones are left out."""
    pictures: dict[bytes, list[bytes]] = {}
    sidecars: dict[bytes, list[bytes]] = {}
    for one in seen:
        stem, ending = _parted(one.raw)
        if ending in _SIDECARS:
            sidecars.setdefault(stem, []).append(one.raw)
        elif ending in _PICTURES:
            pictures.setdefault(stem, []).append(one.raw)
    found = {}
    for stem, group in pictures.items():
        for raw in group:
            loose = sidecars.get(stem, []) + sidecars.get(raw.lower(), [])
            other = [mate for mate in group if _is_raw(mate) is not _is_raw(raw)]
            if loose or other:
                found[raw] = Beside(pair=_names(other), sidecars=_names(loose))
    return found


def is_pair(one: str, other: str) -> bool:
    """Return whether two names are those of a raw file and its picture."""
    (stem, ending), (other_stem, other_ending) = (
        _parted(name.encode("utf-8", "surrogatepass")) for name in (one, other)
    )
    both = {ending, other_ending}
    return stem == other_stem and both <= _PICTURES and len(both & _RAW) == 1


def told(raw: bytes, size_bytes: int, found: ImageFormat | Refusal) -> ImageFormat | Refusal:
    """Return what a file is, sidecars among it; ``found`` is what its first bytes announce.

    A photograph under a sidecar's name stays a photograph.

    Args:
        raw: Its name.
        size_bytes: Of the whole file.
        found: As ``sniff`` says.
    """
    ending = _parted(raw)[1]
    if ending not in _SIDECARS:
        return found
    small = ending == _SMALL_PICTURE and size_bytes <= _SMALL_PICTURE_BYTES
    return Refusal.SIDECAR if small or found is Refusal.NOT_AN_IMAGE else found


def _parted(raw: bytes) -> tuple[bytes, bytes]:
    """Return a name without its ending, and the ending, both in small letters."""
    folder, slash, name = raw.lower().rpartition(b"/")
    stem, dot, ending = name.rpartition(b".")
    return (folder + slash + stem, ending) if dot else (raw.lower(), b"")


def _is_raw(raw: bytes) -> bool:
    return _parted(raw)[1] in _RAW


def _names(raws: list[bytes]) -> tuple[str, ...]:
    return tuple(shown(raw.rpartition(b"/")[2]) for raw in raws)
