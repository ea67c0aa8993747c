"""Cards and chosen folders above the list: offered, taken in, stopped, gone on with. No Qt."""

import base64
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path, PurePath

from desktop.errors import DeskError, SourceGoneError
from desktop.keeper.calls import Call, ListSources
from desktop.keeper.card_calls import (
    FollowCamera,
    ReleaseShutter,
    StopFollowing,
    TakePicture,
)
from desktop.records.arrival import Origin
from desktop.records.intake_report import Intake
from desktop.records.outcome import Nothing
from desktop.records.source_state import SourceState
from desktop.ui.cards import CardLine, not_cleared
from desktop.ui.desk import Desk
from desktop.ui.fresh import Fresh
from desktop.ui.inbox.state import ChosenFolder, Strip, Trouble
from desktop.ui.inbox.strips import folder_of, strips, troubles
from desktop.ui.lane import Scope
from desktop.ui.phrase import phrase
from desktop.ui.runs import After, SourceRef


class Imports:
    """Where images come from, as far as the inbox shows it.

    Args:
        desk: The surroundings; ``desk.runs`` goes on when this screen is left.
        scope: The life of the screen.
        changed: Called when something of it is otherwise.
        failed: Called when cards cannot be listed.
    """

    def __init__(
        self,
        desk: Desk,
        scope: Scope,
        *,
        changed: Callable[[], None],
        failed: Callable[[DeskError], None],
    ) -> None:
        self._desk = desk
        self._changed = changed
        self._sources: tuple[SourceState, ...] = ()
        self._folders: tuple[ChosenFolder, ...] = ()
        self._gone: set[str] = set()
        self._sittings: dict[str, str] = {}
        self._failed = failed
        self._scope = scope
        self._look = Fresh(desk.lane, scope, ListSources(), done=self._looked, failed=failed)
        desk.runs.on_changed(scope, changed)

    def look(self) -> None:
        """Ask which cards and folders there are."""
        self._look.ask()

    def strips(self) -> tuple[Strip, ...]:
        """Return what stands above the list."""
        return strips(self._sources, self._desk.runs, self._folders, self._sittings)

    def troubles(self) -> tuple[Trouble, ...]:
        """Return the runs that were stopped."""
        return troubles(self._sources, self._desk.runs)

    def cards(self) -> tuple[CardLine, ...]:
        """Return the cards that are not cleared."""
        return not_cleared(self._sources, self._desk.runs, now=self._desk.now())

    def take_in(self, source: SourceRef, after: After, only: tuple[str, ...] = ()) -> None:
        """Take a card or folder in, or what was chosen of it."""
        self._without(source.path)
        self._desk.runs.begin(source, after, lane=self._desk.lane, jobs=self._desk.jobs, only=only)

    def follow(self, source: SourceRef, sitting: str) -> None:
        """Have what is shot on a camera come in as it is shot, under a label or none."""
        here = next((one for one in self._sources if one.path == source.path), None)
        after = After.LEAVE if here is None else self._desk.runs.chosen(here)
        call = FollowCamera(folder=Path(source.path), sitting=sitting, removal=after.removal)

        def done(_nothing: Nothing) -> None:
            self._sittings[source.path] = sitting
            self._changed()

        self._desk.lane.ask(call, scope=self._scope, done=done, failed=self._failed)

    def stop_following(self, source: SourceRef) -> None:
        """Follow a camera no longer."""
        self._sittings.pop(source.path, None)
        self._ask(StopFollowing(folder=Path(source.path)))

    def shoot(self, source: SourceRef) -> None:
        """Release the shutter of a camera."""
        self._ask(ReleaseShutter(folder=Path(source.path)))

    def _ask(self, call: Call[Nothing]) -> None:
        def done(_nothing: Nothing) -> None:
            self._changed()

        self._desk.lane.ask(call, scope=self._scope, done=done, failed=self._failed)

    def take_picture(self, picture: bytes, origin: Origin) -> None:
        """Take in a picture that was pasted, and say what became of it."""
        job = self._desk.jobs.begin(phrase("inbox.taking_pasted"))

        def done(intake: Intake) -> None:
            refused = intake.refused[0].reason if intake.refused else ""
            if refused:
                job.end(phrase("inbox.pasted_refused", why=phrase(f"refusal.{refused}")))
            else:
                key = "pasted_known" if intake.duplicates else "pasted_in"
                job.end(phrase(f"inbox.{key}"))

        def failed(error: DeskError) -> None:
            job.end()
            self._failed(error)

        call = TakePicture(picture=base64.b64encode(picture).decode("ascii"), origin=origin)
        self._desk.lane.ask(call, scope=self._scope, done=done, failed=failed)

    def clear(self, source: SourceRef) -> None:
        """Take from a card whatever the vault has proven copies of; each is compared once more."""
        self.take_in(source, After.CLEAR)

    def on_card(self, source: SourceRef) -> int:
        """Return how many photographs lie on a card."""
        return next((one.files for one in self._sources if one.path == source.path), 0)

    def go_on(self, source: SourceRef) -> None:
        """Go on where a run was stopped; what is known already is not copied twice."""
        run = self._desk.runs.of(source.path)
        if run is not None:
            self.take_in(source, run.after, run.only)

    def go_on_with_all(self) -> None:
        """Go on with every stopped run whose card is in again, and look for cards."""
        for trouble in self.troubles():
            if trouble.is_back:
                self.go_on(trouble.source)
        self.look()

    def choose_after(self, after: After) -> None:
        """Say what becomes of the files at the end."""
        self._desk.runs.choose(after)

    def stop(self, source: SourceRef) -> None:
        """Stop after the present file."""
        self._desk.runs.cancel(source.path)

    def put_away(self, source: SourceRef) -> None:
        """What became of a run was read, or a chosen folder is not wanted after all."""
        self._without(source.path)
        self._desk.runs.forget(source.path)
        self._changed()

    def add_folder(self, path: str, *, only: tuple[str, ...] = ()) -> None:
        """Offer a folder that a person chose, or single files of it.

        Args:
            path: The folder.
            only: Keys of single files of it that were dropped on the window.
        """
        self._without(path)
        self._desk.runs.forget(path)
        label = PurePath(path).name or path
        self._folders = (*self._folders, folder_of(path, label, only=only))
        self._changed()

    def say_origin(self, source: SourceRef, origin: Origin) -> None:
        """Say whose device the photographs of a chosen folder were made on."""
        self._folders = tuple(
            replace(one, source=replace(one.source, origin=origin))
            if one.source.path == source.path
            else one
            for one in self._folders
        )
        self._changed()

    def _looked(self, sources: tuple[SourceState, ...]) -> None:
        self._sources = sources
        self._go_on_where_it_came_back()
        self._changed()

    def _go_on_where_it_came_back(self) -> None:
        """Go on with a card that was taken out too early and is in again: that was decided."""
        for trouble in self.troubles():
            path = trouble.source.path
            if not trouble.is_back:
                self._gone.add(path)
            elif path in self._gone and trouble.code == SourceGoneError.code:
                self._gone.discard(path)
                self.go_on(trouble.source)

    def _without(self, path: str) -> None:
        self._folders = tuple(one for one in self._folders if one.source.path != path)
