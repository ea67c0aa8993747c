"""How things stand, around every screen: numbers in the side bar, facts in the status strip."""

from PySide6.QtCore import QObject

from desktop.keeper.calls import CountImages, ListSources, SeeFindings
from desktop.records.findings import Findings
from desktop.records.outcome import Topic
from desktop.records.source_state import SourceKind, SourceState, Watching
from desktop.records.tally import Tally
from desktop.ui.desk import Desk
from desktop.ui.fresh import Fresh
from desktop.ui.lane import Scope
from desktop.ui.look.tokens import Tone
from desktop.ui.phrase import phrase
from desktop.ui.shell.places import codes_of
from desktop.ui.widgets.side_bar import SideBar
from desktop.ui.widgets.status_strip import StatusStrip, StripFact


class Standing(QObject):
    """Asks at the start and after each change, and shows what the role may know.

    Args:
        desk: Who is at work, and how to ask.
        scope: The life of the window.
        side_bar: Gets the numbers.
        strip: Gets the facts.
    """

    def __init__(self, desk: Desk, scope: Scope, *, side_bar: SideBar, strip: StatusStrip) -> None:
        super().__init__(strip)
        self._desk = desk
        self._side_bar = side_bar
        self._strip = strip
        self._codes = codes_of(desk.me)
        self._sources: tuple[SourceState, ...] = ()
        self._count = Fresh(
            desk.lane, scope, CountImages(), done=self._show_counts, failed=_no_news
        )
        self._list = Fresh(
            desk.lane, scope, ListSources(), done=self._show_sources, failed=_no_news
        )
        self._find = Fresh(desk.lane, scope, SeeFindings(), done=self._found, failed=_no_news)
        desk.lane.on_changed(scope, self._heard)
        self._show_facts()
        self._count.ask()
        self._list.ask()
        self._find.ask()

    def _heard(self, topics: frozenset[Topic]) -> None:
        if Topic.INBOX in topics:
            self._count.ask()
        if Topic.SOURCES in topics:
            self._list.ask()
        if Topic.FOUND in topics:
            self._find.ask()

    def _found(self, findings: Findings) -> None:
        self._desk.found.take(findings)
        self._show_facts()

    def _show_counts(self, tally: Tally) -> None:
        if "inbox" in self._codes:
            self._side_bar.set_count("inbox", tally.waiting, Tone.INFO)

    def _show_sources(self, sources: tuple[SourceState, ...]) -> None:
        self._sources = sources
        cards = sum(1 for one in sources if one.kind is SourceKind.CARD and one.files)
        if "sources" in self._codes:
            self._side_bar.set_count("sources", cards, Tone.WARN)
        self._show_facts()

    def _show_facts(self) -> None:
        self._strip.show_facts(
            (
                StripFact(phrase("frame.vault_open"), icon="shield-check", tone=Tone.OK),
                *self._problems(),
                *self._folders(),
                StripFact(phrase("frame.no_network")),
            )
        )

    def _problems(self) -> tuple[StripFact, ...]:
        many = len(self._desk.problems)
        if not many:
            return ()
        words = phrase("frame.problems", count=many)
        return (StripFact(words, icon="triangle-alert", tone=Tone.ERR),)

    def _folders(self) -> tuple[StripFact, ...]:
        folders = [one for one in self._sources if one.kind is SourceKind.FOLDER]
        lost = sum(1 for one in folders if one.watching is not Watching.ALIVE)
        if lost:
            words = phrase("frame.watcher_gone", count=lost)
            return (StripFact(words, icon="triangle-alert", tone=Tone.WARN),)
        if folders:
            return (StripFact(phrase("frame.watchers_alive", count=len(folders))),)
        return ()


def _no_news(_error: object) -> None:
    """Leave the numbers as they are: the screen that asked the same says what went wrong."""
