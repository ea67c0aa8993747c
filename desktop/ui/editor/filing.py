"""What of a series can be filed now, as what, and what is said before and about it. Pure; no Qt."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date

from desktop.ids import ArrivalId
from desktop.records.consent import Consent
from desktop.records.filed import Filing
from desktop.records.gate import Feature, Verdict
from desktop.records.patient import Patient
from desktop.records.protection import Protection
from desktop.records.role import MAY, Act, Role
from desktop.ui.editor import delicate, showing
from desktop.ui.editor.gate_rules import gate_of
from desktop.ui.editor.opening import consent_of, why_no_consent
from desktop.ui.editor.shown import BarShown, FileQuestion, HeadShown
from desktop.ui.editor.standing import Standing
from desktop.ui.editor.state import State
from desktop.ui.look.tokens import Tone
from desktop.ui.phrase import NOTHING, Words, joined, phrase, verbatim


@dataclass(frozen=True, slots=True, kw_only=True)
class Plan:
    """What could be filed now.

    Attributes:
        filings: What would be filed of each photograph that is ready and covered by consent.
        standings: How every photograph of the series stands.
        refused: Why nothing can be filed, or None.
        may_file: Whether this role files at all.
        may_reject: Whether it turns photographs away.
    """

    filings: Mapping[ArrivalId, Filing]
    standings: Mapping[ArrivalId, Standing]
    refused: Words | None
    may_file: bool
    may_reject: bool

    @property
    def ready(self) -> tuple[ArrivalId, ...]:
        """Return the photographs, in the order of the series."""
        return tuple(self.filings)


def plan(
    state: State,
    *,
    patient: Patient | None,
    consents: Sequence[Consent],
    today: date,
    role: Role,
    is_mending: bool = False,
) -> Plan:
    """Return what can be filed now: wholly decided, with details, and covered by consent.

    What is in the record already is mended whether or not a consent still covers it.
    """
    standings = state.standings()
    ready = [one for one in state.order if standings[one] is Standing.READY]
    consent = consent_of(consents, today)
    details = state.work.jotted.details()
    filings: dict[ArrivalId, Filing] = {}
    has_consent = is_mending or consent is not None
    if patient is not None and has_consent and details is not None:
        held = state.holding()
        for arrival in ready:
            draft = state.work.draft(arrival)
            filings[arrival] = Filing(
                patient=patient.id,
                consent="" if consent is None else consent.id,
                redaction=draft.redaction(),
                gate=gate_of(held, draft),
                details=details,
                features=draft.features(),
                reasons=draft.reasons(),
                flags=delicate.filed_flags(state.work.jotted.flags),
                protection=Protection(findings=draft.findings()),
            )
    return Plan(
        filings=filings,
        standings=standings,
        refused=None if filings else _why_none(state, ready, consents, today, has_consent),
        may_file=Act.FILE_IMAGE in MAY[role],
        may_reject=Act.REJECT_ARRIVAL in MAY[role] and not is_mending,
    )


def _why_none(
    state: State,
    ready: Sequence[ArrivalId],
    consents: Sequence[Consent],
    today: date,
    has_consent: bool,
) -> Words:
    if not has_consent:
        return why_no_consent(consents, today)
    missing = showing.missing(state)
    if not ready:
        return phrase("editor.none_ready") if missing == NOTHING else missing
    return missing_details(state) or phrase("editor.none_ready")


def missing_details(state: State) -> Words | None:
    """Return which filing details are still to be said, or None."""
    missing = state.work.jotted.missing()
    if not missing:
        return None
    if missing == ("chaperone",):
        return phrase("delicate.lack_chaperone")
    names = joined(*(phrase(f"editor.detail_{one}") for one in missing), between=", ")
    return phrase("editor.lack_details", details=names)


def bar(state: State, planned: Plan, said: Words) -> BarShown:
    """Return the action bar.

    Args:
        state: The editor.
        planned: What can be filed.
        said: What was said about the last act; it takes the place of what is missing.
    """
    missing = showing.missing(state)
    if planned.standings[state.at] is Standing.STAYED:
        missing = phrase("editor.lack_stayed")
    elif missing == NOTHING:
        missing = planned.refused or NOTHING
    if missing == NOTHING and not planned.may_file:
        missing = phrase("editor.clinician_files")
    return BarShown(
        summary=showing.summary(planned.standings),
        line=missing if said == NOTHING else said,
        tone=Tone.WARN if said == NOTHING else Tone.INFO,
        fileable=len(planned.filings),
        refused=planned.refused,
        may_file=planned.may_file,
        may_reject=planned.may_reject,
        next=len(state.order) > 1,
        locked=state.is_locked,
    )


def mend_question(planned: Plan) -> FileQuestion:
    """Return what is asked before another copy takes the place of the one in force."""
    covered = sum(len(filing.redaction.regions) for filing in planned.filings.values())
    return FileQuestion(
        arrivals=planned.ready,
        truths=(
            (phrase("editor.truth_decided", count=1), Tone.OK, ""),
            (_covered(covered), Tone.INFO, "shield-check"),
            *_protected(planned),
            (phrase("mending.truth_former"), Tone.INFO, "lock"),
            (phrase("mending.truth_recorded"), Tone.INFO, "history"),
        ),
        title=phrase("mending.file_question"),
        act=phrase("mending.file"),
        why=_why(planned),
    )


def question(planned: Plan) -> FileQuestion:
    """Return what is asked before filing."""
    count = len(planned.filings)
    left = sum(one is not Standing.FILED for one in planned.standings.values()) - count
    covered = sum(len(filing.redaction.regions) for filing in planned.filings.values())
    truths: list[tuple[Words, Tone, str]] = [
        (phrase("editor.truth_consent"), Tone.OK, ""),
        (phrase("editor.truth_decided", count=count), Tone.OK, ""),
        (_covered(covered), Tone.INFO, "shield-check"),
        *_bare(planned),
        *_protected(planned),
    ]
    if left:
        truths.append((phrase("editor.truth_left", count=left), Tone.INFO, "clock"))
    why = _why(planned)
    act = None if why is None else phrase("editor.cover_anyway")
    return FileQuestion(arrivals=planned.ready, truths=tuple(truths), act=act, why=why)


def with_reason(filing: Filing, reason: str) -> Filing:
    """Return what is filed with the reason why a finding is covered, where one is."""
    if not _touches(filing):
        return filing
    return replace(filing, protection=replace(filing.protection, reason=reason))


def _touches(filing: Filing) -> bool:
    return bool(filing.protection.touched_by(filing.redaction.regions))


def _why(planned: Plan) -> Words | None:
    """Return what has to be said first where a cover touches a finding, or None."""
    touched = any(_touches(filing) for filing in planned.filings.values())
    return phrase("editor.why_covered") if touched else None


def _bare(planned: Plan) -> Iterator[tuple[Words, Tone, str]]:
    """Yield in which photographs nothing is covered of a feature that is covered in others.

    One answer is given for a series; what it says of each photograph is said before it is filed.
    """
    places = {arrival: at for at, arrival in enumerate(planned.standings, start=1)}
    for feature in Feature:
        verdicts = {a: f.gate.decisions[feature].verdict for a, f in planned.filings.items()}
        bare = [str(places[one]) for one, said in verdicts.items() if said is Verdict.ABSENT]
        if bare and Verdict.OBSCURED in verdicts.values():
            name, numbers = phrase(f"feature.{feature.value}"), ", ".join(bare)
            words = phrase("editor.truth_bare", count=len(bare), feature=name, numbers=numbers)
            yield words, Tone.WARN, ""


def _protected(planned: Plan) -> Iterator[tuple[Words, Tone, str]]:
    """Yield what is so of the findings."""
    touched = sum(_touches(filing) for filing in planned.filings.values())
    findings = sum(len(filing.protection.findings) for filing in planned.filings.values())
    if touched:
        yield phrase("editor.truth_touched", count=touched), Tone.WARN, ""
    elif findings:
        yield phrase("editor.truth_protected", count=findings), Tone.OK, "shield"


def _covered(areas: int) -> Words:
    if not areas:
        return phrase("editor.truth_uncovered")
    return phrase("editor.truth_covered", count=areas)


def head(state: State, consents: Sequence[Consent], today: date) -> HeadShown:
    """Return what the frame says around the editor."""
    is_covered = consent_of(consents, today) is not None
    return HeadShown(
        title=_title(state),
        count=joined(phrase("count.images", count=len(state.order)), _times(state), between=", "),
        consent=phrase("badge.consent_recorded") if is_covered else phrase("badge.needs_consent"),
        consent_tone=Tone.OK if is_covered else Tone.WARN,
    )


def _title(state: State) -> Words:
    jotted = state.work.jotted
    if "site" in jotted.missing():
        return phrase("editor.title")
    side = phrase(f"side.{jotted.side.value}") if jotted.side else NOTHING
    return joined(phrase(f"site.{jotted.site}"), side, between=", ")


def _times(state: State) -> Words:
    """Return when the first and the last photograph were taken, as in *11:04 to 11:09*."""
    found = sorted(filter(None, (_time(state, one) for one in state.order)))
    if not found:
        return NOTHING
    first, last = found[0], found[-1]
    if first == last:
        return verbatim(first)
    return phrase("editor.from_to", first=verbatim(first), last=verbatim(last))


def _time(state: State, arrival: ArrivalId) -> str:
    facts = state.waiting[arrival].facts
    taken = str(facts.get("taken_at", "")) if facts else ""
    _, _, clock = taken.partition("T")
    return clock[:5]
