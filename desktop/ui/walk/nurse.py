"""The nurse's whole job: a card is emptied, and its photographs are given to their patients."""

from collections.abc import Iterable

from PySide6.QtWidgets import QApplication

from desktop.ids import ArrivalId
from desktop.records.patient import Patient
from desktop.records.second_identifier import LAST_DIGITS
from desktop.ui.finder.results import PatientResults
from desktop.ui.home.screen import HomeScreen
from desktop.ui.identify.screen import IdentifyScreen
from desktop.ui.inbox.rows import Tile
from desktop.ui.inbox.screen import InboxScreen
from desktop.ui.inbox.strip_view import StripView
from desktop.ui.runs import After
from desktop.ui.second_dialog import SecondDialog
from desktop.ui.walk.hand import TiredError
from desktop.ui.walk.scene import Scene
from desktop.ui.widgets.button import Button, Kind
from desktop.ui.widgets.combo import Combo
from desktop.ui.widgets.confirm_dialog import ConfirmDialog


def take_the_card_in(scene: Scene, *, expected: int) -> InboxScreen:
    """From the first page to an emptied card: go there, have it cleared afterwards, import.

    Args:
        scene: Where.
        expected: How many photographs arrive.
    """
    home: HomeScreen = scene.screen(HomeScreen)
    scene.hand.until(lambda: bool(home.pieces), "a piece of work")
    scene.picture("home-nurse", "What waits for the nurse: a card in the reader, one key away.")
    scene.hand.press("Return", home.pieces[0])
    inbox: InboxScreen = scene.screen(InboxScreen)
    scene.hand.until(lambda: bool(inbox.page.notices.strips), "the card above the list")
    after = _strip(inbox).findChild(Combo)
    if not isinstance(after, Combo):
        raise TiredError("a choice of what becomes of the files")
    scene.hand.choose(after, list(After).index(After.CLEAR))
    scene.picture("card", "What is on the card, and what is not taken in and why, beforehand.")
    button = _strip(inbox).primary
    if button is None:
        raise TiredError("a button that imports")
    scene.hand.click(button)
    scene.hand.until(lambda: len(tiles(inbox)) >= expected, "every photograph")
    scene.settle()
    wait_for_pictures(scene, inbox)
    scene.picture(
        "inbox", "Each is sealed, read back and compared; only then it left the card. All add up."
    )
    return inbox


def give(
    scene: Scene, files: Iterable[str], *, typed: str, shots: bool = False, name: str = ""
) -> None:
    """Tick photographs in the inbox and give them to a patient.

    Args:
        scene: Where; the inbox is shown.
        files: Beginnings of their names.
        typed: What is written to find the patient; several may fit, the first is meant.
        shots: Whether pictures are taken on the way.
        name: The names of the pictures begin with this.
    """
    inbox: InboxScreen = scene.screen(InboxScreen)
    hand = scene.hand
    wanted = [one for one in tiles(inbox) if any(_is(one, begins) for begins in files)]
    for tile in wanted:
        _focus(scene, inbox, tile.arrival)
        hand.press("X", inbox.rows)
    hand.press("P", inbox.rows)
    identify: IdentifyScreen = scene.screen(IdentifyScreen)
    hand.write(typed, identify.chooser.search.edit)
    hand.until(lambda: identify.presenter.state.found is not None, "patients who fit")
    scene.settle()
    if shots:
        scene.picture(f"{name}-search", "Two patients are easily taken for one another: said.")
    hand.press("Return", identify.chooser.search.edit)
    if isinstance(QApplication.focusWidget(), PatientResults):
        hand.press("Return")
    hand.until(lambda: identify.presenter.state.on_record is not None, "consents on record")
    scene.settle()
    if identify.presenter.state.using is None:
        hand.press("Space", identify.sheet.explained.every)
    if shots:
        scene.picture(f"{name}-consent", "Whose they are, and the consent that covers them.")
    hand.press("Ctrl+Return", identify)
    dialog = scene.dialog()
    if shots:
        scene.picture(f"{name}-confirm", "Two identifiers, and what will happen, before it does.")
    if isinstance(dialog, SecondDialog):
        hand.write(second_said_by(identify.presenter.state.chosen), dialog.second.edit)
    hand.press("Return", QApplication.focusWidget())
    scene.screen(InboxScreen)


def second_said_by(patient: Patient | None) -> str:
    """Return what a patient says when asked who they are: what their number ends with."""
    return "" if patient is None else patient.nhs_number[-LAST_DIGITS:]


def tiles(inbox: InboxScreen) -> list[Tile]:
    """Return every photograph that the inbox lists, from above."""
    return [one for one in inbox.model.rows if isinstance(one, Tile)]


def primary(dialog: ConfirmDialog) -> Button:
    """Return the button of a question that does what it asks."""
    found = [one for one in dialog.findChildren(Button) if one.kind in {Kind.PRIMARY, Kind.DANGER}]
    return found[-1]


def wait_for_pictures(scene: Scene, inbox: InboxScreen) -> None:
    """Wait for the small pictures of what is on the screen; no others are asked for."""
    shown = [inbox.model.rows[at] for at in inbox.rows.visible_rows()]
    seen = [row.arrival for row in shown if isinstance(row, Tile)]
    scene.hand.until(lambda: all(inbox.has_thumb(one) for one in seen), "small pictures")


def _strip(inbox: InboxScreen) -> StripView:
    return inbox.page.notices.strips[0]


def _is(tile: Tile, name: str) -> bool:
    return tile.name.startswith(name)


def _focus(scene: Scene, inbox: InboxScreen, arrival: ArrivalId) -> None:
    """Go to a photograph with the arrow keys, as many as it takes; one key counts for the way."""
    inbox.rows.setFocus()
    order = [one.arrival for one in tiles(inbox)]
    at = inbox.rows.tile()
    if at is None:
        inbox.rows.focus_first()
        at = inbox.rows.tile()
    step = order.index(arrival) - (order.index(at.arrival) if at is not None else 0)
    for _ in range(abs(step)):
        scene.hand.press("Right" if step > 0 else "Left", inbox.rows)
