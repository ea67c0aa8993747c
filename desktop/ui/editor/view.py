"""What the presenter asks of the screen. No Qt."""

from typing import Protocol

from desktop.errors import DeskError
from desktop.ids import ArrivalId
from desktop.keeper.calls import WithBlock
from desktop.memory import SealedMemory
from desktop.records.patient import Patient
from desktop.records.raster import Pyramid
from desktop.records.thumb import Thumb
from desktop.ui.editor.shown import EndShown, FileQuestion, HeadShown, Shown
from desktop.ui.place import EditorPlace, Place
from desktop.ui.stage.viewport import Box


class View(Protocol):
    """What the presenter asks of the screen."""

    def show_head(self, patient: Patient, head: HeadShown) -> None:
        """Say in the frame whose it is and what it is about."""

    def show_state(self, shown: Shown) -> None:
        """Show how everything stands."""

    def show_picture(self, answer: WithBlock[Pyramid], *, keep_view: bool) -> None:
        """Show pixels; the block is the view's from then on."""

    def show_placeholder(self, arrival: ArrivalId, size: tuple[int, int]) -> bool:
        """Show the small picture in the place of the large one; return whether there is one."""

    def show_thumb(self, thumb: Thumb, block: SealedMemory) -> None:
        """Take a small picture of the filmstrip; the block is open during the call only."""

    def clear_picture(self) -> None:
        """Show no picture and give its memory back."""

    def reveal(self, box: Box, *, least_px: float) -> None:
        """Bring a part of the picture into view, large enough to be judged."""

    def ask_file(self, question: FileQuestion) -> None:
        """Ask before filing."""

    def ask_reason(self) -> None:
        """Ask why the photograph is turned away."""

    def focus_reason(self) -> None:
        """Go to the field that wants a reason."""

    def open_details(self) -> None:
        """Open the fields of what is filed as what."""

    def show_keys(self) -> None:
        """Show the sheet of keys."""

    def show_problem(self, error: DeskError) -> None:
        """Explain something that went wrong with the series."""

    def show_end(self, end: EndShown) -> None:
        """Say that nothing of the series is left to do."""

    def moved_to(self, place: EditorPlace) -> None:
        """Remember where this is."""

    def go_away(self, place: Place) -> None:
        """Go to another screen."""
