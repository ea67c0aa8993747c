"""What is said and done about a lost device, as codes of texts with their facts. Pure."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date

from desktop.records.dates import show_date
from desktop.records.device import Check, Reply
from desktop.records.device_register import LossReport


@dataclass(frozen=True, slots=True, kw_only=True)
class IncidentLine:
    """One sentence.

    Attributes:
        key: Of the text.
        facts: What is filled in; identifiers of ours, names of devices, numbers and dates.
    """

    key: str
    facts: Mapping[str, str | int] = field(default_factory=dict)


def what_is_known(report: LossReport) -> tuple[IncidentLine, ...]:
    """Return what a lost device may still hold, in plain words; never more certain than it is."""
    lines = [
        IncidentLine(key="lost.came", facts={"count": report.photographs}),
        IncidentLine(key="lost.still_there", facts={"count": len(report.still_there)}),
        *(
            IncidentLine(key="lost.card", facts={"label": card.label, "count": card.files})
            for card in report.cards
        ),
    ]
    if report.newest_at:
        day = show_date(date.fromisoformat(report.newest_at[:10]))
        lines.append(IncidentLine(key="lost.since", facts={"day": day}))
    lines.append(IncidentLine(key="lost.not_known"))
    return tuple(lines)


def what_to_do(report: LossReport) -> tuple[IncidentLine, ...]:
    """Return what is to be done, the most pressing first.

    Source: GUIDANCE R-30; the steps are those of any loss of personal data in a practice.
    """
    wipe = "lost.wipe" if _holds(report, Check.TRACKED) else "lost.no_wipe"
    locked = _holds(report, Check.PASSCODE) and _holds(report, Check.ENCRYPTED)
    keys = (
        wipe,
        "lost.block",
        "lost.police",
        "lost.tell",
        "lost.locked" if locked else "lost.not_locked",
        "lost.whose",
        "lost.write_down",
    )
    return tuple(IncidentLine(key=key) for key in keys)


def _holds(report: LossReport, check: Check) -> bool:
    answer = report.device.answers.get(check)
    return answer is not None and answer.reply is Reply.YES
