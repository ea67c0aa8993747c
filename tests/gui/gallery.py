"""Draws the kit in every theme, language and text size: ``python tests/gui/gallery.py FOLDER``.

A tool for the eye, not a test: it has no assertions.
"""

import itertools
import os
import sys
from datetime import date
from pathlib import Path

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")

from PySide6.QtWidgets import QApplication, QVBoxLayout, QWidget

from desktop import errors
from desktop.ids import PatientId
from desktop.records.patient import Gender, Patient
from desktop.ui.job_facts import Job, JobState
from desktop.ui.look.apply import install, set_look
from desktop.ui.look.tokens import Theme, Tone, tokens
from desktop.ui.phrase import phrase, verbatim
from desktop.ui.widgets.action_bar import ActionBar
from desktop.ui.widgets.app_bar import AppBar
from desktop.ui.widgets.badge import Badge
from desktop.ui.widgets.boxes import CARD, PAGE, Pane, column, row
from desktop.ui.widgets.button import Button, Kind
from desktop.ui.widgets.card import Bar, Card
from desktop.ui.widgets.combo import Combo
from desktop.ui.widgets.confirm_dialog import ConfirmDialog, Truth
from desktop.ui.widgets.empty_state import EmptyState
from desktop.ui.widgets.field import Field, TextArea
from desktop.ui.widgets.flow import Flow
from desktop.ui.widgets.key import Key
from desktop.ui.widgets.key_sheet import KeyGroup, KeySheet
from desktop.ui.widgets.label import Label
from desktop.ui.widgets.labelled import Labelled
from desktop.ui.widgets.notice import Notice
from desktop.ui.widgets.patient_banner import PatientBanner
from desktop.ui.widgets.segments import Segments
from desktop.ui.widgets.side_bar import NavPlace, Section, SideBar
from desktop.ui.widgets.status_strip import StatusStrip, StripFact
from desktop.ui.widgets.tick import RadioGroup, Tick
from desktop.ui.widgets.tool_button import ToolButton
from desktop.ui.words import set_language
from desktop.wording import Language

TODAY = date(2026, 11, 22)
SIAN = Patient(
    id=PatientId("p1"),
    nhs_number="9991287655",
    family_name="Smith",
    given_name="Sian",
    title="Mrs",
    date_of_birth=date(1945, 7, 14),
    gender=Gender.FEMALE,
)
LONG = Patient(
    id=PatientId("p2"),
    family_name="Featherstonehaugh-Cholmondeley-Llewellyn",
    given_name="Myfanwy Angharad Gwenllian Tangwystl",
    title="Professor",
    date_of_birth=date(1938, 2, 1),
)
PLACES = (
    Section(
        verbatim("Work"),
        (
            NavPlace("inbox", "inbox", phrase("inbox.title")),
            NavPlace("patients", "users", verbatim("Patients")),
            NavPlace("slips", "qr-code", verbatim("Session slips")),
        ),
    ),
    Section(
        verbatim("Care for"), (NavPlace("cards", "memory-stick", verbatim("Cards not cleared")),)
    ),
)


def kit_page() -> QWidget:
    """Return the small parts, as in design 12."""
    page = Pane()
    left = column(_buttons(), _fields(), _badges(), _choices(), None, gap=12)
    right = column(_notices(), _type(), _tools(), None, gap=12)
    page.setLayout(row(left, right, gap=16, margins=(24, 24, 24, 24)))
    return page


def _card(title: str, *items: object) -> Card:
    card = Card()
    card.setLayout(column(Label(verbatim(title), role="strong"), *items, gap=10, margins=CARD))
    return card


def _buttons() -> Card:
    lines = []
    for kind in (Kind.PRIMARY, Kind.SECONDARY, Kind.GHOST, Kind.DANGER):
        rest = Button(
            phrase("button.file", count=3), kind=kind, icon="file-check", key="Ctrl+Return"
        )
        off = Button(phrase("button.file", count=3), kind=kind, icon="file-check")
        off.refuse(phrase("editor.painted_for_good"))
        busy = Button(phrase("button.lock"), kind=kind, icon="lock")
        busy.set_busy(True)
        lines.append(row(rest, off, busy, None, gap=14))
    toggle = Button(phrase("button.fit"), icon="maximize", key="L", key_works=False)
    toggle.setCheckable(True)
    toggle.setChecked(True)
    small = Button(phrase("button.undo"), icon="undo-2", height="button_small", key="Ctrl+Z")
    only = Button(phrase("button.redo"), icon="redo-2", icon_only=True, kind=Kind.GHOST)
    after = Button(phrase("button.next_image"), key="Return", after="arrow-right", key_works=False)
    lines.append(row(toggle, small, only, after, Key("Ctrl+F"), None))
    return _card("Buttons", *lines)


