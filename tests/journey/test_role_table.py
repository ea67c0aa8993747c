"""Every call of the workflow, by every role: allowed ones work, forbidden ones change nothing.

The table is written out, not derived from the program's own. A new call that is not in it fails
the first test.
"""

import hashlib
import importlib
import inspect
import pkgutil
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path
from typing import Any, Final

import pytest
import sqlalchemy as sa
from support.devices import draft_of
from support.practice import (
    BORN,
    CHEAP,
    CLARE,
    ETHEL,
    MONA,
    NAME_OF,
    NIA,
    PATIENTS,
    RHYS,
    Practice,
    agreed,
    declared,
    filing,
    passphrase_of,
    person,
    photograph,
    run_on,
)
from support.tpm import InMemory

from desktop import workflow
from desktop.errors import NotPermittedError
from desktop.ids import ArrivalId, CardId, PatientId, SlipId, VaultId
from desktop.intake.source import Source
from desktop.memory import SealedMemory
from desktop.records.arrival import Origin
from desktop.records.attached import Picked
from desktop.records.card import CardSeen
from desktop.records.device import Standing
from desktop.records.device_register import DevicePolicy
from desktop.records.draft import Draft
from desktop.records.flags import Flag, RedactionPolicy
from desktop.records.image import ImageState
from desktop.records.intake_report import IntakeReport
from desktop.records.originals import OriginalsPolicy
from desktop.records.outcome import Nothing
from desktop.records.patient import Demographics, Patient
from desktop.records.recovery import RecoveryPlan
from desktop.records.removal import Removal
from desktop.records.revised import Revised
from desktop.records.role import MAY, Act, Domain, Role
from desktop.records.second_identifier import Second
from desktop.records.second_look import LookOutcome
from desktop.records.slip import NewSlip
from desktop.records.slip_account import SlipAccount
from desktop.records.slip_sorting import Frame
from desktop.records.traced import Rough
from desktop.records.workstation import CardRemoval, WatchedFolder
from desktop.vault import audit, cards
from desktop.vault.audit import Event
from desktop.vault.device_factor import FactorStore
from desktop.vault.recovery_slot import new_recovery
from desktop.vault.schema import arrival, audit_entry, image, metadata, revision, second_look
from desktop.vault.schema import draft as draft_table
from desktop.vault.spool import Spool
from desktop.vault.spool_file import SpoolFacts
from desktop.vault.spool_key import intake_key
from desktop.workflow import (
    absorbing,
    assisting,
    attaching,
    auditing,
    binding,
    card_ledger,
    card_runs,
    checking,
    choosing,
    comparing,
    consenting,
    counting,
    daily_backup,
    destroying,
    devices,
    drafting,
    emptying,
    front_desk,
    identifying,
    inbox,
    mend_drafts,
    messages,
    migrating,
    originals,
    pasting,
    patients,
    picturing,
    receiving,
    recovering,
    removing,
    revising,
    run_note,
    safekeeping,
    scrubbing,
    second_looking,
    setting_aside,
    signing_in,
    slip_runs,
    slipping,
    sourcing,
    splitting,
    staffing,
    taking_back,
    tethering,
    users,
    verifying,
    viewing,
    watching,
)
from desktop.workflow import (
    filing as filings,
)
from desktop.workflow import (
    session as sessions,
)
from desktop.workflow.run_memory import RunMemory
from desktop.workflow.session import Session

_SOMEBODY = Demographics(family_name="Newydd", date_of_birth=date(1970, 2, 3))
ROLES = {
    "R": Role.RECEPTIONIST,
    "N": Role.NURSE,
    "C": Role.CLINICIAN,
    "M": Role.MANAGER,
    "K": Role.RECOVERY,
}


@dataclass(frozen=True)
class Scene:
    """Where a call is made, and what it is made on."""

    session: Session
    practice: Practice
    waiting: tuple[str, ...]
    image: str
    consent: str
    out: Path


@dataclass(frozen=True)
class Row:
    """One call: who may, its audit code, and how to make it and see that it worked."""

    who: str
    act: Act | None
    call: Callable[[Scene], bool]


def _quiet(_done: int, _all: int) -> None:
    return


def _new_photograph(scene: Scene, seed: int) -> None:
    (scene.practice.card / f"NEW_{seed}.JPG").write_bytes(photograph(seed))


def _receive(scene: Scene) -> bool:
    _new_photograph(scene, 100)
    report = emptying.receive_folder(scene.session, run_on(scene.practice.card)).value
    return any(one.file == "NEW_100.JPG" for one in report.arrived)


def _watcher(scene: Scene) -> bool:
    _new_photograph(scene, 101)
    watcher = watching.Watcher(scene.session, run_on(scene.practice.card))
    return "NEW_101.JPG" in watcher.look().pending


def _settle_daily(scene: Scene) -> bool:
    place = scene.out.parent / "daily"
    place.mkdir(exist_ok=True)
    daily_backup.settle_daily_backup(scene.session, place)
    return True


_CARD = CardSeen(identity="1A2B-3C4D", label="EOS_DIGITAL")


def _card(scene: Scene) -> CardId:
    """Return the one card of the ledger, which a clinician put in (``with_a_record``)."""
    with scene.session.vault.reading() as tx:
        return cards.every(tx)[0].id


def _absorb(scene: Scene) -> bool:
    """Seal a photograph as a keeper at the door does, and have it entered."""
    data, vault = photograph(106), scene.session.vault
    spool = Spool(vault.folder, vault.header.vault_id)
    key = intake_key(vault.folder, outside=vault.outside)
    facts = SpoolFacts(
        name="NEW_106.JPG",
        mtime_ns=0,
        origin=Origin.PRACTICE,
        came_at="2026-03-02T09:00:00.000+00:00",
        sha256=hashlib.sha256(data).hexdigest(),
        size_bytes=len(data),
        asked=False,
    )
    name = spool.seal((data,), facts, key)
    (vault.folder / "tmp" / name).rename(vault.folder / "spool" / name)
    return absorbing.absorb(scene.session).value.entered > 0


def _own_passphrase(scene: Scene) -> str:
    return passphrase_of(scene.session.vault.who.name)


