"""The language of the window, and widgets that say their words again when it changes."""

from typing import Final

from PySide6.QtCore import QCoreApplication, QEvent, QObject, Qt
from PySide6.QtWidgets import QApplication, QWidget

from desktop.ui.phrase import Words, say
from desktop.wording import Language

_VOICE: Final = "voice"


class _State:
    """The one language the window is read in; only the GUI thread touches it."""

    language = Language.EN


def language() -> Language:
    """Return the language the window is read in."""
    return _State.language


def set_language(chosen: Language) -> None:
    """Have every window say its words in another language, without building it again."""
    if chosen is _State.language:
        return
    _State.language = chosen
    if isinstance(QCoreApplication.instance(), QApplication):
        for window in QApplication.topLevelWidgets():
            QCoreApplication.sendEvent(window, QEvent(QEvent.Type.LanguageChange))


def said(words: Words) -> str:
    """Return ``words`` in the window's language, as it is now."""
    return say(words, _State.language)


def keep_said(widget: QObject, setter: str, words: Words) -> None:
    """Call ``widget.setter(text)`` now, and again whenever the language changes.

    Args:
        widget: A widget, or another object that has a widget above it.
        setter: Name of the method, as in ``"setText"``; one thing to say for each name.
        words: What to say.
    """
    direct = Qt.FindChildOption.FindDirectChildrenOnly
    voice = widget.findChild(_Voice, _VOICE, direct) or _Voice(widget)
    voice.keep(setter, words)


class _Voice(QObject):
    """Knows what its parent says. Qt tells it of a new language as it tells every child."""

    def __init__(self, parent: QObject) -> None:
        super().__init__(parent)
        self.setObjectName(_VOICE)
        self._kept: dict[str, Words] = {}

    def keep(self, setter: str, words: Words) -> None:
        """Say something through a method of the parent, now and later."""
        self._kept[setter] = words
        self._say(setter)

    def event(self, event: QEvent) -> bool:
        """Say everything again in a new language."""
        if event.type() == QEvent.Type.LanguageChange:
            for setter in self._kept:
                self._say(setter)
        return super().event(event)

    def _say(self, setter: str) -> None:
        getattr(self.parent(), setter)(said(self._kept[setter]))


def name_said(widget: QWidget, words: Words) -> None:
    """Give a widget its name for assistive technology, in the window's language."""
    keep_said(widget, "setAccessibleName", words)
