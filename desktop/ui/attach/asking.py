"""The question before images are attached: nobody here can look, so who it is is asked twice."""

from datetime import date
from typing import Final

from PySide6.QtWidgets import QWidget

from desktop.records.patient import Patient
from desktop.ui.attach.form import Form, name_of
from desktop.ui.look.tokens import Tone
from desktop.ui.phrase import phrase, verbatim
from desktop.ui.second_dialog import SecondDialog
from desktop.ui.widgets.boxes import column
from desktop.ui.widgets.confirm_dialog import Truth
from desktop.ui.widgets.label import Label

_MOST_NAMES: Final = 4


def attach_dialog(parent: QWidget, form: Form, patient: Patient, *, today: date) -> SecondDialog:
    """Return the question; the second identifier is typed.

    Args:
        parent: The screen.
        form: What was entered.
        patient: Whom the images are attached to.
        today: The day on which the age is told.
    """
    count = len(form.waiting)
    dialog = SecondDialog(
        parent,
        phrase("attach.question", count=count, name=verbatim(patient.display_name())),
        phrase("attach.do", count=count),
        icon="paperclip",
        patient=patient,
        today=today,
        mixed_up=form.is_easily_mixed_up,
        truths=tuple(_truths(form)),
    )
    dialog.add(_names(form))
    dialog.ask_second()
    return dialog


def _truths(form: Form) -> list[Truth]:
    count = len(form.waiting)
    found = [Truth(phrase("attach.truth_compare", count=count), Tone.INFO)]
    if form.is_similar:
        found.append(Truth(phrase("attach.truth_similar"), Tone.WARN))
    if form.needs_giver:
        who = verbatim(form.giver_name.strip())
        what = verbatim(form.relationship.strip())
        found.append(Truth(phrase("attach.truth_giver", name=who, relationship=what), Tone.MUTE))
    found.append(Truth(phrase("attach.truth_no_way_back", count=count), Tone.MUTE, "lock"))
    return found


def _names(form: Form) -> QWidget:
    """Return the names of the files, the first few of them."""
    names = [name_of(one) for one in form.waiting]
    lines = [Label(name, elide=True) for name in names[:_MOST_NAMES]]
    left = len(names) - _MOST_NAMES
    if left > 0:
        lines.append(Label(phrase("attach.more_files", count=left), role="small", tone="text2"))
    made = QWidget()
    made.setLayout(column(*lines, gap=2))
    return made