def _bind(scene: Scene) -> bool:
    factors = FactorStore(scene.out.with_name("factors"), (InMemory(),))
    secret = _own_passphrase(scene)
    binding.bind_device(scene.session, secret, cost=CHEAP, factors=factors)
    is_kept = any((scene.out.with_name("factors")).iterdir())
    binding.unbind_device(scene.session, secret, cost=CHEAP, factors=factors)
    return is_kept


def _unbind(scene: Scene) -> bool:
    factors = FactorStore(scene.out.with_name("factors"), (InMemory(),))
    secret = _own_passphrase(scene)
    if scene.session.role is not Role.RECOVERY:
        binding.bind_device(scene.session, secret, cost=CHEAP, factors=factors)
    binding.unbind_device(scene.session, secret, cost=CHEAP, factors=factors)
    return not any((scene.out.with_name("factors")).iterdir())


def _watch(scene: Scene) -> bool:
    run = run_on(scene.practice.card)
    run.stop.set()
    watched = watching.watch_folder(scene.session, run, lambda _why, _news: None)
    return watched.value.stopped is None


def _receiver(scene: Scene) -> bool:
    _new_photograph(scene, 102)
    with Source(scene.practice.card) as source:
        report = receiving.IntakeReport()
        receiver = receiving.Receiver(
            scene.session,
            source,
            origin=Origin.PATIENT,
            removal=Removal.NEVER,
            series=receiving.SeriesMemory(),
        )
        seen = next(one for one in source.listing().seen if one.raw == b"NEW_102.JPG")
        receiver.take(seen, report)
    return len(report.arrived) == 1


def _remove(scene: Scene) -> bool:
    path = scene.practice.card / "GONE.JPG"
    path.write_bytes(photograph(103))
    with Source(scene.practice.card) as source:
        seen = next(one for one in source.listing().seen if one.raw == b"GONE.JPG")
        removing.remove_source(scene.session, source, seen, scene.waiting[0])
    return not path.exists()


def _opens_image(call: Callable[..., Any], *more: Any) -> Callable[[Scene], bool]:
    def opened(scene: Scene) -> bool:
        with call(scene.session, scene.image, *more) as memory:
            return bool(memory.read()[:2] == b"\xff\xd8")

    return opened


def _paints(call: Callable[[Scene], tuple[Any, SealedMemory]]) -> Callable[[Scene], bool]:
    def painted(scene: Scene) -> bool:
        with call(scene)[1] as block:
            return block.size > 0

    return painted


def _open_arrival(scene: Scene) -> bool:
    row, memory = inbox.open_arrival(scene.session, scene.waiting[0], Act.VIEW_ARRIVAL)
    with memory:
        return hashlib.sha256(memory.read()).hexdigest() == row.sha256


def _attach(scene: Scene) -> bool:
    _new_photograph(scene, 104)
    attached = attaching.attach(
        scene.session,
        (scene.practice.card / "NEW_104.JPG",),
        ETHEL,
        declared(),
        second=BORN[ETHEL],
        progress=_quiet,
        cancelled=lambda: False,
    )
    return [one.outcome for one in attached.value] == ["attached"]


def _front_desk(scene: Scene) -> bool:
    _new_photograph(scene, 105)
    session = scene.session
    with session.vault.change() as tx:
        person = patients.named_patient(tx, ETHEL)
        tx.audit(Event(act="test", body={}))
    consent = attaching._consent(session, person, declared())
    desk = front_desk.FrontDesk(session, consent, declared(), by=Second.BORN)
    return desk.take(Picked(path=scene.practice.card / "NEW_105.JPG")).outcome == "attached"


def _take_back(scene: Scene) -> bool:
    """Makes what it takes back where the role may, so that the order of the table is free."""
    if Act.IDENTIFY_IMAGE in MAY[scene.session.role]:
        given = {"patient": ETHEL, "consent": scene.consent, "second": BORN[ETHEL]}
        identifying.identify(scene.session, (scene.waiting[2],), **given)
    taken = taking_back.take_back(scene.session, (scene.waiting[2],), "wrong person")
    return taken.value == (scene.waiting[2],)


SLIP: Final = NewSlip(
    id=SlipId("q-0000000000000000"),
    patient=Patient(id=PatientId("p-1"), family_name="Canary", date_of_birth=date(1945, 7, 14)),
    squares=("# #", " # ", "# #"),
    code="K7QF",
    made_at="2026-03-02T09:00:00.000+00:00",
    expires_at="2026-03-02T13:00:00.000+00:00",
)


def _seen_slip() -> RunMemory:
    """Return what a run remembers that saw a slip of another practice, and nothing else."""
    memory = RunMemory()
    seen = datetime(2026, 5, 4, 9, 30)
    memory.frames["other"] = Frame(
        key="other", name="IMG_0001.JPG", taken=seen, slips=("0" * 64,), arrived=seen
    )
    return memory


def _sort_report(scene: Scene) -> bool:
    report = IntakeReport()
    slip_runs.sort_report(scene.session, _seen_slip(), report)
    return report.slips == SlipAccount() and report.stopped is None


def _withdraw_slip(scene: Scene) -> bool:
    slip = "q-0000000000000000"
    if scene.session.role in {Role.NURSE, Role.CLINICIAN}:
        slip = slipping.make_slip(scene.session, ETHEL, hours=4).value.id
    return slipping.withdraw_slip(scene.session, slip).value == Nothing()


def _save_slip(scene: Scene) -> bool:
    to = scene.practice.root / "slip.pdf"
    slipping.save_slip(scene.session, SLIP, to)
    return to.read_bytes().startswith(b"%PDF")


def _open_drafts(scene: Scene) -> bool:
    (draft,) = drafting.open_drafts(scene.session, (scene.waiting[1],))
    return draft.seen


def _revise(scene: Scene) -> bool:
    with scene.session.vault.reading() as tx:
        mended = tx.connection.scalar(sa.select(sa.func.count()).select_from(revision))
    how = filing(ETHEL, scene.consent)
    wanted = Revised(
        number=mended or 0,
        reason="a box over the lesion",
        redaction=how.redaction,
        gate=how.gate,
        details=how.details,
    )
    return revising.revise_image(scene.session, scene.image, wanted).value.image == scene.image


