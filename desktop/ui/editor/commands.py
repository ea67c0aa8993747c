"""From keys to acts: every act has a key, and a key that can do nothing says why. No Qt."""

from collections.abc import Callable, Mapping

from desktop.records.draft import MarkState
from desktop.records.flags import Flag
from desktop.records.gate import Verdict
from desktop.records.region import Shape
from desktop.records.traced import Rough
from desktop.ui.editor import acts, altering, choosing, delicate, geometry, protecting
from desktop.ui.editor.keys import ANSWERS, ANYWHERE, ARROWS, FEATURES, LETTERS, Command
from desktop.ui.editor.presenter import Presenter
from desktop.ui.editor.showing import alert
from desktop.ui.editor.shown import Remedy
from desktop.ui.editor.state import Tool
from desktop.ui.editor.view import View
from desktop.ui.phrase import phrase
from desktop.ui.stage.viewport import Viewport

PEN_PX = 8
"""How far an arrow moves the pen, in view pixels."""
FAR_PEN_PX = 40
"""How far with Shift."""
_ALT = "Alt+"
_SHIFT = "Shift+"
_TOOLS = {
    Command.SELECT: Tool.SELECT,
    Command.RECTANGLE: Tool.RECTANGLE,
    Command.ELLIPSE: Tool.ELLIPSE,
    Command.FREEHAND: Tool.FREEHAND,
    Command.EDGE: Tool.EDGE,
    Command.BRUSH: Tool.BRUSH,
}


