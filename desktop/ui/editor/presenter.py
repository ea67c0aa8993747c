"""The editor's decisions: what is asked, what came of it, what is shown. No Qt."""

from collections.abc import Callable
from typing import Final

from desktop.errors import DeskError
from desktop.ids import ArrivalId
from desktop.keeper.calls import WithBlock
from desktop.records.detection import Detection
from desktop.records.raster import Pyramid
from desktop.records.role import MAY, Act
from desktop.ui.desk import Desk
from desktop.ui.editor import acts, choosing, ending, filing, findings, seeing, showing, undoing
from desktop.ui.editor.assisting import Assisting
from desktop.ui.editor.gesture import Gesture
from desktop.ui.editor.handing import Handing
from desktop.ui.editor.loading import Loading, OnScreen
from desktop.ui.editor.looking import Looking
from desktop.ui.editor.opening import Opened, Opening
from desktop.ui.editor.series import Series
from desktop.ui.editor.shown import Alert, FileQuestion, Remedy, Shown
from desktop.ui.editor.state import Observation, State
from desktop.ui.editor.view import View
from desktop.ui.lane import Scope
from desktop.ui.phrase import NOTHING, Words, phrase, verbatim
from desktop.ui.place import EditorPlace, IdentifyPlace
from desktop.ui.stage.viewport import Viewport
from desktop.ui.thumbs import Thumbs

THUMB_PX: Final = 256
"""Longer side of the small pictures in the filmstrip."""


