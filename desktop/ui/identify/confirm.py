"""The question before images are given to somebody: two identifiers, the pictures, what is so."""

from datetime import date

from PySide6.QtWidgets import QWidget

from desktop.records.patient import Patient
from desktop.ui.identify.state import IdentifyState, uses_said
from desktop.ui.look.tokens import Tone
from desktop.ui.phrase import Words, joined, phrase, verbatim
from desktop.ui.picture_strip import PictureStrip
from desktop.ui.pictures import SmallPictures
from desktop.ui.second_dialog import SecondDialog
from desktop.ui.widgets.confirm_dialog import Truth


def give_dialog(
    parent: QWidget,
    state: IdentifyState,
    patient: Patient,
    *,
    today: date,
    pictures: SmallPictures,
) -> SecondDialog:
    """Return the question, with the pictures.

    Args:
        parent: The screen.
        state: What was decided.
        patient: Whom the images are given to.
        today: The day on which the age is told.
        pictures: The small pictures of the screen.
    """
    count = len(state.arrivals)
    dialog = SecondDialog(
        parent,
        phrase("identify.give_question", count=count, name=verbatim(patient.display_name())),
        phrase("identify.give_act", count=count),
        icon="user-check",
        patient=patient,
        today=today,
        mixed_up=state.is_easily_mixed_up,
        truths=tuple(_truths(state, patient)),
    )
    strip = PictureStrip(pictures, width=104, height=78, lines=2, parent=dialog)
    strip.show_subjects(state.arrivals)
    dialog.add(strip)
    dialog.ask_second()
    return dialog


def _truths(state: IdentifyState, patient: Patient) -> list[Truth]:
    found = [Truth(_consent(state))]
    if state.found is not None and patient.id in state.found.similar:
        found.append(Truth(phrase("identify.truth_similar"), Tone.WARN))
    found.append(Truth(phrase("identify.truth_undo"), Tone.MUTE, "clock"))
    return found


def _consent(state: IdentifyState) -> Words:
    used = next((one for one in state.on_record or () if one.id == state.using), None)
    if used is not None:
        said = joined(used.title, used.detail)
        return phrase("identify.truth_on_record", consent=said)
    uses = state.form.uses if state.form is not None else frozenset()
    return phrase("identify.truth_new_consent", uses=uses_said(uses))