class Commands:
    """What keys, tools and buttons do.

    Args:
        presenter: The editor.
        view: The screen.
        port: Returns how the picture lies in the view.
    """

    def __init__(self, presenter: Presenter, view: View, port: Callable[[], Viewport]) -> None:
        self._editor = presenter
        self._view = view
        self._port = port
        self._do: Mapping[Command, Callable[[], bool | None]] = {
            Command.PLACE: self._place,
            Command.PROTECT: lambda: self._editor.did(protecting.protect(presenter.state)),
            Command.COPY_HERE: lambda: self._copy(on=False),
            Command.COPY_ON: lambda: self._copy(on=True),
            Command.SELECT_ALL: lambda: self._editor.did(choosing.select_all(presenter.state)),
            Command.SELECT_TOO: lambda: self._editor.did(choosing.select_next_too(presenter.state)),
            Command.DUPLICATE: lambda: self._editor.did(altering.duplicate(presenter.state)),
            Command.TURN: lambda: self._turn(altering.TURN_DEGREES),
            Command.TURN_BACK: lambda: self._turn(-altering.TURN_DEGREES),
            Command.TURN_FAR: lambda: self._turn(altering.LONG_TURN_DEGREES),
            Command.TURN_FAR_BACK: lambda: self._turn(-altering.LONG_TURN_DEGREES),
            Command.WIDER: lambda: self._resize_brush(1),
            Command.NARROWER: lambda: self._resize_brush(-1),
            Command.INTIMATE: lambda: self._flag(Flag.INTIMATE),
            Command.UNDER_18: lambda: self._flag(Flag.UNDER_18),
            Command.DETAILS: view.open_details,
            Command.FIND_FACES: presenter.find_faces,
            Command.NEXT_REGION: lambda: self._next_region(1),
            Command.FORMER_REGION: lambda: self._next_region(-1),
            Command.ACCEPT: lambda: self.decide(None, MarkState.ACCEPTED),
            Command.REFUSE: self._refuse,
            Command.ACCEPT_SURE: self.accept_sure,
            Command.REMOVE: self._remove,
            Command.UNDO: presenter.undo,
            Command.REDO: lambda: presenter.undo(again=True),
            Command.NEXT_IMAGE: self._next_image,
            Command.IMAGE_AFTER: lambda: presenter.step(1),
            Command.IMAGE_BEFORE: lambda: presenter.step(-1),
            Command.CANCEL: self._cancel,
            Command.STEP_BACK: self._step_back,
            Command.KEYS: view.show_keys,
        }

    def key(self, keys: str, *, letters: bool) -> bool:
        """Do what a key does.

        Args:
            keys: In Qt's portable form.
            letters: Whether single letters work where the focus is.

        Returns:
            Whether the key was one of the editor's.
        """
        if not self._editor.is_open:
            return False
        if keys in ANYWHERE:
            self.perform(ANYWHERE[keys])
            return True
        if not letters:
            return False
        arrow = self._pen_key(keys) or self._nudge_key(keys)
        return arrow or self._answer_key(keys) or self._letter(keys)

    def perform(self, command: Command) -> bool:
        """Do something; return False only where the key means something else to Qt now."""
        if command in _TOOLS:
            self.take(_TOOLS[command])
            return True
        return self._do[command]() is not False

    def take(self, tool: Tool) -> None:
        """Take a tool in hand."""
        self._editor.gesture.cancel()
        self._editor.state.tool = tool
        self._editor.say(phrase(f"editor.hint_{tool.value}"))

    def decide(self, number: int | None, decided: MarkState) -> None:
        """Decide on a region (None: the chosen one), and go to the next that is undecided."""
        state = self._editor.state
        of_chosen = number is None or number == state.selected
        why = acts.decide(state, state.selected if number is None else number, decided)
        if why is None and of_chosen and choosing.select_undecided(state):
            self._editor.show_region()
        elif state.mark is not None and state.mark.state is MarkState.REFUSED:
            choosing.select(state, None)
        self._editor.did(why)

    def accept_sure(self) -> None:
        """Accept all that is sure and was seen."""
        self._editor.did(acts.accept_all_sure(self._editor.state))

    def show_original(self, *, shown: bool) -> None:
        """Show the photograph without its regions, or with them."""
        if self._editor.is_open and self._editor.state.original != shown:
            self._editor.state.original = shown
            self._editor.changed()

    # ------------------------------------------------------------------ single keys

    def _letter(self, keys: str) -> bool:
        command = LETTERS.get(keys)
        return command is not None and self.perform(command)

    def _answer_key(self, keys: str) -> bool:
        """A number chooses a feature, and the next letter answers it."""
        state = self._editor.state
        if keys in FEATURES:
            state.armed = FEATURES[keys]
            words = phrase(f"feature.{state.armed.value}")
            self._editor.say(phrase("editor.armed", feature=words))
            return True
        if state.armed is None or keys not in ANSWERS:
            return False
        feature, state.armed = state.armed, None
        verdict = ANSWERS[keys]
        why = acts.answer(state, feature, verdict)
        self._editor.did(why)
        if why is None and verdict is Verdict.NEEDED:
            self._view.focus_reason()
        return True

    def _pen_key(self, keys: str) -> bool:
        """Move the pen with the arrows, and keep it in view."""
        name = keys.removeprefix(_SHIFT)
        if name not in ARROWS or not self._editor.gesture.has_pen:
            return False
        far = FAR_PEN_PX if keys != name else PEN_PX
        dx, dy = (far * part for part in ARROWS[name])
        at = self._editor.gesture.move_pen(dx, dy, self._port())
        if at is not None:
            self._view.reveal((*at, 1.0, 1.0), least_px=0.0)
        return True

    def _turn(self, degrees: float) -> None:
        self._editor.did(altering.turn(self._editor.state, degrees))

    def _resize_brush(self, step: int) -> None:
        self._editor.did(altering.resize_brush(self._editor.state, step))

    def _nudge_key(self, keys: str) -> bool:
        name = keys.removeprefix(_SHIFT).removeprefix(_ALT).removeprefix(_SHIFT)
        if name not in ARROWS or self._editor.state.mark is None:
            return False
        far = acts.LONG_STEP_PX if _SHIFT in keys else acts.STEP_PX
        dx, dy = (far * part for part in ARROWS[name])
        self._editor.did(acts.nudge(self._editor.state, dx, dy, resize=_ALT in keys))
        return True

    def _flag(self, flag: Flag) -> None:
        """Say that the series is delicate, or not; then go to the note that it needs."""
        self._editor.did(delicate.toggle(self._editor.state, flag))
        if flag is Flag.INTIMATE and self._editor.state.work.jotted.flags.lacks_chaperone():
            self._view.focus_reason()

    def _refuse(self) -> None:
        shown = alert(self._editor.state)
        if self._editor.state.mark is None and shown and shown.remedy is Remedy.NO_FACE:
            self._editor.remedy(Remedy.NO_FACE)
        else:
            self.decide(None, MarkState.REFUSED)

    def _remove(self) -> None:
        state = self._editor.state
        self._editor.did(acts.remove(state, state.selected))

    def _next_region(self, step: int) -> bool:
        is_there = choosing.next_region(self._editor.state, step)
        self._editor.changed()
        if is_there:
            self._editor.show_region()
        return is_there

    def _place(self) -> None:
        """Draw without a mouse: a shape in the middle, or a pen that the arrows move."""
        state = self._editor.state
        if state.tool in {Tool.FREEHAND, Tool.BRUSH} and not state.is_locked:
            is_new = not self._editor.gesture.has_pen
            self._editor.gesture.put_pen(self._port())
            if is_new:
                self._editor.say(phrase(f"editor.pen_{state.tool.value}"))
            return
        if state.tool is Tool.EDGE:
            self._trace()
            return
        shape = Shape.ELLIPSE if self._editor.state.tool is Tool.ELLIPSE else Shape.RECTANGLE
        self._editor.did(acts.place(self._editor.state, shape, self._port().seen()))

    def _copy(self, *, on: bool) -> None:
        """Carry regions to the photographs behind this one, or from the one before it."""
        assisting = self._editor.assisting
        (assisting.copy_on if on else assisting.copy_here)()

    def _trace(self) -> None:
        """Have the outline found in the chosen region, or in the middle of what is seen."""
        state = self._editor.state
        mark = state.mark
        if mark is not None:
            x, y, w, h = geometry.box_of(mark.region)
            self._editor.assisting.trace(Rough(x=x, y=y, w=w, h=h), instead=mark.number)
            return
        left, top, wide, high = self._port().seen()
        frame = (round(left + wide / 4), round(top + high / 4), round(wide / 2), round(high / 2))
        self._editor.assisting.trace(Rough(x=frame[0], y=frame[1], w=frame[2], h=frame[3]))

    def _next_image(self) -> None:
        if not self._editor.gesture.close(self._port()):
            self._editor.next_image()

    def _step_back(self) -> None:
        if not self._editor.gesture.step_back():
            self._remove()

    def _cancel(self) -> bool:
        """Give up what is drawn, else the answer that is awaited, the tool, the choice; in turn."""
        state = self._editor.state
        if self._editor.gesture.cancel() or self._editor.assisting.cancel():
            return True
        if state.armed is not None:
            state.armed = None
        elif state.protecting:
            state.protecting = False
        elif state.tool is not Tool.SELECT:
            state.tool = Tool.SELECT
        elif state.selected is not None:
            choosing.select(state, None)
        else:
            return False
        self._editor.did(None)
        return True
