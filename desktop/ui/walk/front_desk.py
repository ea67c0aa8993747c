"""The receptionist's whole job: a patient's own photographs go in, and nothing can be looked at."""

from collections.abc import Sequence
from pathlib import Path

from PySide6.QtWidgets import QApplication

from desktop.ui.attach.screen import AttachScreen
from desktop.ui.attach.today import AttachedScreen
from desktop.ui.finder.results import PatientResults
from desktop.ui.second_dialog import SecondDialog
from desktop.ui.walk.nurse import primary, second_said_by
from desktop.ui.walk.scene import Scene


def attach(scene: Scene, files: Sequence[Path], *, typed: str) -> None:
    """Drop files, find the patient, declare, attach, and see that they arrived."""
    hand = scene.hand
    screen: AttachScreen = scene.screen(AttachScreen)
    hand.drop(screen.drop_zone, files)
    hand.write(typed, screen.search.edit)
    hand.until(lambda: screen.results.current() is not None, "patients who fit")
    scene.settle()
    hand.press("Down", screen.search.edit)
    hand.press("Return", QApplication.focusWidget() if _in_results() else screen.results)
    hand.until(lambda: screen.presenter.form.patient is not None, "the patient")
    hand.click(screen.declaring.asked)
    hand.click(screen.declaring.told)
    scene.picture("attach", "Names of files, whose they are, what is declared; no picture of any.")
    hand.press("Ctrl+Return", screen)
    dialog = scene.dialog()
    scene.picture("attach-confirm", "Two identifiers, before anything is attached.")
    if isinstance(dialog, SecondDialog):
        hand.write(second_said_by(screen.presenter.form.patient), dialog.second.edit)
    hand.click(primary(dialog))
    hand.until(lambda: not screen.presenter.form.files, "every file attached")
    scene.settle()
    scene.picture("attached", "They arrived: sealed, read back, compared.")
    hand.click(scene.window.side_bar.item("attached"))
    today: AttachedScreen = scene.screen(AttachedScreen)
    hand.until(lambda: bool(today.shown), "what arrived today")
    scene.picture("attached-today", "That it arrived, and how far it is: all the front desk sees.")


def _in_results() -> bool:
    return isinstance(QApplication.focusWidget(), PatientResults)