def _keep_revision(scene: Scene) -> bool:
    with scene.session.vault.reading() as tx:
        mended = tx.connection.scalar(sa.select(sa.func.count()).select_from(revision))
    draft = Draft(arrival=ArrivalId(scene.image))
    mend_drafts.keep_revision(scene.session, scene.image, number=mended or 0, draft=draft)
    with scene.session.vault.reading() as tx:
        kept = tx.connection.scalar(sa.select(sa.func.count()).select_from(draft_table))
    return bool(kept)


def _awaiting(scene: Scene) -> None:
    """Have the image wait for whoever acts, as if a colleague had filed it so."""
    waits = {
        "image_id": scene.image,
        "number": 0,
        "asked_at": "2026-03-02T09:00:00.000+00:00",
        "asked_by": "u-colleague",
        "looker": scene.session.user,
        "decided_at": "",
        "outcome": "waiting",
        "words_sealed": b"",
        "words_sha256": "",
    }
    with scene.session.vault.change() as tx:
        tx.connection.execute(sa.delete(second_look))
        tx.connection.execute(sa.insert(second_look).values(waits))
        tx.connection.execute(sa.update(image).values(state="awaiting"))
        tx.audit(Event(act="test", body={}))


def _take_look(scene: Scene) -> bool:
    if Act.SECOND_LOOK in MAY[scene.session.role]:
        _awaiting(scene)
    taken = second_looking.take_second_look(scene.session, scene.image).value
    return taken.looker == scene.session.user


def _decide_look(scene: Scene) -> bool:
    if Act.SECOND_LOOK in MAY[scene.session.role]:
        _awaiting(scene)
    agreed_to = LookOutcome.APPROVED
    decided = second_looking.decide_second_look(scene.session, scene.image, agreed_to, "")
    return decided.value.outcome is agreed_to


def _set_filing_rules(scene: Scene) -> bool:
    wanted = RedactionPolicy(second_look=frozenset({Flag.INTIMATE}))
    return second_looking.set_redaction_policy(scene.session, wanted).value == wanted


def _settle_originals(scene: Scene) -> bool:
    wanted = OriginalsPolicy(review_months=6)
    return originals.set_originals_policy(scene.session, wanted).value == wanted


def _keep_original(scene: Scene) -> bool:
    scene.practice.clock.forward(days=214)
    kept = originals.keep_original(scene.session, scene.image, "a complaint").value
    return kept.image == scene.image


def _destroy_original(scene: Scene) -> bool:
    """Look at it once more after another half a year, and destroy it."""
    scene.practice.clock.forward(days=214)
    if Act.VIEW_ORIGINAL in MAY[scene.session.role]:
        picturing.open_original(scene.session, scene.image, "to compare", longest_px=0)[1].close()
    return destroying.destroy_original(scene.session, scene.image, "healed").value.finished


def _save(scene: Scene) -> bool:
    return viewing.save_image(scene.session, scene.image, scene.out, "referral").exists()


def _export(scene: Scene) -> bool:
    to = auditing.export_audit(scene.session, scene.out.with_suffix(".json"))
    return auditing.verify_exported(to)[1].ok


def _export_csv(scene: Scene) -> bool:
    to = scene.out.with_suffix(".csv")
    count = auditing.export_audit_csv(scene.session, to)
    return to.read_bytes().count(b"\r\n") == count + 1 > 2


def _check_trail(scene: Scene) -> bool:
    found = checking.check_trail(scene.session, progress=_quiet, cancelled=lambda: False)
    return found.is_whole and found.entries > 20 and not found.problems


NOTHING = sourcing.Look(files=0, fresh=0, refused=())


def _recall(scene: Scene) -> bool:
    known = sourcing.Known()
    sourcing.recall(scene.session, known)
    return known.is_complete


def _look(scene: Scene) -> sourcing.Look:
    return sourcing.look_at_source(scene.session, scene.practice.card)


def _set_aside(scene: Scene) -> bool:
    """Brings in what it sets aside where the role may, so that the order of the table is free."""
    one = scene.waiting[2]
    if Act.SET_ASIDE in MAY[scene.session.role]:
        _new_photograph(scene, 131)
        report = emptying.receive_folder(scene.session, run_on(scene.practice.card)).value
        one = next(new.arrival for new in report.arrived if new.file == "NEW_131.JPG")
    return setting_aside.set_aside(scene.session, (one,), "which knee?").value == (one,)


def _paste(scene: Scene) -> bool:
    report = pasting.receive_pasted(scene.session, photograph(140), Origin.PATIENT).value
    return len(report.arrived) + len(report.duplicates) == 1


def _look_into(scene: Scene) -> bool:
    card = scene.practice.card
    found = choosing.look_into(scene.session, lambda: Source(card), sourcing.Known())
    return len(found.seen) == len(found.contents.files)


def _leaf_through(scene: Scene) -> tuple[Any, SealedMemory]:
    _new_photograph(scene, 130)
    card = scene.practice.card
    with Source(card) as source:
        seen = source.listing().seen[0]
    return choosing.leaf_through(
        scene.session, lambda: Source(card), {"one": seen}, longest_px=48, fresh=False
    )


def _begin_watching(scene: Scene) -> bool:
    wanted = WatchedFolder(
        path=scene.practice.card, origin=Origin.PRACTICE, removal=Removal.VERIFIED
    )
    return sourcing.begin_watching(scene.session, wanted, ()).path == scene.practice.card


def _back_up(scene: Scene) -> bool:
    made = safekeeping.back_up(scene.session, scene.out.with_suffix(".backups")).value
    return made.copied == made.objects > 0


def _check_backup(scene: Scene) -> bool:
    return safekeeping.check_backup(scene.session, scene.out.with_suffix(".backups")).ok


def _drill(scene: Scene) -> bool:
    found, _ = safekeeping.drill_backup(scene.session, scene.out.with_suffix(".backups"))
    return found.entries > 0 and not found.problems


_ANOTHER = "seven green kettles sang at dawn"


def _device(scene: Scene) -> str:
    return devices.see_devices(scene.session).devices[0].device.id


def _keep_device(scene: Scene) -> bool:
    device = _device(scene)
    kept = devices.keep_device(scene.session, draft_of(name="Room 3"), device=device).value
    return kept.device.name == "Room 3"


def _set_standing(scene: Scene) -> bool:
    device = _device(scene)
    kept = devices.set_standing(scene.session, device, Standing.RETIRED, "replaced").value
    return kept.device.standing is Standing.RETIRED


