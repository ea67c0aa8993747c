"""The frame of a JPEG file: its segments and scans, from SOI to EOI.

Nothing is decoded. The entropy-coded data of a scan is only searched for the marker that ends it.

Source: ITU-T T.81 annex B; JFIF 1.02; EXIF 2.32 section 4.5.4; CIPA DC-007 (MPF); Adobe XMP part 3.
"""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Final

from desktop.errors import FileRefusedError
from desktop.intake.ifd import TiffBytes
from desktop.intake.structure import Structure
from desktop.intake.window import Window
from desktop.records.arrival import Refusal

_SEGMENT_LIMIT: Final = 20_000
"""A 200 MiB file of nothing but full segments has 3,200; progressive scans are dozens."""
_SCAN_END: Final = re.compile(rb"\xff[^\x00\xd0-\xd7\xff]")
"""A marker that is no stuffed byte, no restart and no fill byte."""
_FILL: Final = re.compile(rb"\xff+")
_ANOTHER_PICTURE: Final = re.compile(rb"\xff\xd8\xff|ftyp")
_FRAME: Final = frozenset(range(0xC0, 0xD0)) - {0xC4, 0xC8, 0xCC}
_APPLICATION: Final = frozenset(range(0xE0, 0xF0))
_BETWEEN_SCANS: Final = frozenset({0xC4, 0xCC, 0xDA, 0xDB, 0xDC, 0xDD, 0xFE}) | _APPLICATION
_NUMBER_OF_IMAGES: Final = 0xB001
_UNWRITTEN: Final = 0
"""What stands where a copying program has made room and not yet written."""
_LENGTH_BYTES: Final = 2
_JFIF_BYTES: Final = 14
_EOI: Final = 0xD9
_SOS: Final = 0xDA


@dataclass(slots=True, kw_only=True)
class _Findings:
    """What the walk has met so far."""

    frame: Window | None = None
    scans: int = 0
    exif: memoryview = field(default_factory=lambda: memoryview(b""))
    xmp: list[memoryview] = field(default_factory=list)
    second_picture: bool = False


def survey(data: memoryview) -> Structure:
    """Return the frame of a JPEG file; bytes after EOI are allowed (second pictures, video).

    Args:
        data: The whole file.

    Raises:
        FileRefusedError: ``cut_off`` before EOI, or ``damaged``.
    """
    findings = _Findings()
    end = _walk(Window(data=data), findings)
    frame = findings.frame
    if frame is None or not findings.scans:
        raise FileRefusedError(Refusal.DAMAGED.value)
    height_px, width_px = frame.number(1, 2), frame.number(3, 2)
    trailing = _ANOTHER_PICTURE.search(data, end) is not None
    return Structure(
        width_px=width_px,
        height_px=height_px,
        decoded_pixels=width_px * height_px,
        exif=findings.exif,
        xmp=tuple(findings.xmp),
        second_picture=findings.second_picture or trailing,
    )


def _walk(window: Window, findings: _Findings) -> int:
    """Visit every segment; return where the file ends after EOI."""
    at = 2
    for _ in range(_SEGMENT_LIMIT):
        at, marker = _marker(window, at)
        if marker == _EOI:
            return at
        if not _is_expected(marker, findings):
            raise FileRefusedError(Refusal.DAMAGED.value)
        length = window.number(at, 2)
        if length < _LENGTH_BYTES:
            raise FileRefusedError(Refusal.DAMAGED.value)
        _note(marker, window.inner(at + 2, length - 2), findings)
        at += length
        if marker == _SOS:
            at = _scan_end(window, at)
    raise FileRefusedError(Refusal.DAMAGED.value)


def _marker(window: Window, at: int) -> tuple[int, int]:
    """Return where the segment begins after its marker, and the marker; fill bytes may precede."""
    if window.number(at, 1) == _UNWRITTEN:
        raise FileRefusedError(Refusal.CUT_OFF.value)
    fill = _FILL.match(window.data, at)
    if fill is None:
        raise FileRefusedError(Refusal.DAMAGED.value)
    after = fill.end()
    return after + 1, window.number(after, 1)


def _is_expected(marker: int, findings: _Findings) -> bool:
    if marker in _FRAME:
        return findings.frame is None
    if marker == _SOS:
        return findings.frame is not None
    return marker in _BETWEEN_SCANS


def _scan_end(window: Window, at: int) -> int:
    found = _SCAN_END.search(window.data, at)
    if found is None:
        raise FileRefusedError(Refusal.CUT_OFF.value)
    return found.start()


def _note(marker: int, body: Window, findings: _Findings) -> None:
    if marker in _FRAME:
        findings.frame = body
    elif marker == _SOS:
        findings.scans += 1
    elif marker in _APPLICATION:
        _note_application(marker, body.data, findings)


def _note_application(marker: int, body: memoryview, findings: _Findings) -> None:
    for (wanted, label), note in _NOTES.items():
        if marker == wanted and body[: len(label)] == label:
            note(body, findings)
            return


def _note_jfif(body: memoryview, findings: _Findings) -> None:
    """Its thumbnail's width and height stand in bytes 12 and 13."""
    findings.second_picture |= all(bytes(body[12:14])) and len(body) > _JFIF_BYTES


def _note_extension(_body: memoryview, findings: _Findings) -> None:
    """A JFXX segment is nothing but a thumbnail."""
    findings.second_picture = True


def _note_exif(body: memoryview, findings: _Findings) -> None:
    """The first block counts; its header is six bytes long."""
    findings.exif = findings.exif or body[6:]


def _note_xmp(body: memoryview, findings: _Findings) -> None:
    findings.xmp.append(body)


def _note_several(body: memoryview, findings: _Findings) -> None:
    """The multi-picture format says how many pictures follow each other in the file."""
    table = TiffBytes.opened(body[4:])
    if table is not None:
        count = table.number(table.directory(table.first).entries.get(_NUMBER_OF_IMAGES))
        findings.second_picture |= count > 1


def _note_resources(body: memoryview, findings: _Findings) -> None:
    """Photoshop keeps its thumbnail in resource 1033 or 1036."""
    findings.second_picture |= re.search(rb"8BIM\x04[\x09\x0c]", body) is not None


_NOTES: Final[Mapping[tuple[int, bytes], Callable[[memoryview, _Findings], None]]] = {
    (0xE0, b"JFIF\0"): _note_jfif,
    (0xE0, b"JFXX\0"): _note_extension,
    (0xE1, b"Exif\0"): _note_exif,
    (0xE1, b"http://ns.adobe.com/"): _note_xmp,
    (0xE2, b"MPF\0"): _note_several,
    (0xED, b"Photoshop "): _note_resources,
}
