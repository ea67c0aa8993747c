"""Saved e-mails among the files that are to be attached: which pictures are in them.

The message is read into memory and taken apart by a decoder that has seen nothing else; nothing of
it is written anywhere, and it stays where it is.
"""

import os
from collections.abc import Sequence
from pathlib import Path

from desktop.errors import (
    DecoderAnswerError,
    DecoderCrashedError,
    DecoderHungError,
    FileRefusedError,
    SourceChangedError,
    SourceGoneError,
)
from desktop.intake.message import is_message
from desktop.intake.sniff import HEAD_BYTES
from desktop.intake.source import OpenSource, Source
from desktop.records.arrival import Refusal
from desktop.records.attached import LookedInto
from desktop.records.role import Act
from desktop.settings import LIMITS
from desktop.vault.audit import Event
from desktop.workflow.pace import BLOCKING, Pace
from desktop.workflow.sealing import NO_DECODER, read_whole
from desktop.workflow.session import Session

_NOT_THERE = (FileRefusedError, SourceChangedError, SourceGoneError)
DECODER_TROUBLE = (DecoderCrashedError, DecoderHungError, DecoderAnswerError)
"""What a message leads to that no decoder can finish with."""


def look_into_files(
    session: Session, files: Sequence[Path], *, pace: Pace = BLOCKING
) -> tuple[LookedInto, ...]:
    """Return of each file whether it is a saved message, by its content, and what is in it.

    What cannot be opened is none: attaching it says why.

    Args:
        session: Who is at work.
        files: What is to be attached.
        pace: How reading is waited for.

    Raises:
        NotPermittedError: This role may not attach images.
        DecoderCrashedError: ``start``: no decoder can be started on this computer.
    """
    session.require(Act.ATTACH_IMAGES)
    found = tuple(_look(session, file, pace) for file in files)
    messages = [one for one in found if one.is_message]
    body = {
        "looked_into": len(found),
        "messages": len(messages),
        "pictures": sum(len(one.pictures) for one in messages),
    }
    with session.vault.change() as tx:
        tx.audit(Event(act=Act.ATTACH_IMAGES.value, body=body))
    return found


def _look(session: Session, file: Path, pace: Pace) -> LookedInto:
    try:
        with (
            pace.aside(lambda: Source(file.parent)) as source,
            pace.aside(lambda: source.open(os.fsencode(file.name))) as opened,
        ):
            if not is_message(pace.aside(lambda: opened.read_head(HEAD_BYTES))):
                return LookedInto(path=file)
            return _take_apart(session, file, opened, pace)
    except _NOT_THERE:
        return LookedInto(path=file)


def _take_apart(session: Session, file: Path, opened: OpenSource, pace: Pace) -> LookedInto:
    if opened.identity.size_bytes > LIMITS.message_bytes:
        return LookedInto(path=file, refused=Refusal.TOO_LARGE.value)
    read = pace.aside(lambda: read_whole(opened))
    with read.memory:
        try:
            message = session.decoding.message(read.memory)
        except FileRefusedError as error:
            return LookedInto(path=file, refused=error.reason)
        except DECODER_TROUBLE as error:
            if error.reason == NO_DECODER:
                raise
            return LookedInto(path=file, refused=Refusal.DAMAGED.value)
    return LookedInto(
        path=file, digest=read.sha256, pictures=message.pictures, others=message.others
    )
