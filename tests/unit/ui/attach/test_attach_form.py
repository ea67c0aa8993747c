"""Everything that is entered to attach images, as values."""

from datetime import date
from pathlib import Path

import pytest
from support.waiting import MAI, SIAN, SIAN_TOO

from desktop.errors import RecordInvalidError
from desktop.records.arrival import ImageFormat
from desktop.records.attached import (
    ALREADY,
    ATTACHED,
    CONFLICT,
    PENDING,
    REFUSED,
    AttachedFile,
    LookedInto,
    Picked,
)
from desktop.records.consent import Capacity
from desktop.records.declaration import Came
from desktop.records.message import MessagePicture
from desktop.records.patient import Patient
from desktop.ui.attach.form import (
    Form,
    InMessage,
    is_trouble,
    messages_of,
    name_of,
    outcome_words,
)
from desktop.ui.phrase import Phrase, phrase

TODAY = date(2026, 11, 22)
A, B, C = Path("/in/a.jpg"), Path("/in/b.jpg"), Path("/in/c.jpg")


def form_of(patient: Patient, *paths: Path) -> Form:
    years = patient.age_years(TODAY)
    return seen(Form().with_files(paths or (A, B))).of(patient, is_similar=False, years=years)


def seen(form: Form) -> Form:
    """Return a form whose files were looked into: none of them is a message."""
    return form.looked_into([LookedInto(path=path) for path in form.looking])


def picked(*paths: Path) -> list[Picked]:
    return [Picked(path=path) for path in paths]


def became(outcome: str, reason: str = "") -> AttachedFile:
    return AttachedFile(file="x", outcome=outcome, reason=reason)


def key(words: object) -> str:
    assert isinstance(words, Phrase)
    return words.key


def test_files_are_added_once_in_their_order() -> None:
    form = Form().with_files((A, B, A)).with_files((B, C))
    assert [one.path for one in form.files] == [A, B, C]
    assert [one.path for one in form.without(Picked(path=B)).files] == [A, C]


def test_the_size_is_what_the_file_system_says(tmp_path: Path) -> None:
    (tmp_path / "a.jpg").write_bytes(b"1234")
    form = Form().with_files((tmp_path / "a.jpg", tmp_path / "gone.jpg"))
    assert [one.size_bytes for one in form.files] == [4, -1]


def test_what_is_missing_is_said_one_after_the_other() -> None:
    form = Form()
    assert key(form.missing) == "attach.missing_files"
    form = form.with_files((A,))
    assert key(form.missing) == "attach.missing_looking"
    form = seen(form)
    assert key(form.missing) == "attach.missing_patient"
    form = form_of(SIAN, A)
    assert key(form.missing) == "attach.missing_asked"
    form = change(form, asked=True)
    assert key(form.missing) == "attach.missing_told"
    assert change(form, told=True).missing is None


def change(form: Form, **entered: object) -> Form:
    from dataclasses import replace

    return replace(form, **entered)  # type: ignore[arg-type]


def test_somebody_who_speaks_for_the_patient_is_named_with_what_they_are() -> None:
    form = change(form_of(MAI), asked=True, told=True)
    assert form.capacity is Capacity.PARENTAL_RESPONSIBILITY
    assert form.needs_giver
    assert key(form.missing) == "attach.missing_giver"
    form = change(form, giver_name="  Sian Smith ")
    assert key(form.missing) == "attach.missing_relationship"
    form = change(form, relationship="mother")
    assert form.missing is None
    declared = form.declaration()
    assert (declared.giver_name, declared.relationship) == ("Sian Smith", "mother")


@pytest.mark.parametrize(
    ("years", "capacities"),
    [
        (12, (Capacity.PARENTAL_RESPONSIBILITY, Capacity.COMPETENT_CHILD)),
        (17, (Capacity.PATIENT, Capacity.PARENTAL_RESPONSIBILITY)),
        (40, (Capacity.PATIENT, Capacity.ATTORNEY)),
    ],
)
def test_who_can_ask_depends_on_the_age(years: int, capacities: tuple[Capacity, ...]) -> None:
    form = Form().of(SIAN, is_similar=False, years=years)
    assert form.capacities[: len(capacities)] == capacities
    assert form.capacity is capacities[0]
    assert Capacity.BEST_INTERESTS not in form.capacities


def test_another_patient_has_nothing_declared() -> None:
    form = change(
        form_of(SIAN),
        asked=True,
        told=True,
        note="itches",
        giver_name="x",
        relationship="y",
        came=Came.BROUGHT,
    )
    for other in (form.undeclared(), form.of(SIAN_TOO, is_similar=True, years=72)):
        assert (other.asked, other.told, other.note) == (False, False, "")
        assert (other.giver_name, other.relationship) == ("", "")
        assert other.came is Came.BROUGHT
        assert other.files == form.files
    assert form.undeclared().patient is None
    assert form.of(SIAN_TOO, is_similar=True, years=72).is_similar


