"""The panel at the right: regions and features; two tabs where there is no room for both."""

from typing import Final

from PySide6.QtCore import QEvent, Qt, Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QScrollArea, QSizePolicy, QVBoxLayout, QWidget

from desktop.ui.editor.details_form import DetailsForm
from desktop.ui.editor.gate_panel import GatePanel
from desktop.ui.editor.region_form import RegionForm
from desktop.ui.editor.region_list import RegionList
from desktop.ui.editor.shown import Shown
from desktop.ui.look.tokens import tokens
from desktop.ui.phrase import phrase, verbatim
from desktop.ui.widgets.boxes import Line, Pane, column, row
from desktop.ui.widgets.button import Button
from desktop.ui.widgets.label import Icon, Label
from desktop.ui.widgets.segments import Segments

_REGIONS: Final = "regions"
_FEATURES: Final = "features"
_SIDES: Final = (16, 10, 16, 8)
_GAP: Final = 7
_AROUND: Final = _SIDES[1] + _SIDES[3] + 4 * _GAP + 2


class EditorPanel(Pane):
    """Everything that is decided about the photograph and its series.

    Signals:
        accept_sure_asked: Accept all that is sure.
    """

    accept_sure_asked = Signal()

    def __init__(self, *, parent: QWidget | None = None) -> None:
        super().__init__("surface", edges=("left",), parent=parent)
        self._narrow_window = False
        self.tabs = Segments(
            phrase("editor.tabs"),
            [
                (_REGIONS, phrase("editor.regions")),
                (_FEATURES, phrase("editor.features_tab")),
            ],
            parent=self,
        )
        self.tabs.set_value(_REGIONS)
        self.count = Label(tone="text2", parent=self)
        self.accept_sure = Button(
            phrase("button.accept_all_sure"),
            icon="check",
            key="A",
            key_works=False,
            height="button_small",
            parent=self,
        )
        self.list = RegionList(parent=self)
        self.form = RegionForm(parent=self)
        self.gate = GatePanel(parent=self)
        self.details = DetailsForm(parent=self)
        self.gate.flags.jotted.connect(self.details.jotted)
        self._first = self._regions_page()
        self._second = self._features_page()
        self._scroll = QScrollArea(self)
        self._rule = Line(parent=self)
        self._body = QWidget(self._scroll)
        self._promise = self._promise_line()
        self._build()
        self.accept_sure.clicked.connect(self.accept_sure_asked)
        self.tabs.chosen.connect(self._show_page)
        self._dress()

    def show_state(self, shown: Shown, former: Shown | None) -> None:
        """Show what has changed."""
        if former is None or shown.regions != former.regions:
            self.count.say(verbatim(len(shown.regions.marks)))
            self.list.show_regions(shown.regions)
            self.form.show_regions(shown.regions)
            self.accept_sure.setEnabled(bool(shown.regions.sure_open) and not shown.regions.locked)
        if former is None or shown.gate != former.gate:
            self.gate.show_gate(shown.gate)
        if former is None or shown.details != former.details:
            self.details.show_details(shown.details)

    def set_narrow(self, *, narrow: bool) -> None:
        """Know whether the window is narrow: then regions and features take turns."""
        self._narrow_window = narrow
        self._choose_layout()

    @property
    def is_tabbed(self) -> bool:
        """Return whether regions and features take turns."""
        return not self.tabs.isHidden()

    def show_features(self) -> None:
        """Bring the gate into view."""
        self.tabs.set_value(_FEATURES)
        self._show_page(_FEATURES)
        self._scroll.ensureWidgetVisible(self.gate)

    def focus_reason(self) -> None:
        """Go to the field that wants a reason."""
        self.show_features()
        self.gate.focus_reason()
        field = self._body.focusWidget()
        if field is not None:
            self._lay_out_above(field)
            self._scroll.ensureWidgetVisible(field)

    def open_details(self) -> None:
        """Bring the filing details into view and open their fields."""
        self.show_features()
        self._lay_out_above(self.details)
        self._scroll.ensureWidgetVisible(self.details)
        self.details.open_fields()

    def _lay_out_above(self, widget: QWidget) -> None:
        """Put everything in its place now that holds a widget which has only just appeared."""
        above: QWidget | None = widget.parentWidget()
        while above is not None and above is not self:
            layout = above.layout()
            if layout is not None:
                layout.activate()
            above = above.parentWidget()

    def first_focus(self) -> QWidget:
        """Return the chosen region's row, or what comes first."""
        rows = tuple(self.list.rows.values())
        chosen = next((row for row in rows if row.is_chosen), rows[0] if rows else None)
        if chosen is not None and chosen.isVisible():
            return chosen
        return self.tabs.buttons[0] if self.is_tabbed else self.form.feature

    def resizeEvent(self, event: QResizeEvent) -> None:
        """See whether there is room for both."""
        super().resizeEvent(event)
        self._choose_layout()

    def changeEvent(self, event: QEvent) -> None:
        """Follow a new text size."""
        super().changeEvent(event)
        if event.type() in {QEvent.Type.StyleChange, QEvent.Type.LanguageChange}:
            self._dress()
            self._choose_layout()

    def event(self, event: QEvent) -> bool:
        """Follow what is in it: words in a new language come after the news of it."""
        done = super().event(event)
        if event.type() is QEvent.Type.LayoutRequest:
            self._dress()
        return done

    def _regions_page(self) -> QWidget:
        page = QWidget(self)
        head = row(
            Label(phrase("editor.regions"), role="h3", parent=page),
            self.count,
            None,
            self.accept_sure,
        )
        layout = column(head, gap=6)
        layout.addWidget(self.list, 1)
        layout.addWidget(self.form)
        page.setLayout(layout)
        return page

    def _features_page(self) -> QWidget:
        page = QWidget(self)
        page.setLayout(column(self.gate, 2, self.details, gap=6))
        page.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        return page

    def _promise_line(self) -> QWidget:
        line = QWidget(self)
        words = Label(
            phrase("editor.painted_for_good"), role="small", tone="text2", wrap=True, parent=line
        )
        layout = row(
            column(Icon("shield-check", tone="ok", parent=line), None), gap=8, margins=(0, 4, 0, 0)
        )
        layout.addWidget(words, 1)
        line.setLayout(layout)
        return line

    def _build(self) -> None:
        body = QVBoxLayout(self._body)
        body.setContentsMargins(*_SIDES)
        body.setSpacing(_GAP)
        body.addWidget(self._first, 1)
        body.addWidget(self._rule)
        body.addWidget(self._second)
        body.addStretch(0)
        body.addWidget(Line(tone="line2", parent=self._body))
        body.addWidget(self._promise)
        self._scroll.setWidgetResizable(True)
        self._scroll.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self._scroll.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self._scroll.setWidget(self._body)
        self._scroll.viewport().setAutoFillBackground(False)
        self._body.setAutoFillBackground(False)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(1, 0, 0, 0)
        layout.setSpacing(0)
        self._tab_row = QWidget(self)
        self._tab_row.setLayout(row(self.tabs, None, margins=(16, 10, 16, 0)))
        layout.addWidget(self._tab_row)
        layout.addWidget(self._scroll, 1)

    def _choose_layout(self) -> None:
        """Take turns in a narrow window, or where both together are higher than the panel."""
        parts = (self._first, self._second, self._promise)
        need = sum(self._needs(part) for part in parts) + _AROUND
        tabbed = self._narrow_window or need > self.height()
        self._tab_row.setVisible(tabbed)
        self.tabs.setVisible(tabbed)
        self._show_page(self.tabs.value())

    def _needs(self, part: QWidget) -> int:
        """Return how high a part must be at the width there is."""
        layout = part.layout()
        width = self.width() - _SIDES[0] - _SIDES[2]
        if layout is not None and layout.hasHeightForWidth():
            return layout.totalMinimumHeightForWidth(width)
        return part.minimumSizeHint().height()

    def _show_page(self, page: object) -> None:
        tabbed = not self.tabs.isHidden()
        self._first.setVisible(not tabbed or page == _REGIONS)
        self._second.setVisible(not tabbed or page == _FEATURES)
        self._rule.setVisible(not tabbed)

    def _dress(self) -> None:
        """Be as wide as the widest row, with room for a scroll bar; no wider for larger type."""
        least = max(self._first.minimumSizeHint().width(), self.gate.minimumSizeHint().width())
        bar = self._scroll.verticalScrollBar().sizeHint().width() + 1
        wide = least + _SIDES[0] + _SIDES[2] + bar
        self.setFixedWidth(max(tokens().sizes["editor_panel"], wide))
