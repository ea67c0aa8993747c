"""Asks where a copy is to be written, by a dialog that remembers nothing."""

from collections.abc import Callable
from pathlib import Path
from typing import Final

from PySide6.QtCore import QSettings
from PySide6.QtWidgets import QFileDialog, QWidget

from desktop.records.arrival import ImageFormat
from desktop.ui.phrase import Words, phrase
from desktop.ui.words import said

SUFFIXES: Final = {
    ImageFormat.JPEG: "jpg",
    ImageFormat.PNG: "png",
    ImageFormat.TIFF: "tif",
    ImageFormat.HEIC: "heic",
    ImageFormat.WEBP: "webp",
    ImageFormat.BMP: "bmp",
    ImageFormat.RAW: "raw",
}
_TRACES: Final = ("FileDialog/history", "FileDialog/lastVisited")
"""What Qt keeps of its dialogs in a file of the user's."""


def choose_destination(
    parent: QWidget,
    name: str,
    chosen: Callable[[Path], None],
    *,
    title: Words | None = None,
) -> None:
    """Ask where to write a file; call ``chosen`` with the path, or nothing if nobody chooses.

    Args:
        parent: A widget of the window.
        name: The name that is proposed; our own identifier, nothing of the patient.
        chosen: Is told where.
        title: What is asked; for a copy of an image unless said otherwise.
    """
    dialog = QFileDialog(parent, said(title or phrase("record.save_to")))
    dialog.setOption(QFileDialog.Option.DontUseNativeDialog)
    dialog.setAcceptMode(QFileDialog.AcceptMode.AcceptSave)
    dialog.setDefaultSuffix(Path(name).suffix.removeprefix("."))
    dialog.setDirectory(str(Path.home()))
    dialog.selectFile(name)
    dialog.fileSelected.connect(lambda path: chosen(Path(path)))
    dialog.finished.connect(dialog.deleteLater)
    dialog.destroyed.connect(_forget)
    dialog.open()


def choose_place(
    parent: QWidget, title: Words, chosen: Callable[[Path], None], *, begin: str = ""
) -> None:
    """Ask for a folder; call ``chosen`` with it, or nothing if nobody chooses.

    Args:
        parent: A widget of the window.
        title: What is asked.
        chosen: Is told which.
        begin: The folder to begin with; the user's own where there is none.
    """
    dialog = QFileDialog(parent, said(title))
    dialog.setOption(QFileDialog.Option.DontUseNativeDialog)
    dialog.setOption(QFileDialog.Option.ShowDirsOnly)
    dialog.setFileMode(QFileDialog.FileMode.Directory)
    dialog.setDirectory(begin if begin and Path(begin).is_dir() else str(Path.home()))
    dialog.fileSelected.connect(lambda path: chosen(Path(path)))
    dialog.finished.connect(dialog.deleteLater)
    dialog.destroyed.connect(_forget)
    dialog.open()


def _forget() -> None:
    """Leave no trace of where copies were written."""
    settings = QSettings(QSettings.Scope.UserScope, "QtProject")
    for trace in _TRACES:
        settings.remove(trace)