def test_when_all_arrived_the_next_form_is_empty() -> None:
    form = change(form_of(SIAN), asked=True, told=True, busy=True)
    after = form.after(picked(A, B), (became(ATTACHED), became(ALREADY)))
    assert after == Form()


def test_a_failed_file_stays_and_so_does_the_patient() -> None:
    form = change(form_of(SIAN), asked=True, told=True, busy=True)
    after = form.after(picked(A, B), (became(ATTACHED), became(REFUSED, "empty")))
    assert after.patient == SIAN
    assert not after.busy
    assert [one.is_trouble for one in after.files] == [False, True]
    assert after.waiting == ()


def test_a_second_round_keeps_what_failed_and_not_what_arrived() -> None:
    first = change(form_of(SIAN), busy=True).after(
        picked(A, B), (became(ATTACHED), became(CONFLICT))
    )
    second = first.with_files((C,))
    assert [one.path for one in second.files] == [B, C]
    assert [one.path for one in second.waiting] == [C]
    done = second.after(picked(C), (became(ATTACHED),))
    assert [one.path for one in done.files] == [B]
    assert done.patient is None


def test_a_failed_file_that_is_added_again_is_tried_again() -> None:
    form = form_of(SIAN).after(picked(A, B), (became(ATTACHED), became(REFUSED, "empty")))
    again = form.with_files((B,))
    assert [one.path for one in again.waiting] == [B]


def test_what_was_not_reached_still_waits() -> None:
    form = change(form_of(SIAN), busy=True).after(picked(A, B), (became(ATTACHED), became(PENDING)))
    assert [one.path for one in form.waiting] == [B]
    assert form.files[1].is_trouble


def test_a_note_that_cannot_be_kept_is_refused() -> None:
    form = change(form_of(SIAN), asked=True, told=True, note="x" * 1001)
    with pytest.raises(RecordInvalidError):
        form.declaration()


@pytest.mark.parametrize(
    ("outcome", "reason", "words", "trouble"),
    [
        (ATTACHED, "", "attach.attached", False),
        (ATTACHED, "decoder_crashed", "attach.set_aside", False),
        (ALREADY, "", "attach.already", False),
        (CONFLICT, "", "attach.conflict", True),
        (PENDING, "", "attach.pending", True),
    ],
)
def test_what_became_of_a_file_in_words(
    outcome: str, reason: str, words: str, trouble: bool
) -> None:
    one = became(outcome, reason)
    assert outcome_words(one) == phrase(words)
    assert is_trouble(one) is trouble


def test_a_refused_file_says_why() -> None:
    words = outcome_words(became(REFUSED, "empty"))
    assert words == phrase("attach.refused", why=phrase("refusal.empty"))


PICTURES = (
    MessagePicture(part=2, name="IMG_1.jpg", size_bytes=900, format=ImageFormat.JPEG, inline=False),
    MessagePicture(part=4, name="", size_bytes=80, format=ImageFormat.PNG, inline=True),
)


def test_a_saved_message_gives_way_to_its_pictures() -> None:
    form = Form().with_files((A, B))
    told = LookedInto(path=B, digest="d" * 64, pictures=PICTURES, others=3)
    form = form.looked_into([LookedInto(path=A), told])
    assert [one.picked for one in form.waiting] == [
        Picked(path=A),
        Picked(path=B, part=2, name="IMG_1.jpg", digest="d" * 64),
        Picked(path=B, part=4, name="", digest="d" * 64),
    ]
    assert (form.files[1].size_bytes, form.files[1].kind, form.files[2].inline) == (
        900,
        "jpeg",
        True,
    )
    assert name_of(form.files[2]) == phrase("attach.no_name")
    assert messages_of(form.files) == (InMessage(name="b.jpg", pictures=2, others=3),)
    assert form.with_files((B,)) == form, "it is in the list already"
    without = form.without(form.files[2].picked)
    assert messages_of(without.files) == (InMessage(name="b.jpg", pictures=1, others=3),)


def test_a_message_without_a_picture_says_so_and_is_not_attached() -> None:
    form = Form().with_files((A,)).looked_into([LookedInto(path=A, refused="message_empty")])
    assert form.waiting == ()
    assert form.files[0].is_trouble
    outcome = form.files[0].outcome
    assert outcome is not None
    assert outcome_words(outcome) == phrase("attach.refused", why=phrase("refusal.message_empty"))