def _set_policy(scene: Scene) -> bool:
    wanted = DevicePolicy(review_months=6)
    return devices.set_device_policy(scene.session, wanted).value == wanted


def _report_lost(scene: Scene) -> bool:
    report = devices.report_lost(scene.session, _device(scene), "left on the bus").value
    return report.device.standing is Standing.LOST


def _admit(scene: Scene) -> bool:
    """Hold what is let in where the role may, so that the order of the table is free."""
    if Act.ADMIT_ARRIVAL in MAY[scene.session.role]:
        held = {"state": "quarantined", "set_aside_because": "device_unknown"}
        with scene.session.vault.change() as tx:
            this = sa.update(arrival).where(arrival.c.id == scene.waiting[2])
            tx.connection.execute(this.values(held))
            tx.audit(Event(act="test", body={}))
    let_in = devices.admit_arrivals(scene.session, (scene.waiting[2],), "seen").value
    return let_in == (scene.waiting[2],)


def _another(scene: Scene) -> str:
    return NIA if scene.session.role is Role.RECEPTIONIST else RHYS


def _change_passphrase(scene: Scene) -> bool:
    own = passphrase_of(NAME_OF.get(scene.session.role, "nobody"))
    staffing.change_passphrase(scene.session, old=own, new=_ANOTHER, cost=CHEAP)
    return True


TWO_OF_THREE = RecoveryPlan.TWO_OF_THREE


def _proposed() -> recovering.ProposedRecovery:
    fresh = new_recovery(TWO_OF_THREE)
    return recovering.ProposedRecovery(vault_id=VaultId("v-1"), sheets=(), fresh=fresh)


