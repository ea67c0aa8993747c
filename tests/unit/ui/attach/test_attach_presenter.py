"""What the attach screen decides, without a window."""

from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest
from support.fake_lane import FakeLane
from support.waiting import SIAN, SIAN_TOO, desk_for

from desktop.errors import KeeperGoneError, RecordInvalidError
from desktop.keeper.calls import Attach, FindPatients
from desktop.keeper.card_calls import LookIntoFiles
from desktop.records.attached import ATTACHED, PENDING, REFUSED, AttachedFile, LookedInto
from desktop.records.found import Found
from desktop.records.patient import Patient
from desktop.records.role import Role
from desktop.ui.attach.form import Form
from desktop.ui.attach.presenter import AttachPresenter
from desktop.ui.finder.finder import PAUSE_MS
from desktop.ui.jobs import JobState
from desktop.ui.lane import Scope
from desktop.ui.phrase import Joined, phrase, say
from desktop.wording import Language


@dataclass
class View:
    forms: list[Form] = field(default_factory=list)
    found: list[Found | None] = field(default_factory=list)
    errors: list[Any] = field(default_factory=list)
    folders: int = 0
    asked: list[Form] = field(default_factory=list)
    results: list[tuple[AttachedFile, ...]] = field(default_factory=list)

    def show_form(self, form: Form) -> None:
        self.forms.append(form)

    def show_found(self, found: Found | None) -> None:
        self.found.append(found)

    def show_error(self, error: Any) -> None:
        self.errors.append(error)

    def show_no_folders(self) -> None:
        self.folders += 1

    def ask(self, form: Form) -> None:
        self.asked.append(form)

    def show_result(self, done: tuple[AttachedFile, ...], _patient: Patient) -> None:
        self.results.append(done)


SMITHS = Found(
    patients=(SIAN, SIAN_TOO), similar=frozenset({SIAN.id}), not_understood=(), listed=9214
)


def no_messages(call: LookIntoFiles) -> tuple[LookedInto, ...]:
    return tuple(LookedInto(path=path) for path in call.files)


class Bench:
    def __init__(self, tmp_path: Path) -> None:
        self.lane = FakeLane({FindPatients: SMITHS, LookIntoFiles: no_messages}, held=False)
        self.desk = desk_for(self.lane, Role.RECEPTIONIST)
        self.scope = Scope()
        self.view = View()
        self.presenter = AttachPresenter(self.view, self.desk, self.scope)
        self.files = [tmp_path / name for name in ("a.jpg", "b.jpg")]
        for file in self.files:
            file.write_bytes(b"x")
        self.presenter.begin()

    def fill_in(self, patient: Patient = SIAN) -> None:
        self.presenter.add(tuple(map(str, self.files)))
        self.presenter.search("smith")
        self.lane.pass_time(PAUSE_MS)
        self.presenter.choose(patient)
        self.presenter.declare(asked=True)
        self.presenter.declare(told=True)

    def send(self) -> None:
        self.fill_in()
        self.presenter.attach()
        self.presenter.confirm(self.view.asked[-1], "7655")

    def answer(self, *outcomes: str) -> None:
        done = tuple(AttachedFile(file="x", outcome=one) for one in outcomes)
        self.lane.answer(Attach, done)


@pytest.fixture
def bench(tmp_path: Path) -> Bench:
    return Bench(tmp_path)


def test_nothing_is_asked_while_something_is_missing(bench: Bench) -> None:
    bench.presenter.attach()
    bench.presenter.add((str(bench.files[0]),))
    bench.presenter.attach()
    assert bench.view.asked == []


def test_it_is_asked_about_before_anything_is_attached(bench: Bench) -> None:
    bench.fill_in()
    bench.presenter.attach()
    assert bench.lane.calls(Attach) == []
    bench.presenter.confirm(bench.view.asked[0], "7655")
    call = bench.lane.calls(Attach)[0]
    assert [one.path for one in call.files] == bench.files
    assert call.second == "7655"
    assert call.patient == SIAN.id
    assert call.declaration.asked
    assert bench.presenter.form.busy


def test_what_was_changed_since_it_was_asked_about_is_not_attached(bench: Bench) -> None:
    bench.fill_in()
    bench.presenter.attach()
    bench.presenter.change_patient()
    bench.presenter.choose(SIAN_TOO)
    bench.presenter.declare(asked=True, told=True)
    bench.presenter.confirm(bench.view.asked[0], "7655")
    assert bench.lane.calls(Attach) == []


