"""What lies on the clipboard, taken off it: files, or a picture in memory."""

from dataclasses import dataclass
from typing import cast

from PySide6.QtCore import QBuffer, QByteArray, QIODevice, QMimeData
from PySide6.QtGui import QGuiApplication, QImage


@dataclass(frozen=True, slots=True, kw_only=True)
class Found:
    """What was on the clipboard.

    Attributes:
        files: Paths of files and folders.
        picture: A picture as the bytes of a PNG file, made in memory.
    """

    files: tuple[str, ...] = ()
    picture: bytes = b""


def pasted() -> Found:
    """Return what lies on the clipboard that can be taken in, and empty it if there is any.

    What a program keeps as the history of the clipboard is out of reach.
    """
    clipboard = QGuiApplication.clipboard()
    data = cast("QMimeData | None", clipboard.mimeData())  # none where nothing was ever copied
    if data is None:
        return Found()
    files = tuple(url.toLocalFile() for url in data.urls() if url.isLocalFile())
    picture = b"" if files or not data.hasImage() else _as_png(clipboard.image())
    found = Found(files=files, picture=picture)
    if found.files or found.picture:
        clipboard.clear()
    return found


def _as_png(image: QImage) -> bytes:
    if image.isNull():
        return b""
    image.setText("", "")
    held = QByteArray()
    buffer = QBuffer(held)
    buffer.open(QIODevice.OpenModeFlag.WriteOnly)
    saved = image.convertToFormat(QImage.Format.Format_RGB32).save(buffer, "PNG")  # type: ignore[call-overload]
    return bytes(held.data()) if saved else b""
