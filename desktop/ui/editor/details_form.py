"""Filing details in one row: what is filed as what; the fields open under it."""

from dataclasses import replace

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QVBoxLayout, QWidget

from desktop.records.draft import Jotted
from desktop.records.filing import Side, View, body_sites
from desktop.ui.editor.keys import DETAILS_KEY
from desktop.ui.editor.shown import DetailsShown
from desktop.ui.phrase import NOTHING, Words, joined, phrase, verbatim
from desktop.ui.widgets.boxes import column, row
from desktop.ui.widgets.button import Button
from desktop.ui.widgets.combo import Combo
from desktop.ui.widgets.field import Field
from desktop.ui.widgets.label import Icon, Label
from desktop.ui.widgets.popover import Popover
from desktop.ui.words import keep_said, name_said

_OF_A_PAIR = (Side.LEFT, Side.RIGHT, Side.BOTH)
_OF_ONE = (Side.LEFT, Side.RIGHT, Side.MIDLINE)


class DetailsForm(QWidget):
    """Body site, side, view and description of the series.

    Signals:
        jotted: Somebody chose something else; the ``Jotted``.
        described: Somebody wrote a description.
    """

    jotted = Signal(object)
    described = Signal(str)

    def __init__(self, *, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._now = Jotted()
        self.key = Label(verbatim(DETAILS_KEY), role="cap", tone="text3", parent=self)
        self.label = Label(phrase("editor.details"), role="small", tone="text2", parent=self)
        self.mark = Icon("triangle-alert", tone="warn", px=14, parent=self)
        self.open_button = Button(NOTHING, after="chevron-down", height="button_small", parent=self)
        self.site = Combo(phrase("editor.site"), _sites(), parent=self)
        self.side = Combo(phrase("editor.side"), parent=self)
        self.how = Combo(phrase("editor.view"), _views(), parent=self)
        self.description = Field(
            phrase("editor.description"), hint=phrase("editor.description_hint"), parent=self
        )
        self._popover = Popover(self, self._fields())
        line = row(self.key, self.label, None, self.mark, self.open_button, gap=6)
        self.setLayout(line)
        self.open_button.clicked.connect(self.open_fields)
        self.site.chosen.connect(self._choose_site)
        self.side.chosen.connect(lambda side: self._change(replace(self._now, side=side)))
        self.how.chosen.connect(lambda view: self._change(replace(self._now, view=view)))
        self.description.edit.textEdited.connect(self.described)
        self.description.entered.connect(lambda _: self._popover.close())

    def show_details(self, shown: DetailsShown) -> None:
        """Show what was said, and that something is missing."""
        self._now = shown.jotted
        self.mark.setVisible(bool(shown.missing))
        self.open_button.say(summary_words(shown))
        name = joined(phrase("editor.details"), summary_words(shown), between=": ")
        name_said(self.open_button, name)
        self.site.set_value(shown.jotted.site)
        self.side.set_choices(_sides(shown.jotted.site))
        self.side.set_value(shown.jotted.side)
        self.how.set_value(shown.jotted.view)
        if self.description.value() != shown.jotted.description:
            self.description.set_value(shown.jotted.description)
        keep_said(self.open_button, "setToolTip", verbatim(shown.jotted.description))

    def open_fields(self) -> None:
        """Show the fields."""
        self._popover.show_at(self.open_button)

    def _fields(self) -> QVBoxLayout:
        side_and_view = row(self.side, self.how, gap=8)
        return column(
            Label(phrase("editor.site"), role="small", tone="text2", parent=self),
            self.site,
            side_and_view,
            self.description,
            gap=8,
        )

    def _choose_site(self, site: object) -> None:
        """Forget a side that this site does not have."""
        code = str(site)
        sides = {value for value, _ in _sides(code)}
        side = self._now.side if self._now.side in sides else None
        self._change(replace(self._now, site=code, side=side))

    def _change(self, jotted: Jotted) -> None:
        self._now = jotted
        self.jotted.emit(jotted)


def summary_words(shown: DetailsShown) -> Words:
    """Return the details in a few words; what is missing stands in its place."""
    jotted = shown.jotted
    site = phrase(f"site.{jotted.site}" if jotted.site else "editor.choose_site")
    parts: list[Words] = [site]
    if jotted.side is not None:
        parts.append(phrase(f"side.{jotted.side.value}"))
    elif "side" in shown.missing:
        parts.append(phrase("editor.choose_side"))
    parts.append(phrase(f"view.{jotted.view.value}" if jotted.view else "editor.choose_view"))
    return joined(*parts, between=", ")


def _sites() -> list[tuple[object, Words]]:
    first: list[tuple[object, Words]] = [("", phrase("editor.choose_site"))]
    return first + [(code, phrase(f"site.{code}")) for code in body_sites()]


def _sides(code: str) -> list[tuple[object, Words]]:
    site = body_sites().get(code)
    none: Words = phrase("editor.choose_side")
    offered = _OF_A_PAIR
    if site is not None and not site.paired:
        none, offered = phrase("side.not_applicable"), _OF_ONE
    first: list[tuple[object, Words]] = [(None, none)]
    return first + [(one, phrase(f"side.{one.value}")) for one in offered]


def _views() -> list[tuple[object, Words]]:
    first: list[tuple[object, Words]] = [(None, phrase("editor.choose_view"))]
    return first + [(one, phrase(f"view.{one.value}")) for one in View]