def _fields() -> Card:
    rest = Field(verbatim("Site"), clear=True)
    rest.set_value("Left lower leg")
    wrong = Field(phrase("column.nhs_number"), hint=verbatim("Ten digits"), icon="search")
    wrong.set_value("999 128 7656")
    wrong.set_error(verbatim("That NHS number has a wrong digit. Check it against the letter."))
    off = Field(verbatim("Not available"))
    off.setEnabled(False)
    basis = [(n, verbatim(f"6(1)(e) public task {n}")) for n in range(3)]
    combo = Labelled(verbatim("Basis"), Combo(verbatim("Basis"), basis))
    area = TextArea(phrase("editor.needed_because", feature=phrase("feature.birthmark")), lines=2)
    area.set_value("The mole itself is what is being followed up.")
    return _card("Fields", row(rest, wrong, gap=14), row(off, combo, gap=14), area)


def _badges() -> Card:
    holder = QWidget()
    flow = Flow(gap=10, line_gap=8, parent=holder)
    for state in tokens().states:
        flow.addWidget(Badge.of(state))
    return _card("State badges", holder)


def _choices() -> Card:
    on, off, part = (Tick(verbatim(n), tri_state=True) for n in ("Ticked", "Not ticked", "Part"))
    on.setChecked(True)
    part.setCheckState(part.checkState().PartiallyChecked)
    dead = Tick(verbatim("Disabled"))
    dead.setEnabled(False)
    radios = RadioGroup(verbatim("Who"), [(n, verbatim(n)) for n in ("The patient", "A parent")])
    radios.set_value("The patient")
    looks = [(n, phrase(f"editor.{n}")) for n in ("solid", "mosaic", "blur")]
    segments = Segments(phrase("editor.cover_with"), looks)
    segments.set_value("solid")
    segments.set_count("mosaic", 14)
    gates = []
    for feature, verdict in (("face", None), ("tattoo", "absent"), ("badge", "needed")):
        verdicts = [(n, phrase(f"verdict.{n}")) for n in ("obscured", "absent", "needed")]
        gate = Segments(phrase(f"feature.{feature}"), verdicts, small=True, must_decide=True)
        gate.set_value(verdict)
        gates.append(row(Label(phrase(f"feature.{feature}"), weight=500), None, gate))
    bar = Bar(verbatim("Copying"))
    bar.set_progress(11, 14)
    return _card(
        "Choices", row(on, off, part, dead, None), radios, row(segments, None), *gates, bar
    )


def _notices() -> Card:
    failed = Notice()
    failed.show_error(errors.GateOpenError("undecided", feature="face"))
    failed.offer(verbatim("Go on copying"), icon="refresh-cw", key="F5")
    failed._toggle()
    warn = Notice(Tone.WARN)
    warn.show_words(verbatim("3 patients have this name"), verbatim("Ask for the date of birth."))
    good = Notice(Tone.OK)
    good.show_words(phrase("inbox.copied_safe", count=3))
    return _card("Notices", failed, warn, good)


def _type() -> Card:
    roles = [
        Label(verbatim(f"{role}: Ŵyna, ŷ, 999 128 7655"), role=role)
        for role in ("display", "h1", "h2", "h3", "strong", "body", "small", "cap")
    ]
    return _card("Type", *roles)


def _tools() -> Card:
    tools = [
        ToolButton(phrase(f"editor.{name}"), icon=icon, key=key)
        for name, icon, key in (
            ("select", "mouse-pointer-2", "V"),
            ("rectangle", "square", "R"),
            ("ellipse", "circle", "E"),
            ("find_faces", "scan-face", "D"),
        )
    ]
    tools[0].setChecked(True)
    stage = Pane("stage")
    fit = Button(phrase("button.fit"), kind=Kind.STAGE, height="button_small")
    show = Button(
        phrase("button.show_original"), kind=Kind.STAGE, icon="eye", key="\\", key_works=False
    )
    stage.setLayout(row(fit, show, None, margins=(12, 12, 12, 12)))
    return _card("Tools", row(*tools, None), stage)