class Presenter:
    """One series on screen.

    Args:
        desk: The surroundings.
        scope: The life of the screen.
        place: Which series, and which photograph of it first.
        view: The screen.
    """

    def __init__(self, desk: Desk, scope: Scope, place: EditorPlace, view: View) -> None:
        self._desk = desk
        self._scope = scope
        self._place = place
        self._view = view
        self._loading = Loading(desk.lane, self)
        self._opening = Opening(desk.lane, scope, done=self._opened, failed=view.show_problem)
        self._open: Series | None = None
        self._said: Words = NOTHING
        self._picture: OnScreen | None = None
        self._looking = Looking(desk.lane, scope, rested=self._rested)

    @property
    def is_open(self) -> bool:
        """Return whether the series can be worked on."""
        return self._open is not None

    @property
    def state(self) -> State:
        """Return where the editor stands.

        Raises:
            RuntimeError: The series is not open: a fault of the program.
        """
        return self._opened_now().state

    @property
    def gesture(self) -> Gesture:
        """Return what the left button works; see ``state``."""
        return self._opened_now().gesture

    @property
    def assisting(self) -> Assisting:
        """Return what finds outlines and carries regions over; see ``state``."""
        return self._opened_now().assisting

    @property
    def handing(self) -> Handing:
        """Return what files and rejects; see ``state``."""
        return self._opened_now().handing

    # ------------------------------------------------------------------ opening and going

    def open(self) -> None:
        """Open the series; its first photograph is asked for before anything else."""
        first = self._place.at or next(iter(self._place.arrivals), None)
        if first is not None:
            self._loading.open(first)
        self._opening.open(self._place.arrivals)

    def leave(self, then: Callable[[], None]) -> None:
        """Keep every draft, then call ``then``."""
        if self._open is None:
            then()
            return
        self._open.gesture.cancel()
        self._look_after_drafts()
        self._open.keeping.flush(then)

    def close(self) -> None:
        """Let go of everything."""
        self._loading.close()
        if self._open is not None:
            self._open.keeping.close()
        self._view.clear_picture()

    def _opened(self, opened: Opened) -> None:
        order = tuple(one.arrival for one in opened.waiting)
        if not order:
            self.nothing_left()
            return
        if opened.patient is None:
            self._view.go_away(IdentifyPlace(arrivals=order))
            return
        self._open = Series(self, self._desk, self._scope, opened)
        Thumbs(
            self._desk.lane,
            self._scope,
            longest_px=THUMB_PX,
            has=lambda _: False,
            got=self._view.show_thumb,
        ).want(order)
        wanted = self._place.at if self._place.at in order else order[0]
        self._go(wanted or order[0])
        if self._picture is not None:
            self._note_picture(self._picture)
        last = opened.begun[0].name if opened.begun else self._desk.me.full_name
        if last != self._desk.me.full_name:
            self._said = phrase("editor.begun_by", name=verbatim(last))
        self.changed()

    def go_to(self, arrival: ArrivalId) -> None:
        """Put another photograph of the series on screen."""
        if arrival != self.state.at:
            self._go(arrival)

    def _go(self, arrival: ArrivalId) -> None:
        self.gesture.cancel()
        self.state.go(arrival)
        self._said = NOTHING
        if self._picture is None or self._picture.arrival != arrival:
            self._looking.away()
            self._view.clear_picture()
            size = self.state.picture
            held = all(size) and self._view.show_placeholder(arrival, size)
            self._picture = OnScreen(arrival=arrival, size=size, is_whole=False) if held else None
        self._looking.again()
        self._loading.open(arrival)
        self._want_faces(arrival)
        choosing.select_undecided(self.state)
        self._view.moved_to(EditorPlace(arrivals=self.state.order, at=arrival))
        self.changed()

    def step(self, by: int) -> None:
        """Go to the neighbour in the filmstrip."""
        self._go_or_say(self.state.neighbour(by))

    def next_image(self) -> None:
        """Go to the next photograph that somebody has to look at."""
        self._go_or_say(self.state.next_after(self.state.at))

    def _go_or_say(self, there: ArrivalId | None) -> None:
        if there is None:
            self.say(phrase("editor.no_more_images"))
        else:
            self._go(there)

    # ------------------------------------------------------------------ what came

    def picture_came(self, arrival: ArrivalId, answer: WithBlock[Pyramid]) -> None:
        """Show a preview or the whole picture."""
        keep_view = self._picture is not None and self._picture.arrival == arrival
        size = (answer.value.width_px, answer.value.height_px)
        is_whole = answer.value.levels[0].width_px >= size[0]
        self._picture = OnScreen(arrival=arrival, size=size, is_whole=is_whole)
        self._view.show_picture(answer, keep_view=keep_view)
        if self._open is not None:
            self._note_picture(self._picture)
            self.changed()

    def _note_picture(self, picture: OnScreen) -> None:
        self.state.note_picture(picture.arrival, None)
        self.state.observe(picture.arrival, Observation(size=picture.size))
        if picture.is_whole:
            self._look_ahead()

    def picture_failed(self, arrival: ArrivalId, error: DeskError) -> None:
        """Say that a photograph cannot be shown."""
        if self._open is None:
            self._view.show_problem(error)
            return
        self.state.note_picture(arrival, error)
        self.changed()

    def faces_came(self, arrival: ArrivalId, found: Detection) -> None:
        """Take proposals in."""
        if self._open is None or arrival not in self.state.order:
            return
        was_looked = self.state.work.draft(arrival).looked
        self.state.note_detector(arrival, None)
        new = self.state.found(arrival, found)
        if was_looked and arrival == self.state.at:
            self._said = phrase("editor.found_again", count=new)
        if arrival == self.state.at and self.state.mark is None:
            choosing.select_undecided(self.state)
        self.changed()
        self._looking.again()

    def faces_failed(self, arrival: ArrivalId, error: DeskError) -> None:
        """Say that nobody has looked for faces: the photograph is not checked."""
        if self._open is None:
            return
        self.state.note_detector(arrival, error)
        self.changed()

    def find_faces(self) -> None:
        """Have detectors look at the photograph on screen, again if they have already."""
        if self.state.is_locked:
            self.say(phrase("editor.is_locked"))
            return
        self._loading.find_faces(self.state.at)
        self.state.note_detector(self.state.at, None)
        self.say(phrase("editor.finding_faces"))

    def _want_faces(self, arrival: ArrivalId) -> None:
        is_failed = self.state.facts(arrival).undetected is not None
        if not self.state.work.draft(arrival).looked and not is_failed:
            self._loading.find_faces(arrival)

    def _look_ahead(self) -> None:
        there = self.state.next_after(self.state.at)
        if there is not None:
            self._loading.prefetch(there)
            self._want_faces(there)

    # ------------------------------------------------------------------ looking

    def looked(self, port: Viewport, sharpness: float) -> None:
        """The picture lies in the view like this."""
        self._looking.at(port, sharpness)

    def _rested(self, port: Viewport, sharpness: float) -> None:
        """An eye has rested on what is in view: it is seen."""
        if self._open is None or self._picture is None or self._picture.arrival != self.state.at:
            return
        draft = self.state.draft
        photo, marks = seeing.looked_at(draft, port, sharpness=sharpness)
        if self.state.original:
            marks = frozenset()
        if marks or (photo and not draft.seen):
            self.state.observe(draft.arrival, Observation(seen=photo, marks=marks))
            self.changed()

    def show_region(self) -> None:
        """Bring the chosen region into view."""
        mark = self.state.mark
        if mark is not None:
            region = mark.region
            box = (region.x, region.y, region.w, region.h)
            self._view.reveal(box, least_px=seeing.COMFORT_PX)

    # ------------------------------------------------------------------ acts

    def did(self, why: choosing.Why) -> None:
        """Show what an act led to, or say why it could not be done."""
        self._said = why or NOTHING
        self.changed()

    def undo(self, *, again: bool = False) -> None:
        """Undo the last step, or do it again; its photograph comes on screen."""
        if self.gesture.cancel():
            return
        before = self.state.history.now
        words = undoing.step(self.state, again=again, go=self._go)
        if self.state.history.now != before and undoing.choose_what_changed(self.state, before):
            mark = self.state.mark
            if mark is not None and not self._looking.sees(mark.region):
                self.show_region()
        self.say(words)

    def remedy(self, remedy: Remedy) -> None:
        """Do what a notice over the picture offers."""
        match remedy:
            case Remedy.LOAD_AGAIN:
                self.state.note_picture(self.state.at, None)
                self._loading.open(self.state.at, again=True)
            case Remedy.FIND_AGAIN:
                self.find_faces()
            case Remedy.NO_FACE:
                self._said = acts.face_looked(self.state) or NOTHING
            case Remedy.BEGIN_ANEW:
                pass  # only a filed image is begun anew: see MendPresenter
            case Remedy.READ:
                self._desk.filings.forget(self.state.at)
        self.changed()

    def say(self, words: Words) -> None:
        """Say something in the action bar until the next act."""
        self._said = words
        self.changed()

    def ask_file(self, question: FileQuestion) -> None:
        """Ask before filing."""
        self._view.ask_file(question)

    def ask_to_file(self) -> None:
        """Ask before what is ready is filed."""
        self.handing.ask_file()

    def change_covers(self) -> None:
        """Go to the first cover that touches a finding: it is to be changed, and not filed so."""
        for draft in self.state.shown_drafts():
            mark = findings.burned_clash(draft)
            if mark is not None and not self.state.facts(draft.arrival).is_locked:
                self.go_to(draft.arrival)
                choosing.select(self.state, mark.number)
                self.changed()
                self.show_region()
                return

    def ask_reject(self) -> None:
        """Ask why the photograph on screen is turned away."""
        if self.state.is_locked:
            self.say(phrase("editor.is_locked"))
        else:
            self._view.ask_reason()

    # ------------------------------------------------------------------ showing

    def changed(self) -> None:
        """Show how everything stands now, and see to it that it is kept."""
        if self._open is None:
            return
        self._look_after_drafts()
        state, handing = self._open.state, self._open.handing
        head = filing.head(state, handing.consents, self._desk.today())
        self._view.show_head(self._open.patient, head)
        plan = handing.plan()
        self._view.show_state(
            Shown(
                stage=showing.stage(state),
                alert=self.alert(),
                regions=showing.regions(state),
                gate=showing.gate(state),
                details=showing.details(state),
                film=showing.film(state, plan.standings),
                bar=filing.bar(state, plan, self._said),
                undo=state.history.undo_name,
                redo=state.history.redo_name,
            )
        )

    def alert(self) -> Alert | None:
        """Return what somebody has to know of the photograph on screen, or None."""
        return showing.alert(self.state)

    def failed(self, error: DeskError) -> None:
        """Explain an error that is about the series."""
        self._view.show_problem(error)

    def nothing_left(self) -> None:
        """Say so, and what waits next."""
        self._view.clear_picture()
        ending.ask(
            self._desk,
            self._scope,
            arrivals=self._place.arrivals,
            patient=None if self._open is None else self._open.patient,
            shown=self._view.show_end,
        )

    def not_kept(self, error: DeskError) -> None:
        """Say that work is not safe yet; it is tried again with the next change."""
        del error  # what matters is that somebody knows
        self.say(phrase("editor.not_kept"))

    def _look_after_drafts(self) -> None:
        if self._open is None or Act.KEEP_DRAFT not in MAY[self._desk.me.role]:
            return
        state = self._open.state
        open_ones = (d.arrival for d in state.work.drafts if not state.facts(d.arrival).is_locked)
        self._open.keeping.look(state.work.kept(one) for one in open_ones)

    def _opened_now(self) -> Series:
        if self._open is None:
            raise RuntimeError("the series is not open yet")
        return self._open