TABLE: dict[str, Row] = {
    "attaching.attach": Row("RNC", Act.ATTACH_IMAGES, _attach),
    "messages.look_into_files": Row(
        "RNC",
        Act.ATTACH_IMAGES,
        lambda s: not messages.look_into_files(s.session, (s.practice.card,))[0].is_message,
    ),
    "attaching.attached_today": Row(
        "RNC",
        Act.LIST_ATTACHED,
        lambda s: len(attaching.attached_today(s.session)) == 1,
    ),
    "front_desk.FrontDesk": Row("RNC", Act.ATTACH_IMAGES, _front_desk),
    "auditing.read_audit": Row(
        "MK", Act.READ_AUDIT, lambda s: bool(auditing.read_audit(s.session))
    ),
    "auditing.export_audit": Row("MK", Act.EXPORT_AUDIT, _export),
    "auditing.export_audit_csv": Row("MK", Act.EXPORT_AUDIT, _export_csv),
    "checking.check_trail": Row("MK", Act.CHECK_TRAIL, _check_trail),
    "checking.accept_trail": Row(
        "MK", Act.CHECK_TRAIL, lambda s: checking.accept_trail(s.session, "restored").value == 0
    ),
    "comparing.compare_whole": Row(
        "RNCMK", None, lambda s: comparing.compare_whole(s.session) == ()
    ),
    "consenting.record_consent": Row(
        "NC",
        Act.RECORD_CONSENT,
        lambda s: bool(consenting.record_consent(s.session, ETHEL, agreed()).value.id),
    ),
    "consenting.list_consents": Row(
        "NCK", Act.LIST_CONSENTS, lambda s: bool(consenting.list_consents(s.session, ETHEL))
    ),
    "counting.count_images": Row(
        "RNCMK", Act.COUNT_IMAGES, lambda s: counting.count_images(s.session).received >= 4
    ),
    "devices.see_devices": Row(
        "RNCMK", Act.SEE_DEVICES, lambda s: bool(devices.see_devices(s.session).devices)
    ),
    "devices.what_it_holds": Row(
        "RNCMK",
        Act.SEE_DEVICES,
        lambda s: devices.what_it_holds(s.session, _device(s)).photographs == 0,
    ),
    "devices.keep_device": Row("M", Act.MANAGE_DEVICES, _keep_device),
    "devices.set_device_policy": Row("M", Act.MANAGE_DEVICES, _set_policy),
    "devices.report_lost": Row("RNCM", Act.REPORT_LOST, _report_lost),
    "devices.set_standing": Row("M", Act.MANAGE_DEVICES, _set_standing),
    "devices.admit_arrivals": Row("CM", Act.ADMIT_ARRIVAL, _admit),
    "drafting.open_drafts": Row("NCK", Act.OPEN_DRAFTS, _open_drafts),
    "drafting.keep_draft": Row(
        "NC",
        Act.KEEP_DRAFT,
        lambda s: bool(drafting.keep_draft(s.session, Draft(arrival=s.waiting[1]))),
    ),
    "taking_back.take_back": Row("NC", Act.TAKE_BACK, _take_back),
    "run_note.note_run": Row(
        "RNC", Act.RECEIVE_IMAGES, lambda s: run_note.note_run(s.session, IntakeReport()) is None
    ),
    "slip_runs.sort_report": Row("RNC", Act.RECEIVE_IMAGES, _sort_report),
    "slip_runs.sort_run": Row(
        "RNC",
        Act.RECEIVE_IMAGES,
        lambda s: slip_runs.sort_run(s.session, _seen_slip(), finished=True) == SlipAccount(),
    ),
    "slipping.make_slip": Row(
        "NC",
        Act.MAKE_SLIP,
        lambda s: len(slipping.make_slip(s.session, ETHEL, hours=4).value.squares) > 20,
    ),
    "slipping.open_slips": Row(
        "NC", Act.MAKE_SLIP, lambda s: len(slipping.open_slips(s.session)) == 1
    ),
    "slipping.withdraw_slip": Row("NC", Act.WITHDRAW_SLIP, _withdraw_slip),
    "slipping.slip_page": Row(
        "NC", Act.MAKE_SLIP, lambda s: bool(slipping.slip_page(s.session, SLIP).boxes)
    ),
    "slipping.save_slip": Row("NC", Act.MAKE_SLIP, _save_slip),
    "splitting.split_series": Row(
        "NC",
        Act.SPLIT_SERIES,
        lambda s: bool(splitting.split_series(s.session, s.waiting[1]).value),
    ),
    "card_ledger.LedgerRun": Row(
        "RNC",
        Act.RECEIVE_IMAGES,
        lambda s: bool(card_ledger.LedgerRun(s.session, _CARD, Origin.OWN).card_id),
    ),
    "card_runs.CardRuns": Row(
        "RNC",
        Act.RECEIVE_IMAGES,
        lambda s: card_runs.CardRuns(s.session, s.practice.card, Origin.OWN).end() is None,
    ),
    "card_runs.note_lying": Row(
        "RNC",
        Act.RECEIVE_IMAGES,
        lambda s: card_runs.note_lying(s.session, s.practice.card, _CARD, IntakeReport()) is None,
    ),
    "devices.check_device": Row(
        "RNC", Act.RECEIVE_IMAGES, lambda s: devices.check_device(s.session, "") is None
    ),
    "card_ledger.note_card": Row(
        "RNCMK",
        Act.LIST_SOURCES,
        lambda s: bool(card_ledger.note_card(s.session, _CARD, lying=1, fresh=0)),
    ),
    "card_ledger.list_cards": Row(
        "RNCMK", Act.LIST_SOURCES, lambda s: len(card_ledger.list_cards(s.session)) >= 1
    ),
    "card_ledger.open_card": Row(
        "RNCMK", Act.LIST_SOURCES, lambda s: card_ledger.open_card(s.session, _card(s)).lying == 1
    ),
    "card_ledger.attest_backup": Row(
        "RNC",
        Act.ATTEST_BACKUP,
        lambda s: bool(
            card_ledger.attest_backup(
                s.session, _card(s), not_synchronised=True, not_kept=True
            ).value.attested_at
        ),
    ),
    "card_ledger.card_cleared": Row(
        "RNC",
        Act.RECEIVE_IMAGES,
        lambda s: card_ledger.card_cleared(s.session, _card(s), "formatted").value == 0,
    ),
    "absorbing.absorb": Row("NC", Act.ABSORB_SPOOL, _absorb),
    "emptying.receive_folder": Row("RNC", Act.RECEIVE_IMAGES, _receive),
    "watching.Watcher": Row("RNC", Act.RECEIVE_IMAGES, _watcher),
    "watching.watch_folder": Row("RNC", Act.RECEIVE_IMAGES, _watch),
    "receiving.Receiver": Row("RNC", Act.RECEIVE_IMAGES, _receiver),
    "recovering.propose_recovery": Row(
        "K",
        Act.RENEW_RECOVERY,
        lambda s: len(recovering.propose_recovery(s.session, TWO_OF_THREE).sheets) == 3,
    ),
    "recovering.renew_recovery": Row(
        "K",
        Act.RENEW_RECOVERY,
        lambda s: recovering.renew_recovery(s.session, _proposed()).value is TWO_OF_THREE,
    ),
    "removing.remove_source": Row("RNC", Act.RECEIVE_IMAGES, _remove),
    "identifying.identify": Row(
        "NC",
        Act.IDENTIFY_IMAGE,
        lambda s: bool(
            identifying.identify(
                s.session, (s.waiting[0],), patient=ETHEL, consent=s.consent, second=BORN[ETHEL]
            ).value.arrivals
        ),
    ),
    "filing.file_image": Row(
        "C",
        Act.FILE_IMAGE,
        lambda s: bool(
            filings.file_image(s.session, s.waiting[1], filing(ETHEL, s.consent)).value.image
        ),
    ),
    "inbox.list_inbox": Row(
        "RNCMK", Act.LIST_INBOX, lambda s: bool(inbox.list_inbox(s.session).waiting)
    ),
    "inbox.open_arrival": Row("NCK", Act.VIEW_ARRIVAL, _open_arrival),
    "assisting.trace_edge": Row(
        "NCK",
        Act.VIEW_ARRIVAL,
        lambda s: bool(assisting.trace_edge(s.session, s.waiting[0], Rough(x=9, y=9, w=9, h=9))),
    ),
    "assisting.align_arrivals": Row(
        "NCK",
        Act.VIEW_ARRIVAL,
        lambda s: bool(assisting.align_arrivals(s.session, s.waiting[0], s.waiting[0])),
    ),
    "inbox.find_faces": Row(
        "NCK", Act.FIND_FACES, lambda s: inbox.find_faces(s.session, s.waiting[0]).width_px == 96
    ),
    "inbox.reject_arrivals": Row(
        "NC",
        Act.REJECT_ARRIVAL,
        lambda s: bool(inbox.reject_arrivals(s.session, (s.waiting[2],), "blurred").value),
    ),
    "patients.import_patients": Row(
        "RNCM",
        Act.IMPORT_PATIENTS,
        lambda s: (
            patients.import_patients(
                s.session, PATIENTS + b"9990000034,Wren,Mair,Ms,1960-05-06,female\n"
            ).value.added
            == 1
        ),
    ),
    "patients.find_patients": Row(
        "RNCMK",
        Act.FIND_PATIENTS,
        lambda s: len(patients.find_patients(s.session, "sparrow").patients) == 1,
    ),
    "patients.add_patient": Row(
        "RNCM",
        Act.ADD_PATIENT,
        lambda s: bool(patients.add_patient(s.session, _SOMEBODY).value.id),
    ),
    "sourcing.recall": Row("RNCMK", Act.LIST_SOURCES, _recall),
    "sourcing.look_at_source": Row("RNCMK", Act.LIST_SOURCES, lambda s: _look(s).files >= 0),
    "sourcing.note_card": Row(
        "RNCMK", Act.LIST_SOURCES, lambda s: sourcing.note_card(s.session, NOTHING) is None
    ),
    "sourcing.note_listing": Row(
        "RNCMK", Act.LIST_SOURCES, lambda s: sourcing.note_listing(s.session, sources=0) is None
    ),
    "sourcing.not_cleared": Row(
        "RNCMK", Act.LIST_SOURCES, lambda s: sourcing.not_cleared(s.session).failed == 0
    ),
    "sourcing.confirm_cleared": Row(
        "RNC",
        Act.RECEIVE_IMAGES,
        lambda s: sourcing.confirm_cleared(s.session, "formatted").value == 0,
    ),
    "sourcing.begin_watching": Row("NCM", Act.WATCH_FOLDER, _begin_watching),
    "sourcing.end_watching": Row(
        "NCM",
        Act.WATCH_FOLDER,
        lambda s: sourcing.end_watching(s.session, s.practice.card) is None,
    ),
    "sourcing.set_card_removal": Row(
        "NCM",
        Act.WATCH_FOLDER,
        lambda s: sourcing.set_card_removal(s.session, CardRemoval.NEVER) is None,
    ),
    "safekeeping.back_up": Row("CMK", Act.BACK_UP, _back_up),
    "safekeeping.check_backup": Row("CMK", Act.CHECK_BACKUP, _check_backup),
    "safekeeping.drill_backup": Row("MK", Act.RECOVERY_DRILL, _drill),
    "safekeeping.backup_state": Row(
        "CMK", Act.BACK_UP, lambda s: bool(safekeeping.backup_state(s.session).made_at)
    ),
    "signing_in.held_keys": Row("RNCMK", None, lambda s: bool(signing_in.held_keys(s.session))),
    "users.add_user": Row(
        "CMK",
        Act.ADD_USER,
        lambda s: bool(users.add_user(s.session, person("new", Role.NURSE), cost=CHEAP).value),
    ),
    "users.grant": Row(
        "CMK", Act.GRANT_KEYS, lambda s: users.grant(s.session, NIA).value.name == NIA
    ),
    "users.list_users": Row(
        "RNCMK", Act.LIST_USERS, lambda s: len(users.list_users(s.session)) >= 4
    ),
    "binding.bind_device": Row("RNCM", Act.BIND_DEVICE, _bind),
    "binding.unbind_device": Row("RNCM", Act.BIND_DEVICE, _unbind),
    "verifying.verify_vault": Row(
        "RNCMK", Act.VERIFY_VAULT, lambda s: verifying.verify_vault(s.session, _quiet).ok
    ),
    "viewing.open_record": Row(
        "NCK", Act.OPEN_RECORD, lambda s: bool(viewing.open_record(s.session, ETHEL).images)
    ),
    "viewing.list_images": Row(
        "NCK", Act.LIST_IMAGES, lambda s: len(viewing.list_images(s.session, ETHEL)[1]) >= 1
    ),
    "viewing.view_image": Row("NCK", Act.VIEW_IMAGE, _opens_image(viewing.view_image)),
    "viewing.view_original": Row(
        "CK", Act.VIEW_ORIGINAL, _opens_image(viewing.view_original, "second opinion")
    ),
    "pasting.receive_pasted": Row("RNC", Act.RECEIVE_IMAGES, _paste),
    "choosing.look_into": Row("RNCMK", Act.LIST_SOURCES, _look_into),
    "choosing.leaf_through": Row("NC", Act.VIEW_CARD, _paints(_leaf_through)),
    "tethering.begin_tether": Row(
        "RNC",
        Act.RECEIVE_IMAGES,
        lambda s: tethering.begin_tether(s.session, " heel ", Removal.NEVER).text == "heel",
    ),
    "tethering.resume_tether": Row(
        "RNC",
        Act.RECEIVE_IMAGES,
        lambda s: tethering.resume_tether(s.session, "", Removal.NEVER).text == "",
    ),
    "tethering.end_tether": Row(
        "RNC",
        Act.RECEIVE_IMAGES,
        lambda s: tethering.end_tether(s.session, arrived=2) is None,
    ),
    "tethering.note_shutter": Row(
        "RNC", Act.RECEIVE_IMAGES, lambda s: tethering.note_shutter(s.session) is None
    ),
    "setting_aside.set_aside": Row("NC", Act.SET_ASIDE, _set_aside),
    "picturing.thumbnails": Row(
        "NCK",
        Act.VIEW_ARRIVAL,
        _paints(lambda s: picturing.thumbnails(s.session, (s.waiting[0], s.image), longest_px=48)),
    ),
    "picturing.open_picture": Row(
        "NCK",
        Act.VIEW_IMAGE,
        _paints(lambda s: picturing.open_picture(s.session, s.image, longest_px=0)),
    ),
    "picturing.open_original": Row(
        "CK",
        Act.VIEW_ORIGINAL,
        _paints(lambda s: picturing.open_original(s.session, s.image, "opinion", longest_px=0)),
    ),
    "second_looking.list_second_looks": Row(
        "C",
        Act.SECOND_LOOK,
        lambda s: second_looking.list_second_looks(s.session) == (),
    ),
    "second_looking.take_second_look": Row("C", Act.SECOND_LOOK, _take_look),
    "second_looking.decide_second_look": Row("C", Act.SECOND_LOOK, _decide_look),
    "second_looking.redaction_policy_in_force": Row(
        "M",
        Act.MANAGE_REDACTION,
        lambda s: not second_looking.redaction_policy_in_force(s.session).second_look,
    ),
    "second_looking.set_redaction_policy": Row("M", Act.MANAGE_REDACTION, _set_filing_rules),
    "revising.open_for_revision": Row(
        "C",
        Act.REVISE_IMAGE,
        _paints(lambda s: revising.open_for_revision(s.session, s.image, "a box too many")),
    ),
    "revising.find_faces_again": Row(
        "C",
        Act.REVISE_IMAGE,
        lambda s: revising.find_faces_again(s.session, s.image, "why").width_px == 96,
    ),
    "revising.trace_again": Row(
        "C",
        Act.REVISE_IMAGE,
        lambda s: bool(revising.trace_again(s.session, s.image, Rough(x=9, y=9, w=9, h=9), "why")),
    ),
    "mend_drafts.keep_revision": Row("C", Act.REVISE_IMAGE, _keep_revision),
    "revising.revise_image": Row("C", Act.REVISE_IMAGE, _revise),
    "viewing.save_image": Row("CK", Act.SAVE_IMAGE, _save),
    "migrating.migrate_vault": Row(
        "RNCMK",
        Act.MIGRATE_VAULT,
        lambda s: not migrating.migrate_vault(s.session).is_changed,
    ),
    "scrubbing.scrub_vault": Row(
        "CK",
        Act.SCRUB_VAULT,
        lambda s: scrubbing.scrub_vault(s.session, scrubbing.How()).checked >= 5,
    ),
    "staffing.change_passphrase": Row("RNCM", Act.CHANGE_PASSPHRASE, _change_passphrase),
    "staffing.owed_keys": Row(
        "RNCMK", Act.LIST_USERS, lambda s: staffing.owed_keys(s.session) == ()
    ),
    "staffing.set_role": Row(
        "CMK",
        Act.SET_ROLE,
        lambda s: bool(
            staffing.set_role(s.session, _another(s), Role.CLINICIAN).value.member.user_id
        ),
    ),
    "staffing.renew_user": Row(
        "CMK",
        Act.RENEW_USER,
        lambda s: bool(
            staffing.renew_user(s.session, _another(s), _ANOTHER, cost=CHEAP).value.user_id
        ),
    ),
    "staffing.disable_user": Row(
        "CMK",
        Act.DISABLE_USER,
        lambda s: Domain.CATALOGUE in staffing.disable_user(s.session, _another(s)).value.renewed,
    ),
    "staffing.rotate_keys": Row(
        "CMK",
        Act.ROTATE_KEYS,
        lambda s: bool(staffing.rotate_keys(s.session, owed_only=False).value.values),
    ),
    "destroying.list_destroyed": Row(
        "CM",
        Act.DESTROY_IMAGE,
        lambda s: destroying.list_destroyed(s.session) == (),
    ),
    "daily_backup.settle_daily_backup": Row("CMK", Act.BACK_UP, _settle_daily),
    "daily_backup.back_up_today": Row(
        "CMK",
        Act.BACK_UP,
        lambda s: (
            _settle_daily(s) and bool(daily_backup.back_up_today(s.session, s.out.parent / "daily"))
        ),
    ),
    "originals.list_originals": Row(
        "CMK",
        Act.LIST_ORIGINALS,
        lambda s: originals.list_originals(s.session).policy.review_months == 6,
    ),
    "originals.originals_policy_in_force": Row(
        "M",
        Act.MANAGE_REDACTION,
        lambda s: originals.originals_policy_in_force(s.session).review_months == 6,
    ),
    "originals.set_originals_policy": Row("M", Act.MANAGE_REDACTION, _settle_originals),
    "originals.keep_original": Row("C", Act.KEEP_ORIGINAL, _keep_original),
    "destroying.destroy_original": Row("C", Act.DESTROY_ORIGINAL, _destroy_original),
    "destroying.destroy_image": Row(  # the last: nothing opens the image afterwards
        "CM",
        Act.DESTROY_IMAGE,
        lambda s: destroying.destroy_image(s.session, s.image, "retention").value.finished,
    ),
}