def frame_page() -> QWidget:
    """Return the frame of a list screen and of a task."""
    page = Pane()
    bar = AppBar()
    bar.show_practice("Meddygfa Bryn Celyn")
    bar.show_person("Cerys Morgan", phrase("role.nurse"))
    task = AppBar()
    task.show_task(phrase("inbox.title"), verbatim("Mole, left cheek"), verbatim("6 images"))
    task.show_person("Dr Dafydd Hughes", phrase("role.clinician"))
    one, two, dead = PatientBanner(), PatientBanner(), PatientBanner()
    one.show_patient(SIAN, TODAY)
    one.show_tag(phrase("badge.consent_recorded"))
    two.show_patient(LONG, TODAY)
    two.offer_change(offered=True)
    dead.show_patient(SIAN, TODAY, died=date(2026, 5, 3))
    side = SideBar(PLACES, foot=(NavPlace("help", "circle-help", verbatim("Help")),))
    side.set_current("inbox")
    side.set_count("inbox", 14, Tone.INFO)
    side.set_count("cards", 2, Tone.WARN)
    empty = EmptyState(
        phrase("inbox.empty"),
        phrase("inbox.empty_hint"),
        icon="memory-stick",
        buttons=(
            Button(phrase("button.add_files"), kind=Kind.PRIMARY, icon="folder-open", key="Ctrl+O"),
        ),
        tip=phrase("inbox.flash_memory"),
        tip_icon="qr-code",
    )
    middle = row(side, gap=0)
    middle.addLayout(column(empty, margins=PAGE), 1)
    layout = QVBoxLayout(page)
    layout.setContentsMargins(0, 0, 0, 0)
    layout.setSpacing(0)
    for widget in (bar, task, one, two, dead):
        layout.addWidget(widget)
    layout.addLayout(middle, 1)
    for widget in (*_strips(), _action_bar()):
        layout.addWidget(widget)
    return page


def _strips() -> list[StatusStrip]:
    facts = (
        StripFact(verbatim("Vault open"), "shield-check", Tone.OK),
        StripFact(verbatim("No network in use")),
        StripFact(verbatim("Last backup 03:10 today, checked")),
    )
    running, failed, message = StatusStrip(), StatusStrip(), StatusStrip()
    for strip in (running, failed, message):
        strip.show_facts(facts)
    job = Job("a", verbatim("Copying from card"), verbatim("11 of 14 verified"), 11, 14)
    running.show_jobs((job, job))
    failed.show_jobs(
        (Job("b", verbatim("Copying stopped"), verbatim("11 of 14"), 11, 14, JobState.FAILED),)
    )
    message.show_message(verbatim("12 of 14 filed, 2 need attention"), Tone.WARN)
    return [running, failed, message]


def _action_bar() -> ActionBar:
    bar = ActionBar(
        Button(phrase("button.reject_image"), kind=Kind.GHOST, icon="trash-2"),
        Button(phrase("button.next_image"), key="Return", after="arrow-right", key_works=False),
        Button(
            phrase("button.file", count=3), kind=Kind.PRIMARY, icon="file-check", key="Ctrl+Return"
        ),
    )
    bar.show_summary(verbatim("3 ready, 2 to check, 1 needs redaction"))
    bar.show_missing(verbatim("Two decisions left on this image: Face, Name badge"))
    return bar


def shoot(folder: Path, name: str, theme: Theme, language: Language, scale: float) -> None:
    """Draw everything once."""
    set_language(language)
    set_look(theme, scale)
    what = f"{theme.value}-{language.value}-{round(scale * 100)}"
    for kind, page in (("kit", kit_page()), ("frame", frame_page())):
        page.resize(1440, 900)
        if kind == "kit":
            page.resize(round(1440 * scale**0.5), round(1080 * scale))
        page.show()
        for _ in range(3):
            QApplication.processEvents()
        page.grab().save(str(folder / f"{kind}-{what}.png"))
        if kind == "frame":
            for title, dialog in _dialogs(page):
                dialog.open()
                QApplication.processEvents()
                dialog.grab().save(str(folder / f"{title}-{what}.png"))
                dialog.close()
        page.close()
        page.deleteLater()


def _dialogs(page: QWidget) -> list[tuple[str, ConfirmDialog | KeySheet]]:
    ask = ConfirmDialog(
        page,
        verbatim("File 3 images to this patient?"),
        phrase("button.file", count=3),
        icon="file-check",
        patient=(SIAN, TODAY),
        truths=(
            Truth(verbatim("Consent covers care and advice")),
            Truth(verbatim("You can undo for 10 minutes."), Tone.MUTE, "clock"),
        ),
    )
    groups = tuple(
        KeyGroup(
            phrase("inbox.title"),
            tuple((k, verbatim(f"Does {k}")) for k in ("Ctrl+F", "Ctrl+Shift+Z", "X", "1 2 3")),
        )
        for _ in range(4)
    )
    return [("confirm", ask), ("keys", KeySheet(page, groups))]


def main() -> None:
    """Draw the kit into the folder named on the command line."""
    folder = Path(sys.argv[1])
    folder.mkdir(parents=True, exist_ok=True)
    app = QApplication([])
    install(app, chosen=Theme.LIGHT)
    for theme, language, scale in itertools.product(Theme, Language, (1.0, 2.0)):
        shoot(folder, "kit", theme, language, scale)


if __name__ == "__main__":
    main()
