"""Destroying an image as an errand, and what came of it in words. No Qt here."""

from functools import partial

from desktop.ids import ImageId
from desktop.keeper.destroying_calls import DestroyImage
from desktop.keeper.originals_calls import DestroyOriginal
from desktop.records.dates import show_date
from desktop.records.destruction import Because, Destroyed
from desktop.ui.keeping import Errand, Part, Told
from desktop.ui.look.tokens import Tone
from desktop.ui.phrase import Words, joined, phrase, verbatim


def errand(subject: str, because: Because, reason: str) -> Errand[Destroyed]:
    """Return the errand that destroys one image or rejected arrival; nobody can stop it."""
    return Errand(
        part=Part.DESTROYED,
        title=phrase("destruction.going"),
        call=DestroyImage(subject=subject, reason=reason, because=because),
        told=told,
    )


def original_errand(image: ImageId, reason: str) -> Errand[Destroyed]:
    """Return the errand that destroys an original; nobody can stop it."""
    return Errand(
        part=Part.DESTROYED,
        title=phrase("originals.destroy_going"),
        call=DestroyOriginal(image=image, reason=reason),
        told=partial(told, title=phrase("originals.destroyed")),
    )


def told(done: Destroyed, title: Words | None = None) -> Told:
    """Say what is gone and what is not."""
    until = verbatim(show_date(done.backups_until))
    body = [phrase("destruction.in_backups", until=until), phrase("destruction.in_flash")]
    if not done.finished:
        body.append(phrase("destruction.unfinished"))
    return Told(
        title=gone_words(done.objects) if title is None else title,
        body=joined(*body, between=" "),
        tone=Tone.OK if done.finished else Tone.WARN,
    )


def gone_words(objects: int) -> Words:
    """Return that so many sealed files cannot be read any more."""
    return phrase("destruction.gone", count=objects)
