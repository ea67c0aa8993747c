"""Pyramids as a keeper sends them, made here: every level in one sealed block."""

from pathlib import Path

from PySide6.QtCore import Qt
from PySide6.QtGui import QImage

from desktop.keeper.calls import WithBlock
from desktop.memory import SealedMemory
from desktop.records.raster import Pyramid, Raster


def pyramid_of(image: QImage, *, longest_px: int = 0) -> WithBlock[Pyramid]:
    """Return an image in several sizes, the largest not above ``longest_px`` (0: all of it)."""
    size = image.size()
    if longest_px and max(size.width(), size.height()) > longest_px:
        image = image.scaled(
            longest_px,
            longest_px,
            Qt.AspectRatioMode.KeepAspectRatio,
            Qt.TransformationMode.SmoothTransformation,
        )
    level = image.convertToFormat(QImage.Format.Format_RGB32)
    chunks: list[bytes] = []
    levels: list[Raster] = []
    offset = 0
    while True:
        levels.append(Raster(offset=offset, width_px=level.width(), height_px=level.height()))
        chunks.append(bytes(level.constBits()))
        offset += len(chunks[-1])
        if max(level.width(), level.height()) <= 64:
            break
        level = level.scaled(
            max(1, level.width() // 2),
            max(1, level.height() // 2),
            Qt.AspectRatioMode.IgnoreAspectRatio,
            Qt.TransformationMode.SmoothTransformation,
        ).convertToFormat(QImage.Format.Format_RGB32)
    block = SealedMemory.from_chunks(chunks, size_hint=offset)
    value = Pyramid(width_px=size.width(), height_px=size.height(), levels=tuple(levels))
    return WithBlock(value=value, block=block)


def plain(width_px: int, height_px: int, colour: str = "#8a5a3c") -> QImage:
    """Return a picture of one colour with a grid every hundred pixels."""
    image = QImage(width_px, height_px, QImage.Format.Format_RGB32)
    image.fill(colour)
    for x in range(0, width_px, 100):
        for y in range(0, height_px, 4):
            image.setPixel(x, y, 0xFFFFFFFF)
    return image


def from_file(path: Path) -> QImage:
    """Return a picture of the repository."""
    image = QImage(str(path))
    assert not image.isNull()
    return image
