"""Everything above the list that must be read or answered: strips, stopped runs, errors."""

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QApplication, QVBoxLayout, QWidget

from desktop.ui.inbox.state import InboxState, Strip, Trouble
from desktop.ui.inbox.strip_view import StripView
from desktop.ui.look.tokens import Tone
from desktop.ui.phrase import phrase
from desktop.ui.widgets.notice import Notice

_MOST = 3
"""Strips and troubles that are shown; more cards than that are listed at the right."""


class Notices(QWidget):
    """Keeps what is shown above the list as it is, without building it anew at every count.

    Signals:
        import_asked, choose_asked, after_chosen, origin_chosen, stop_asked, clear_asked, put_away,
        follow_asked, unfollow_asked, shoot_asked: As of a :class:`StripView`.
        go_on_asked: Go on with a stopped run; its source.
        look_asked: Look whether its card is in again.
        read: The error was read.
        focus_left: What had the focus goes: it must not fall to whatever is next in the window.
    """

    import_asked = Signal(object)
    choose_asked = Signal(object)
    after_chosen = Signal(object)
    origin_chosen = Signal(object, object)
    stop_asked = Signal(object)
    clear_asked = Signal(object)
    put_away = Signal(object)
    follow_asked = Signal(object)
    unfollow_asked = Signal(object)
    shoot_asked = Signal(object)
    go_on_asked = Signal(object)
    look_asked = Signal()
    read = Signal()
    focus_left = Signal()

    def __init__(self, *, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.strips: list[StripView] = []
        self.troubles: list[TroubleNotice] = []
        self.problem = Notice(parent=self)
        self.problem.offer(phrase("kit.read"), icon="check")
        self.problem.acted.connect(self.read)
        self.problem.hide()
        self.missing = Notice(parent=self)
        self.missing.hide()
        self._shown_problem: object = None
        self._layout = QVBoxLayout(self)
        self._layout.setContentsMargins(0, 0, 0, 0)
        self._layout.setSpacing(12)
        self._layout.addWidget(self.missing)
        self._layout.addWidget(self.problem)
        self.hide()

    def show_state(self, state: InboxState) -> None:
        """Show what stands above the list now."""
        self._show_problem(state)
        odd = state.account is not None and state.account.tone is Tone.ERR
        self.missing.setVisible(odd)
        if state.account is not None and odd:
            self.missing.show_words(phrase("account.does_not_add_up"), state.account.verdict)
        self._show_troubles(state.troubles[:_MOST])
        self._show_strips(state.strips[:_MOST] if state.may_import else ())
        self.setVisible(bool(self.strips or self.troubles or state.problem or odd))

    def _show_problem(self, state: InboxState) -> None:
        if state.problem is not self._shown_problem:
            self._shown_problem = state.problem
            if state.problem is not None:
                self.problem.show_error(state.problem)
        self.problem.setVisible(state.problem is not None)

    def _show_strips(self, strips: tuple[Strip, ...]) -> None:
        fits = len(strips) == len(self.strips) and all(
            view.update_strip(strip) for view, strip in zip(self.strips, strips, strict=True)
        )
        if fits:
            return
        for view in self.strips:
            self._drop(view)
        self.strips = [self._strip(strip, first=at == 0) for at, strip in enumerate(strips)]

    def _show_troubles(self, troubles: tuple[Trouble, ...]) -> None:
        if troubles == tuple(view.trouble for view in self.troubles):
            return
        for view in self.troubles:
            self._drop(view)
        self.troubles = [self._trouble(one, first=at == 0) for at, one in enumerate(troubles)]

    def _strip(self, strip: Strip, *, first: bool) -> StripView:
        view = StripView(strip, first=first, parent=self)
        view.import_asked.connect(self.import_asked)
        view.choose_asked.connect(self.choose_asked)
        view.after_chosen.connect(self.after_chosen)
        view.origin_chosen.connect(self.origin_chosen)
        view.stop_asked.connect(self.stop_asked)
        view.clear_asked.connect(self.clear_asked)
        view.put_away.connect(self.put_away)
        view.follow_asked.connect(self.follow_asked)
        view.unfollow_asked.connect(self.unfollow_asked)
        view.shoot_asked.connect(self.shoot_asked)
        self._layout.addWidget(view)
        view.show()
        return view

    def _trouble(self, trouble: Trouble, *, first: bool) -> "TroubleNotice":
        view = TroubleNotice(trouble, first=first, parent=self)
        view.go_on_asked.connect(self.go_on_asked)
        view.look_asked.connect(self.look_asked)
        self._layout.insertWidget(2, view)
        view.show()
        return view

    def _drop(self, view: QWidget) -> None:
        focus = QApplication.focusWidget()
        if focus is not None and view.isAncestorOf(focus):
            self.focus_left.emit()
        self._layout.removeWidget(view)
        view.hide()
        view.deleteLater()


class TroubleNotice(Notice):
    """A run that was stopped: what happened, what is safe, what to do.

    Signals:
        go_on_asked: Go on; the source.
        look_asked: Look whether the card is in again.
    """

    go_on_asked = Signal(object)
    look_asked = Signal()

    def __init__(self, trouble: Trouble, *, first: bool, parent: QWidget | None = None) -> None:
        super().__init__(parent=parent)
        self.trouble = trouble
        self.show_words(trouble.title, trouble.body, code=trouble.code)
        words = phrase("inbox.go_on" if trouble.is_back else "inbox.look_for_card")
        self.offer(words, icon="refresh-cw", key="F5" if first else "")
        self.acted.connect(self._act)

    def _act(self) -> None:
        if self.trouble.is_back:
            self.go_on_asked.emit(self.trouble.source)
        else:
            self.look_asked.emit()
