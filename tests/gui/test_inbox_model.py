"""The model of the inbox: whatever is replaced by whatever, the view is told the truth."""

from datetime import date

import pytest
from hypothesis import HealthCheck, settings
from hypothesis import given as examples
from hypothesis import strategies as st
from PySide6.QtCore import QItemSelectionModel, QModelIndex, QPersistentModelIndex, Qt
from pytestqt.modeltest import ModelTester
from support.waiting import aside, given, inbox, shots

from desktop.ui.inbox.model import InboxModel, Role
from desktop.ui.inbox.rows import ALL, Header, Line, Row, Tile, flatten, key_of

TODAY = date(2026, 11, 22)
_TICK = QItemSelectionModel.SelectionFlag.Select


def rows(*groups: list, drafts: tuple = ()) -> tuple[Row, ...]:
    return flatten(inbox(*groups, drafts=drafts), show=ALL, today=TODAY)


SMALL = rows(shots(1, 3), given(11, 2), [aside(21)])
some_rows = st.lists(st.tuples(st.integers(0, 6), st.integers(1, 5), st.booleans()), max_size=5)


def made(series: list[tuple[int, int, bool]]) -> tuple[Row, ...]:
    groups = {
        number: (given if known else shots)(100 * number, count, series=f"s-{number}")
        for number, count, known in series
    }
    return rows(*groups.values())


def test_it_is_a_model_as_qt_understands_one(qtmodeltester: ModelTester) -> None:
    model = InboxModel()
    model.replace(SMALL)
    qtmodeltester.check(model)
    model.replace(rows(given(11, 2), shots(31, 4)))
    model.replace(())
    model.replace(SMALL)
    qtmodeltester.check(model)


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=60)
@examples(before=some_rows, after=some_rows)
def test_what_stays_keeps_its_place_under_a_persistent_index(
    before: list[tuple[int, int, bool]], after: list[tuple[int, int, bool]]
) -> None:
    model = InboxModel()
    model.replace(made(before))
    kept = {
        key_of(row): QPersistentModelIndex(model.index(at)) for at, row in enumerate(model.rows)
    }
    resets: list[bool] = []
    model.modelReset.connect(lambda: resets.append(True))
    model.replace(made(after))
    assert model.rows == made(after)
    assert model.rowCount() == len(model.rows)
    for key, index in kept.items():
        at = model.row_of(key)
        if at >= 0 and not resets:
            assert index.row() == at
        elif not resets:
            assert not index.isValid()


def test_only_what_is_otherwise_is_told() -> None:
    model = InboxModel()
    model.replace(rows(shots(1, 3), given(11, 3)))
    told: list[tuple[int, int]] = []
    model.dataChanged.connect(lambda first, last: told.append((first.row(), last.row())))
    model.replace(rows(shots(1, 3), given(11, 3), drafts=("a-0012",)))
    assert told == [(4, 4), (6, 6)], "the header, and the image in which somebody has begun"
    told.clear()
    model.replace(rows(shots(1, 3), given(11, 3), drafts=("a-0012",)))
    assert told == []


def test_ticks_and_focus_stay_while_a_card_is_copied() -> None:
    model = InboxModel()
    model.replace(rows(shots(1, 3)))
    chosen = QItemSelectionModel(model)
    chosen.select(model.index(2), _TICK)
    chosen.setCurrentIndex(model.index(3), QItemSelectionModel.SelectionFlag.NoUpdate)
    older = shots(51, 2, series="s-old", received="2026-11-22T08:00:00.000+00:00")
    model.replace(rows(older, shots(1, 5)))
    assert [model.rows[index.row()].arrival for index in chosen.selectedIndexes()] == ["a-0002"]
    assert model.rows[chosen.currentIndex().row()].arrival == "a-0003"


def test_images_can_be_ticked_and_headers_and_lines_cannot() -> None:
    model = InboxModel()
    model.replace(SMALL)
    for at, row in enumerate(model.rows):
        ticks = bool(model.flags(model.index(at)) & Qt.ItemFlag.ItemIsSelectable)
        assert ticks == isinstance(row, Tile)
        assert model.flags(model.index(at)) & Qt.ItemFlag.ItemIsEnabled
    assert model.flags(QModelIndex()) == Qt.ItemFlag.NoItemFlags


@pytest.mark.parametrize(
    ("at", "said"),
    [
        (0, "No patient yet, 3 images, 10:42 to 10:44"),
        (1, "No patient yet, 3 images, 10:42 to 10:44, DSCN0001, 10:42, Needs patient, 1 of 3"),
        (2, "DSCN0002, 10:43, Needs patient, 2 of 3"),
        (4, "SMITH, Sian (Mrs), 2 images, 10:42 to 10:43"),
        (7, "Set aside, 1 image kept, not filed, DSCN0021: Stopped the reader"),
    ],
)
def test_everything_is_said_to_assistive_technology(at: int, said: str) -> None:
    model = InboxModel()
    model.replace(SMALL)
    text = model.data(model.index(at), Qt.ItemDataRole.AccessibleTextRole)
    assert text.startswith(said)


def test_a_row_has_a_name_to_type_and_a_tip() -> None:
    model = InboxModel()
    model.replace(SMALL)
    assert model.data(model.index(1)) == "DSCN0001"
    assert "Needs patient" in model.data(model.index(1), Qt.ItemDataRole.ToolTipRole)
    assert isinstance(model.data(model.index(0), Role.ROW), Header)
    assert isinstance(model.data(model.index(7), Role.ROW), Line)
    assert model.data(model.index(1), Qt.ItemDataRole.DecorationRole) is None
    assert model.data(model.index(99)) is None


def test_the_header_of_a_row_is_found_and_a_line_has_none() -> None:
    model = InboxModel()
    model.replace(SMALL)
    assert model.header_of(2) is model.rows[0]
    assert model.header_of(6) is model.rows[4]
    assert model.header_of(7) is None