def _public_calls() -> set[str]:
    """Return every public function and class of the workflow that begins with a session."""
    found = set()
    for info in pkgutil.iter_modules(workflow.__path__):
        module = importlib.import_module(f"{workflow.__name__}.{info.name}")
        for name, thing in vars(module).items():
            own = getattr(thing, "__module__", "") == module.__name__
            if name.startswith("_") or not own or not callable(thing):
                continue
            if inspect.isclass(thing) and "__dataclass_fields__" in vars(thing):
                continue
            first = next(iter(inspect.signature(thing).parameters.values()), None)
            if first is not None and first.annotation in (Session, "Session"):
                found.add(f"{info.name}.{name}")
    return found


def test_every_call_is_in_the_table():
    assert sessions.Session is Session
    assert _public_calls() == set(TABLE)


def test_every_act_is_asked_for_by_a_call():
    assert {row.act for row in TABLE.values()} - {None} == set(Act)


def test_the_table_and_the_programs_own_agree():
    """But for the audit, a backup and devices: a clinician needs the governance key for those."""
    for name, row in TABLE.items():
        if row.act is None:
            continue
        theirs = {letter for letter, role in ROLES.items() if row.act in MAY[role]}
        if row.act in (
            Act.READ_AUDIT,
            Act.EXPORT_AUDIT,
            Act.CHECK_TRAIL,
            Act.RECOVERY_DRILL,
            Act.MANAGE_DEVICES,
            Act.MANAGE_REDACTION,
        ):
            theirs.discard("C")
        assert theirs == set(row.who), name


