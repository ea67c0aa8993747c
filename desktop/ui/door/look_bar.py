"""Language, text size and contrast before anybody signs in; what is chosen is remembered."""

from collections.abc import Callable
from dataclasses import replace
from typing import Any, Final

from PySide6.QtCore import QEvent
from PySide6.QtWidgets import QApplication, QWidget

from desktop.ui.look.current import TEXT_SCALES, text_scale, theme
from desktop.ui.look.tokens import Theme
from desktop.ui.phrase import phrase, verbatim
from desktop.ui.preferences import PreferenceFile
from desktop.ui.settings.choices import put_in_force
from desktop.ui.widgets.button import Button, Kind
from desktop.ui.widgets.flow import Flow
from desktop.ui.words import language, name_said
from desktop.wording import Language

_OTHER: Final = {Language.EN: Language.CY, Language.CY: Language.EN}
_NAMES: Final = {Language.EN: "English", Language.CY: "Cymraeg"}
"""Each in its own words, so that whoever reads only one finds it."""


class LookBar(QWidget):
    """Three buttons; each goes on to the next choice and says what is in force."""

    def __init__(self, preferences: PreferenceFile, *, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._preferences = preferences
        self.language = self._button("languages", self._next_language)
        self.text_size = self._button("a-large-small", self._next_text_size)
        self.theme = self._button("contrast", self._next_theme)
        flow = Flow(gap=8, line_gap=4, to_right=True, parent=self)
        for button in (self.language, self.text_size, self.theme):
            flow.addWidget(button)
        self._tell()

    def changeEvent(self, event: QEvent) -> None:
        """Say what is in force now, whoever changed it."""
        super().changeEvent(event)
        if event.type() in {QEvent.Type.LanguageChange, QEvent.Type.StyleChange}:
            self._tell()

    def _button(self, icon: str, act: Callable[[], None]) -> Button:
        words = verbatim("")
        made = Button(words, kind=Kind.GHOST, icon=icon, height="button_small", parent=self)
        made.clicked.connect(act)
        return made

    def _tell(self) -> None:
        other = verbatim(_NAMES[_OTHER[language()]])
        self.language.say(other)
        self.text_size.say(phrase("door.text_size", percent=round(text_scale() * 100)))
        appearance = phrase(f"settings.theme_{theme().value}")
        self.theme.say(appearance)
        name_said(self.theme, phrase("door.appearance", appearance=appearance))

    def _next_language(self) -> None:
        self._keep(language=_OTHER[language()])

    def _next_text_size(self) -> None:
        at = TEXT_SCALES.index(text_scale())
        self._keep(text_scale=TEXT_SCALES[(at + 1) % len(TEXT_SCALES)])

    def _next_theme(self) -> None:
        order = tuple(Theme)
        self._keep(theme=order[(order.index(theme()) + 1) % len(order)])

    def _keep(self, **chosen: Any) -> None:
        kept = replace(self._preferences.read(), **chosen)
        self._preferences.write(kept)
        app = QApplication.instance()
        if isinstance(app, QApplication):
            put_in_force(app, kept, fallback=language())
