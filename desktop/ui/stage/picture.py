"""A decoded picture as Qt can paint it, without a copy of its pixels."""

from typing import Self

from PySide6.QtCore import QRect, Qt
from PySide6.QtGui import QImage

from desktop.keeper.calls import WithBlock
from desktop.records.raster import Pyramid, Raster
from desktop.ui.stage.viewport import Box


class Picture:
    """Every level of a pyramid as a ``QImage`` over the block it came in.

    The pixels stay where the decoder wrote them. The images never leave this object and the item
    that paints it, so that :meth:`close` gives the memory back at once.

    Invariant: the block is open as long as :attr:`is_open`.

    Args:
        answer: A pyramid and its block; the block is owned from here on.

    Raises:
        DecoderAnswerError: A level does not lie in the block; the block is closed.

    Thread: GUI.
    """

    def __init__(self, answer: WithBlock[Pyramid]) -> None:
        self._block = answer.block
        self._pyramid = answer.value
        self._images: list[QImage] = []
        try:
            self._pyramid.check(self._block.size)
        except BaseException:
            self._block.close()
            raise
        view = self._block.view()
        self._images = [_over(view, level) for level in self._pyramid.levels]

    @property
    def is_open(self) -> bool:
        """Return whether it can still be painted."""
        return bool(self._images)

    @property
    def size(self) -> tuple[int, int]:
        """Return width and height of the whole picture, also where only a preview came."""
        return self._pyramid.width_px, self._pyramid.height_px

    @property
    def sharpness(self) -> float:
        """Return pixels that came to one of the whole picture, along a side: 1 for all of it."""
        return self._pyramid.levels[0].width_px / self._pyramid.width_px

    def level_for(self, scale: float) -> QImage:
        """Return the smallest level that has a pixel for every pixel of the screen, or the largest.

        Args:
            scale: Screen pixels to one pixel of the whole picture.
        """
        wanted = scale * self._pyramid.width_px
        fitting = (image for image in reversed(self._images) if image.width() >= wanted - 0.5)
        return next(fitting, self._images[0])

    def part(self, box: Box, most_px: int) -> QImage:
        """Return a copy of a part of the picture, made small; empty where it lies outside.

        Args:
            box: In pixels of the whole picture.
            most_px: Its longer side at most.
        """
        x, y, w, h = box
        level = self.level_for(min(1.0, 2 * most_px / max(w, h, 1)))
        scale = level.width() / self._pyramid.width_px
        there = QRect(
            round(x * scale), round(y * scale), max(1, round(w * scale)), max(1, round(h * scale))
        )
        small = level.copy(there & level.rect())
        fast = Qt.TransformationMode.SmoothTransformation
        keep = Qt.AspectRatioMode.KeepAspectRatio
        return small if small.isNull() else small.scaled(most_px, most_px, keep, fast)

    def close(self) -> None:
        """Give the memory back now. Twice is harmless."""
        self._images.clear()
        self._block.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()


def _over(view: memoryview, level: Raster) -> QImage:
    """Return an image over bytes of the block; it keeps them from going while it lives."""
    part = view[level.offset : level.end]
    return QImage(
        part,
        level.width_px,
        level.height_px,
        level.stride_bytes,
        QImage.Format.Format_RGB32,
    )
