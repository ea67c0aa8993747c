"""One line of what is so: of a photograph, of a card. No Qt here."""

from dataclasses import dataclass

from desktop.ui.phrase import Words


@dataclass(frozen=True, slots=True)
class TruthLine:
    """One line.

    Attributes:
        label: What it is about.
        words: What is so.
        bad: Whether somebody should see to it.
    """

    label: Words
    words: Words
    bad: bool = False
