"""The settings of this workstation: language, theme, text size, motion, and when it locks."""

from collections.abc import Callable
from dataclasses import replace
from typing import Any, Final

from PySide6.QtWidgets import QApplication, QWidget

from desktop.ui.columns import Columns
from desktop.ui.computer_lock import Sign
from desktop.ui.desk import Desk
from desktop.ui.phrase import Words, phrase
from desktop.ui.place import Place
from desktop.ui.preferences import IDLE_MINUTES, PreferenceFile
from desktop.ui.screen import Chrome, Frame, Screen
from desktop.ui.settings.choices import (
    AS_SYSTEM,
    LANGUAGES,
    MOTIONS,
    TEXT_SIZES,
    THEMES,
    put_in_force,
)
from desktop.ui.settings.computer_card import ComputerCard
from desktop.ui.settings.look_card import LookCard, may_settle
from desktop.ui.settings.originals_card import OriginalsCard
from desktop.ui.widgets.boxes import FORM, Line, column
from desktop.ui.widgets.card import Card
from desktop.ui.widgets.label import Label
from desktop.ui.widgets.scroll import Scroll
from desktop.ui.widgets.tick import RadioGroup
from desktop.ui.words import language

_LEAST: Final = 300
_WIDEST: Final = 900
"""The page is no wider: a choice far from its name is hard to find."""


class SettingsScreen(Screen):
    """Five choices, each in force at once and remembered.

    Args:
        place: Where this is.
        desk: Its surroundings.
        preferences: Where choices are remembered.
        idle_chosen: Told after how many minutes the workstation locks.
        heard: Returns what of the computer's own lock is listened to.
    """

    def __init__(
        self,
        place: Place,
        desk: Desk,
        parent: QWidget | None = None,
        *,
        preferences: PreferenceFile,
        idle_chosen: Callable[[int], None],
        heard: Callable[[], frozenset[Sign]] = frozenset,
    ) -> None:
        super().__init__(place, desk, parent)
        self._file = preferences
        self._idle_chosen = idle_chosen
        kept = preferences.read()
        self._card = Card(parent=self)
        self.language = self._choice("language", LANGUAGES, language())
        self.theme = self._choice("theme", THEMES, kept.theme or AS_SYSTEM)
        self.text_size = self._choice("text_size", TEXT_SIZES, kept.text_scale)
        self.motion = self._choice("motion", MOTIONS, kept.reduced_motion)
        minutes = tuple((n, phrase("settings.minutes", count=n)) for n in IDLE_MINUTES)
        self.idle = self._choice("idle", minutes, kept.idle_minutes)
        self.heard = [self._told(sign, heard()) for sign in Sign]
        self._build()
        self.set_chrome(Chrome(frame=Frame.LIST))
        self.language.chosen.connect(self._choose_language)
        self.theme.chosen.connect(self._choose_theme)
        self.text_size.chosen.connect(self._choose_text_size)
        self.motion.chosen.connect(self._choose_motion)
        self.idle.chosen.connect(self._choose_idle)

    def first_focus(self) -> QWidget:
        """Return the language that is chosen."""
        chosen = next((one for one in self.language.buttons if one.isChecked()), None)
        return chosen or self.language.buttons[0]

    def _choice(
        self, code: str, choices: tuple[tuple[Any, Words], ...], value: object
    ) -> RadioGroup:
        made = RadioGroup(phrase(f"settings.{code}"), choices, upright=True, parent=self._card)
        made.set_value(value)
        return made

    def _build(self) -> None:
        parts: list[QWidget] = []
        for code, group in (
            ("language", self.language),
            ("theme", self.theme),
            ("text_size", self.text_size),
            ("motion", self.motion),
            ("idle", self.idle),
        ):
            if parts:
                parts.append(Line(tone="line2", parent=self._card))
            parts.append(self._group(code, group))
        told = QWidget(self._card)
        told.setLayout(column(*self.heard, None, gap=6))
        parts += [Line(tone="line2", parent=self._card), self._group("computer", told)]
        self._card.setLayout(column(*parts, gap=14, margins=(20, 18, 20, 18)))
        self._card.setMaximumWidth(_WIDEST)
        page = QWidget(self)
        title = Label(phrase("settings.title"), role="h1", wrap=True, parent=page)
        self.computer = ComputerCard(self.desk, self.scope, page)
        self.computer.setMaximumWidth(_WIDEST)
        kinds = (LookCard, OriginalsCard) if may_settle(self.desk.me) else ()
        settled = [kind(self.desk, self.scope, page) for kind in kinds]
        for card in settled:
            card.setMaximumWidth(_WIDEST)
        cards = (self._card, self.computer, *settled)
        page.setLayout(column(title, *cards, None, gap=12, margins=FORM))
        self.setLayout(column(Scroll(page, parent=self)))

    def _told(self, sign: Sign, heard: frozenset[Sign]) -> Label:
        code = f"settings.{'hears' if sign in heard else 'deaf'}_{sign.value}"
        return Label(phrase(code), role="small", wrap=True, parent=self._card)

    def _group(self, code: str, group: QWidget) -> QWidget:
        words = QWidget(self._card)
        words.setLayout(
            column(
                Label(phrase(f"settings.{code}"), role="strong", wrap=True, parent=words),
                Label(
                    phrase(f"settings.{code}_hint"),
                    role="small",
                    tone="text2",
                    wrap=True,
                    parent=words,
                ),
                None,
                gap=4,
            )
        )
        choices = QWidget(self._card)
        choices.setLayout(column(group, None))
        return Columns(words, choices, least=_LEAST, gap=24, parent=self._card)

    def _choose_language(self, chosen: Any) -> None:
        self._keep(language=chosen)

    def _choose_theme(self, chosen: Any) -> None:
        self._keep(theme=None if chosen == AS_SYSTEM else chosen)

    def _choose_text_size(self, chosen: Any) -> None:
        self._keep(text_scale=chosen)

    def _choose_motion(self, chosen: Any) -> None:
        self._keep(reduced_motion=chosen)

    def _choose_idle(self, minutes: int) -> None:
        self._keep(idle_minutes=minutes)
        self._idle_chosen(minutes)

    def _keep(self, **chosen: Any) -> None:
        kept = replace(self._file.read(), **chosen)
        self._file.write(kept)
        app = QApplication.instance()
        if isinstance(app, QApplication):
            put_in_force(app, kept, fallback=language())
