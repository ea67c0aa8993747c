"""The settings of this workstation: language, theme, text size, and when it locks."""

from collections.abc import Callable
from dataclasses import replace
from typing import Any

from PySide6.QtWidgets import QApplication, QScrollArea, QWidget

from desktop.ui.desk import Desk
from desktop.ui.phrase import Words, phrase
from desktop.ui.place import Place
from desktop.ui.preferences import IDLE_MINUTES, PreferenceFile
from desktop.ui.screen import Chrome, Frame, Screen
from desktop.ui.settings.choices import AS_SYSTEM, LANGUAGES, TEXT_SIZES, THEMES, put_in_force
from desktop.ui.widgets.boxes import CARD, FORM, column, row
from desktop.ui.widgets.card import Card
from desktop.ui.widgets.label import Label
from desktop.ui.widgets.segments import Segments
from desktop.ui.words import language


class SettingsScreen(Screen):
    """Four choices, each in force at once.

    Args:
        place: Where this is.
        desk: Its surroundings.
        preferences: Where choices are remembered.
        idle_chosen: Told after how many minutes the workstation locks.
    """

    def __init__(
        self,
        place: Place,
        desk: Desk,
        parent: QWidget | None = None,
        *,
        preferences: PreferenceFile,
        idle_chosen: Callable[[int], None],
    ) -> None:
        super().__init__(place, desk, parent)
        self._file = preferences
        self._idle_chosen = idle_chosen
        kept = preferences.read()
        self.language = self._choice("settings.language", LANGUAGES, language())
        self.theme = self._choice("settings.theme", THEMES, kept.theme or AS_SYSTEM)
        self.text_size = self._choice("settings.text_size", TEXT_SIZES, kept.text_scale)
        minutes = tuple((n, phrase("settings.minutes", count=n)) for n in IDLE_MINUTES)
        self.idle = self._choice("settings.idle", minutes, kept.idle_minutes)
        self._build()
        self.set_chrome(Chrome(frame=Frame.LIST))
        self.language.chosen.connect(self._choose_language)
        self.theme.chosen.connect(self._choose_theme)
        self.text_size.chosen.connect(self._choose_text_size)
        self.idle.chosen.connect(self._choose_idle)

    def first_focus(self) -> QWidget:
        """Return the first choice."""
        return self.language.buttons[0]

    def _choice(self, key: str, choices: tuple[tuple[Any, Words], ...], value: object) -> Segments:
        made = Segments(phrase(key), list(choices), parent=self)
        made.set_value(value)
        return made

    def _build(self) -> None:
        card = Card(parent=self)
        groups = (
            ("settings.language", "settings.language_hint", self.language),
            ("settings.theme", "settings.theme_hint", self.theme),
            ("settings.text_size", "settings.text_size_hint", self.text_size),
            ("settings.idle", "settings.idle_hint", self.idle),
        )
        made = [
            column(
                Label(phrase(title), role="strong", parent=card),
                Label(phrase(hint), role="small", tone="text2", wrap=True, parent=card),
                row(segments, None),
                gap=4,
            )
            for title, hint, segments in groups
        ]
        card.setLayout(column(*made, gap=20, margins=CARD))
        page = QWidget(self)
        page.setLayout(
            column(
                Label(phrase("settings.title"), role="h1", parent=page), card, None, margins=FORM
            )
        )
        scroll = QScrollArea(self)
        scroll.setWidgetResizable(True)
        scroll.setFrameShape(QScrollArea.Shape.NoFrame)
        scroll.setWidget(page)
        self.setLayout(column(scroll))

    def _choose_language(self, chosen: Any) -> None:
        self._keep(language=chosen)

    def _choose_theme(self, chosen: Any) -> None:
        self._keep(theme=None if chosen == AS_SYSTEM else chosen)

    def _choose_text_size(self, chosen: Any) -> None:
        self._keep(text_scale=chosen)

    def _choose_idle(self, minutes: int) -> None:
        self._keep(idle_minutes=minutes)
        self._idle_chosen(minutes)

    def _keep(self, **chosen: Any) -> None:
        kept = replace(self._file.read(), **chosen)
        self._file.write(kept)
        app = QApplication.instance()
        if isinstance(app, QApplication):
            put_in_force(app, kept, fallback=language())
