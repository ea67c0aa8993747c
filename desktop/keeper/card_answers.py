"""Which use case answers which call about files on their way in; entered into the one table."""

import base64
from typing import Final

from desktop.errors import UsageError
from desktop.ids import ArrivalId
from desktop.keeper import card_calls as calls
from desktop.keeper.answering import Context, answers
from desktop.keeper.calls import WithBlock
from desktop.keeper.turns import Urgency
from desktop.records.attached import LookedInto
from desktop.records.contents import Contents
from desktop.records.intake_report import Intake
from desktop.records.outcome import Nothing, Outcome, Topic
from desktop.records.thumb import Thumb
from desktop.workflow.messages import look_into_files
from desktop.workflow.pasting import receive_pasted
from desktop.workflow.session import Session
from desktop.workflow.setting_aside import set_aside

_SOURCES: Final = frozenset({Topic.SOURCES})


@answers(calls.LookInto)
def _look_into(_session: Session, call: calls.LookInto, context: Context) -> Contents:
    return context.sources.look_into(call.folder)


@answers(calls.LeafThrough, urgency=Urgency.AHEAD)
def _leaf_through(
    session: Session, call: calls.LeafThrough, context: Context
) -> WithBlock[tuple[Thumb, ...]]:
    value, block = context.sources.leaf_through(session, call, pace=context.pace)
    return WithBlock(value=value, block=block)


@answers(calls.FollowCamera)
def _follow(_session: Session, call: calls.FollowCamera, context: Context) -> Outcome[Nothing]:
    context.sources.cameras.tether(call.folder, call.sitting, call.removal)
    return Outcome(value=Nothing(), changed=_SOURCES)


@answers(calls.StopFollowing)
def _stop(_session: Session, call: calls.StopFollowing, context: Context) -> Outcome[Nothing]:
    context.sources.cameras.end_tether(call.folder)
    return Outcome(value=Nothing(), changed=_SOURCES)


@answers(calls.ReleaseShutter)
def _shoot(_session: Session, call: calls.ReleaseShutter, context: Context) -> Nothing:
    context.sources.cameras.shoot(call.folder)
    return Nothing()


@answers(calls.TakePicture, urgency=Urgency.BACKGROUND)
def _take_picture(_session: Session, call: calls.TakePicture, context: Context) -> Outcome[Intake]:
    try:
        picture = base64.b64decode(call.picture, validate=True)
    except ValueError as error:
        raise UsageError from error
    return receive_pasted(context.intake, picture, call.origin, pace=context.pace)


@answers(calls.SetAside)
def _set_aside(
    session: Session, call: calls.SetAside, _context: Context
) -> Outcome[tuple[ArrivalId, ...]]:
    return set_aside(session, call.arrivals, call.reason)


@answers(calls.LookIntoFiles)
def _look_into_files(
    session: Session, call: calls.LookIntoFiles, context: Context
) -> tuple[LookedInto, ...]:
    return look_into_files(session, call.files, pace=context.pace)