def test_who_is_easily_mistaken_is_known_when_it_is_asked(bench: Bench) -> None:
    bench.fill_in(SIAN)
    assert bench.presenter.form.is_similar
    bench.presenter.choose(SIAN_TOO)
    assert not bench.presenter.form.is_similar


def test_changing_the_patient_clears_what_was_declared(bench: Bench) -> None:
    bench.fill_in()
    bench.presenter.change_patient()
    bench.presenter.choose(SIAN)
    form = bench.presenter.form
    assert (form.asked, form.told) == (False, False)
    assert len(form.files) == 2


def test_folders_are_not_taken(bench: Bench, tmp_path: Path) -> None:
    bench.presenter.add((str(tmp_path), str(bench.files[0])))
    assert [one.path for one in bench.presenter.form.files] == [bench.files[0]]
    assert bench.view.folders == 1


def test_a_declaration_that_cannot_be_is_explained(bench: Bench) -> None:
    bench.fill_in()
    bench.presenter.declare(note="x" * 1001)
    bench.presenter.attach()
    assert isinstance(bench.view.errors[-1], RecordInvalidError)
    assert bench.view.asked == []


def test_the_list_does_not_change_while_it_is_attached(bench: Bench, tmp_path: Path) -> None:
    bench.send()
    before = bench.presenter.form
    (tmp_path / "c.jpg").write_bytes(b"x")
    bench.presenter.add((str(tmp_path / "c.jpg"),))
    bench.presenter.remove(before.files[0].picked)
    bench.presenter.change_patient()
    bench.presenter.attach()
    assert bench.presenter.form == before
    assert len(bench.lane.calls(Attach)) == 1


def test_how_far_it_is_shows_in_the_strip_and_can_be_stopped(bench: Bench) -> None:
    bench.send()
    bench.lane.progress(Attach, 1, 2)
    job = bench.desk.jobs.facts[0]
    assert (job.done, job.total, job.may_cancel) == (1, 2, True)
    bench.desk.jobs.cancel(job.number)
    assert len(bench.lane.cancelled) == 1
    bench.answer(ATTACHED, PENDING)
    assert bench.desk.jobs.facts == ()
    assert len(bench.presenter.form.waiting) == 1


def test_when_all_arrived_the_form_is_empty(bench: Bench) -> None:
    bench.send()
    bench.answer(ATTACHED, ATTACHED)
    assert bench.presenter.form == Form()
    assert len(bench.view.results) == 1
    assert bench.desk.jobs.facts == ()


def test_an_error_leaves_everything_as_it_was(bench: Bench) -> None:
    bench.send()
    bench.lane.answer(Attach, KeeperGoneError())
    form = bench.presenter.form
    assert not form.busy
    assert form.patient == SIAN
    assert len(form.waiting) == 2
    assert isinstance(bench.view.errors[-1], KeeperGoneError)


def test_it_goes_on_when_the_screen_is_left_and_the_strip_tells_the_end(bench: Bench) -> None:
    bench.send()
    bench.scope.close()
    shown = len(bench.view.forms)
    bench.answer(ATTACHED, REFUSED)
    job = bench.desk.jobs.facts[0]
    assert job.state is JobState.DONE
    assert isinstance(job.summary, Joined)
    said = say(job.summary, Language.EN)
    assert "1 image arrived safely for SMITH, Sian (Mrs)" in said
    assert "1 file was not attached" in said
    assert len(bench.view.forms) == shown
    assert bench.view.results == []


def test_an_error_after_the_screen_was_left_is_told_in_the_strip(bench: Bench) -> None:
    bench.send()
    bench.scope.close()
    bench.lane.answer(Attach, KeeperGoneError())
    assert bench.desk.jobs.facts[0].summary == phrase("attach.stopped")
    assert bench.view.errors == [None]


def test_nothing_is_attached_before_it_was_looked_into(bench: Bench) -> None:
    bench.lane.held = True
    bench.fill_in()
    bench.lane.answer(FindPatients, SMITHS)
    assert bench.presenter.form.missing == phrase("attach.missing_looking")
    bench.presenter.attach()
    assert bench.view.asked == []
    bench.lane.answer(LookIntoFiles, KeeperGoneError())
    assert isinstance(bench.view.errors[-1], KeeperGoneError)
    assert bench.presenter.form.missing is None