@dataclass(frozen=True, kw_only=True)
class Prepared:
    """A practice to copy, and what is in it."""

    practice: Practice
    image: str
    consent: str
    waiting: tuple[str, ...]


@pytest.fixture(scope="module")
def prepared(working_once: Practice, tmp_path_factory) -> Prepared:
    return prepare(working_once, tmp_path_factory.mktemp("prepared"))


def prepare(working_once: Practice, folder: Path) -> Prepared:
    """Ethel has one image in her record; three arrivals wait, one of them with a draft."""
    practice, image, consent = with_a_record(working_once, folder)
    clinician = practice.sign_in(CLARE)
    with clinician.vault:
        listed = inbox.list_inbox(clinician).waiting
        assert {one.state for one in listed} == {ImageState.ARRIVED}
        waiting = tuple(one.arrival for one in listed)
        drafting.keep_draft(clinician, Draft(arrival=waiting[1], seen=True))
    manager = practice.sign_in(MONA)
    with manager.vault:
        originals.set_originals_policy(manager, OriginalsPolicy(review_months=6))
    return Prepared(practice=practice, image=image, consent=consent, waiting=waiting)


def with_a_record(working_once: Practice, folder: Path) -> tuple[Practice, str, str]:
    """File an image in a copy; return it with the image and the consent."""
    practice = working_once.copied(folder / "practice")
    session = practice.sign_in(CLARE)
    with session.vault:
        consent = consenting.list_consents(session, ETHEL)[0].id
        first = next(one for one in inbox.list_inbox(session).waiting if one.patient is not None)
        filed = filings.file_image(session, first.arrival, filing(ETHEL, consent)).value
    manager = practice.sign_in(MONA)
    with manager.vault:
        devices.keep_device(manager, draft_of())
        card_ledger.note_card(manager, _CARD, lying=1, fresh=0)
    return practice, filed.image, consent


def _scene(prepared: Prepared, tmp_path: Path, role: Role) -> Scene:
    copy = prepared.practice.copied(tmp_path / "practice")
    return Scene(
        session=copy.as_role(role),
        practice=copy,
        waiting=prepared.waiting,
        image=prepared.image,
        consent=prepared.consent,
        out=tmp_path / "out.jpg",
    )


def _state(scene: Scene) -> dict[str, Any]:
    """Return everything that a call could change, but for the audit."""
    with scene.session.vault.change() as tx:
        rows = {
            table.name: sorted(map(repr, tx.connection.execute(sa.select(table))))
            for table in metadata.sorted_tables
            if table is not audit_entry
        }
        tx.audit(Event(act="test", body={}))
    vault = scene.practice.vault
    files = {
        path.relative_to(vault): hashlib.sha256(path.read_bytes()).hexdigest()
        for folder in ("objects", "tmp")
        for path in (vault / folder).rglob("*")
        if path.is_file()
    }
    header = (vault / "vault.json").read_bytes()
    return {"rows": rows, "files": files, "header": header, "out": scene.out.exists()}


