"""A morning in the demonstration practice: nurse, clinician, receptionist, manager."""

import tempfile
from collections.abc import Callable, Sequence
from dataclasses import asdict
from pathlib import Path
from typing import Final

from PySide6.QtWidgets import QApplication

from desktop.clock import SystemClock
from desktop.records.filing import Side, View
from desktop.records.gate import Feature
from desktop.ui.audit.screen import AuditScreen
from desktop.ui.editor.screen import EditorScreen
from desktop.ui.home.screen import HomeScreen
from desktop.ui.look.tokens import Theme
from desktop.ui.preferences import PreferenceFile, Preferences
from desktop.ui.settings.choices import put_in_force
from desktop.ui.start import start_app
from desktop.ui.walk.clinician import Decided, clear, compare, file, open_next, open_record
from desktop.ui.walk.front_desk import attach
from desktop.ui.walk.nurse import give, take_the_card_in
from desktop.ui.walk.scene import Scene, Shot
from desktop.wording import Language

ON_THE_CARD: Final = 13
"""Photographs that arrive from the demonstration's card; a telephone's HEIC among them."""
NURSE: Final = "cerys"
CLINICIAN: Final = "dafydd"
RECEPTIONIST: Final = "lowri"
MANAGER: Final = "megan"

LEG: Final = Decided(site="lower_leg", side=Side.LEFT, view=View.LOCATING)
ULCER: Final = Decided(
    site="lower_leg",
    side=Side.LEFT,
    view=View.CLOSE_UP,
    boxes={"IMG_0004": ((Feature.TEXT, (630, 2760, 1460, 230)),)},
    obscured=frozenset({Feature.TEXT}),
)
CHEEK: Final = Decided(
    site="cheek",
    side=Side.LEFT,
    view=View.LOCATING,
    boxes={
        "IMG_0011": (
            (Feature.BADGE, (520, 3580, 860, 420)),
            (Feature.TEXT, (2050, 3480, 620, 500)),
        )
    },
    obscured=frozenset({Feature.FACE, Feature.BADGE, Feature.TEXT}),
)

Keep = Callable[[str, str, Callable[[str], object]], None]


def _as_it_is(decided: Decided) -> Decided:
    return decided


def tell(
    vault: Path,
    keep: Keep,
    *,
    make: Callable[[Sequence[str]], QApplication] = QApplication,
    fit: Callable[[Decided], Decided] = _as_it_is,
) -> dict[str, dict[str, int]]:
    """Walk the whole morning, and return what each person's work cost in clicks and keys.

    Args:
        vault: The demonstration's, as ``diogel demo --prepare`` leaves it.
        keep: Given a name, a caption and what writes the picture, for each picture.
        make: Makes the application; another one listens to it.
        fit: Fits decisions to photographs of another size.
    """
    efforts: dict[str, dict[str, int]] = {}
    with tempfile.TemporaryDirectory(prefix="diogel-look-") as folder:
        preferences = PreferenceFile(Path(folder) / "window.ini")
        preferences.write(Preferences(theme=Theme.LIGHT, language=Language.EN))
        app = start_app(preferences, make)

        def kept(shot: Shot) -> None:
            keep(f"{shot.number:02d}-{shot.name}", shot.caption, shot.picture.save)

        scene = Scene(app, vault, preferences=preferences, clock=SystemClock(), keep=kept)
        scene.fit = fit
        scene.begin()
        scene.picture("sign-in", "Who is using this workstation? A window of its own process.")
        for name, part in (
            (NURSE, nurse),
            (CLINICIAN, clinician),
            (RECEPTIONIST, receptionist),
            (MANAGER, manager),
        ):
            scene.sign_in(name, passphrase_of(vault, name))
            scene.hand.begin()
            part(scene, vault)
            efforts[name] = asdict(scene.hand.effort)
            scene.lock()
        scene.picture("locked", "Locked: the process with the keys is gone; work is kept.")
        scene.end()
    return efforts


def nurse(scene: Scene, _vault: Path) -> None:
    """Empty the card, and give three series to their patients."""
    take_the_card_in(scene, expected=ON_THE_CARD)
    give(
        scene,
        ("IMG_0001", "IMG_0002", "IMG_0003", "IMG_0004"),
        typed="rees eir",
        shots=True,
        name="ulcer",
    )
    give(scene, ("IMG_0010", "IMG_0011"), typed="parry elen", shots=True, name="cheek")


def clinician(scene: Scene, _vault: Path) -> None:
    """Clear and file what waits, in light and English and in dark and Welsh; then compare."""
    for decided in (LEG, ULCER):
        editor = open_next(scene, shots=decided is LEG)
        clear(scene, editor, scene.fit(decided))
        file(scene, editor)
        scene.hand.click(scene.window.app_bar.back)
    editor = open_next(scene)
    clear(scene, editor, scene.fit(CHEEK), shots=True)
    in_welsh_and_dark(scene, editor)
    file(scene, editor, shots=True)
    compare(scene, open_record(scene, "rees eirlys"))


def receptionist(scene: Scene, vault: Path) -> None:
    """Attach what a patient sent."""
    files = sorted((vault.parent / "e-mail").iterdir())
    attach(scene, files, typed="bowen nia")


def manager(scene: Scene, _vault: Path) -> None:
    """See what waits, and who saw what."""
    scene.screen(HomeScreen)
    scene.picture("home-manager", "Received is accounted for; nothing clinical is visible here.")
    scene.hand.click(scene.window.side_bar.item("audit"))
    scene.screen(AuditScreen)
    scene.picture("who-saw-what", "Who did what, signed entry by signed entry.")


def in_welsh_and_dark(scene: Scene, _editor: EditorScreen) -> None:
    """Show the same screen in Welsh and dark, at run time, and go back."""
    app = scene.app
    put_in_force(app, Preferences(theme=Theme.DARK, language=Language.CY), fallback=Language.CY)
    scene.picture("editor-dark-cymraeg", "The same, dark and in Welsh, switched while running.")
    put_in_force(app, Preferences(theme=Theme.LIGHT, language=Language.EN), fallback=Language.EN)


def passphrase_of(vault: Path, name: str) -> str:
    """Return the public passphrase of somebody in the demonstration."""
    return (vault.parent / "passphrases" / f"{name}.txt").read_text(encoding="utf-8").strip()