def _last_refusals(scene: Scene) -> list[tuple[str, str]]:
    with scene.session.vault.change() as tx:
        query = sa.select(audit_entry).order_by(audit_entry.c.seq.desc()).limit(1)
        newest = tx.connection.execute(query).one()
        tx.audit(Event(act="test", body={}))
    return [(newest.act, newest.subject)]


@pytest.mark.parametrize("letter", ROLES)
def test_what_a_role_may_do_works(prepared, tmp_path, letter):
    scene = _scene(prepared, tmp_path, ROLES[letter])
    done = 0
    with scene.session.vault:
        for name, row in TABLE.items():
            if letter in row.who:
                assert row.call(scene), name
                done += 1
    assert done == sum(letter in row.who for row in TABLE.values())


@pytest.mark.parametrize("letter", ROLES)
def test_what_a_role_may_not_do_is_refused_audited_and_changes_nothing(prepared, tmp_path, letter):
    scene = _scene(prepared, tmp_path, ROLES[letter])
    card = sorted(scene.practice.card.iterdir())
    with scene.session.vault:
        before = _state(scene)
        for name, row in TABLE.items():
            if letter in row.who:
                continue
            with pytest.raises(NotPermittedError) as refused:
                row.call(scene)
            assert _last_refusals(scene)[0][0] == "refused", name
            assert row.act is not None
            assert refused.value.facts == {
                "act": row.act.value,
                "role": ROLES[letter].value,
            }, name
            for extra in scene.practice.card.iterdir():
                assert extra.name.startswith(("NEW_", "GONE")), name
            assert _state(scene) == before, name
    assert all(path.exists() for path in card)
    assert (scene.practice.card / "GONE.JPG").exists() is (letter in "MK")


def test_a_refusal_says_who_and_what_to_the_manager(prepared, tmp_path):
    scene = _scene(prepared, tmp_path, Role.RECEPTIONIST)
    with scene.session.vault:
        with pytest.raises(NotPermittedError):
            viewing.view_image(scene.session, scene.image)
        who = scene.session.user
    session = scene.practice.as_role(Role.MANAGER)
    with session.vault:
        line = next(line for line in auditing.read_audit(session) if line.act == "refused")
    assert (line.user, line.subject) == (who, scene.image)
    assert line.body == {
        "act": "view_image",
        "role": "receptionist",
        "missing_keys": ["clinical"],
    }


def test_nothing_works_with_a_closed_vault(prepared, tmp_path):
    scene = _scene(prepared, tmp_path, Role.CLINICIAN)
    scene.session.vault.close()
    with pytest.raises(sa.exc.SQLAlchemyError):
        inbox.list_inbox(scene.session)


def _newest(scene: Scene) -> int:
    with scene.session.vault.reading() as tx:
        return audit.last(tx.connection)[0]


def _acts_after(scene: Scene, seq: int) -> set[str]:
    with scene.session.vault.reading() as tx:
        found = audit.entries(tx.connection, after=seq)
        assert {entry.facts["user"] for entry in found} <= {scene.session.user}
        return {entry.facts["act"] for entry in found}


@pytest.mark.parametrize("letter", ROLES)
def test_every_call_of_every_role_leaves_its_entry(prepared, tmp_path, letter):
    """Views, small pictures, copies, exports, removals from cards: nothing goes unseen."""
    scene = _scene(prepared, tmp_path, ROLES[letter])
    odd = {}
    with scene.session.vault:
        for name, row in TABLE.items():
            if letter not in row.who:
                continue
            before = _newest(scene)
            row.call(scene)
            acts = _acts_after(scene, before) - {"test"}
            if row.act is None or row.act.value not in acts:
                odd[name] = acts
    silent = {name for name, acts in odd.items() if not acts}
    assert silent <= _SILENT
    told = {name: acts for name, acts in odd.items() if acts}
    assert told == {name: told[name] for name in told if told[name] == _OTHER_WORDS.get(name)}


_OTHER_WORDS = {
    "card_ledger.LedgerRun": {"card_begun"},
    "card_ledger.card_cleared": {"cleared_confirmed"},
    "checking.accept_trail": {"trail_accepted"},
    "comparing.compare_whole": {"heads_compared"},
    "daily_backup.settle_daily_backup": {"daily_backup_set"},
    "destroying.list_destroyed": {"destroyed_listed"},
    "watching.watch_folder": {"intake_finished"},
    "removing.remove_source": {"remove_source"},
    "revising.find_faces_again": {"revision_begun"},
    "revising.open_for_revision": {"revision_begun"},
    "revising.trace_again": {"revision_begun"},
    "mend_drafts.keep_revision": {"revision_kept"},
    "second_looking.list_second_looks": {"second_looks_listed"},
    "originals.originals_policy_in_force": {"originals_policy_seen"},
    "second_looking.redaction_policy_in_force": {"redaction_policy_seen"},
    "safekeeping.backup_state": {"backup_asked"},
    "run_note.note_run": {"intake_finished"},
    "slip_runs.sort_report": {"sort_by_slips"},
    "slip_runs.sort_run": {"sort_by_slips"},
    "slipping.open_slips": {"list_slips"},
    "slipping.save_slip": {"slip_laid_out"},
    "slipping.slip_page": {"slip_laid_out"},
    "sourcing.confirm_cleared": {"cleared_confirmed"},
    "tethering.begin_tether": {"tether_begun"},
    "tethering.resume_tether": {"tether_begun"},
    "tethering.end_tether": {"tether_ended"},
    "tethering.note_shutter": {"shutter_released"},
}
"""Calls whose entry is told by another word than what was asked for."""
_SILENT = frozenset(
    {"watching.Watcher", "signing_in.held_keys", "sourcing.look_at_source", "sourcing.recall"}
    | {"recovering.propose_recovery", "card_runs.CardRuns", "card_runs.note_lying"}
    | {"devices.check_device"}
)
"""Calls that tell nothing of the vault: what lies on a card, which keys one holds, and which
digests came in since they were last asked for, where there are none; no device that is named."""
