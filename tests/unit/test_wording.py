"""Every code has its words in both languages, and the words keep the house's rules."""

import ast
import inspect
import re
import tomllib
from collections.abc import Iterator, Mapping
from enum import Enum
from pathlib import Path
from typing import Any

import pytest

import desktop.records
from desktop import errors
from desktop.assets import resource
from desktop.errors import DeskError, RecordError, RefusedError
from desktop.records.arrival import Origin, Quarantine, Refusal, TimeTrust
from desktop.records.consent import Capacity, ExplanationPoint, How, Use
from desktop.records.device import Check as DeviceCheck
from desktop.records.device import DeviceKind, DeviceStatus, Reply, Todo
from desktop.records.device_match import Fit
from desktop.records.device_register import DeviceRule
from desktop.records.filing import Side, View, body_sites
from desktop.records.gate import Feature, Verdict
from desktop.records.image import ImageState
from desktop.records.lawful_basis import lawful_bases
from desktop.records.patient import LONGEST, Fault, Gender
from desktop.records.patient_list import OPTIONAL, REQUIRED
from desktop.records.role import Act, Domain, Role
from desktop.records.source_state import SourceKind, Watching
from desktop.records.workstation import CardRemoval
from desktop.wording import (
    TEXT_FILES,
    Explanation,
    Language,
    explain,
    has_text,
    placeholders,
    plural_form,
    table,
    text,
)

CLASSES = tuple(
    found
    for _, found in inspect.getmembers(errors, inspect.isclass)
    if issubclass(found, DeskError)
)
ALL_FILES = tuple(sorted(path.stem for path in resource("texts").glob("*.toml")))
PLURAL_FORMS = {"zero", "one", "two", "few", "many", "other"}
REASONS: Mapping[str, frozenset[str]] = {
    "consent_missing": frozenset({"none", "use", "withdrawn", "expired", "not_yet"}),
    "gate_open": frozenset(
        {"undecided", "reason_missing", "obscured_without_region", "face_still_found"}
        | {"finding_covered", "chaperone_missing", "eyes_only"}
    ),
    "wrong_state": frozenset(
        {
            "original_destroyed",
            "original_not_due",
            "original_not_compared",
            "no_such_move",
            "not_waiting",
            "moved_meanwhile",
            "not_filed",
            "revised_meanwhile",
        }
        | {"second_look", "not_awaiting", "own_second_look", "not_looked_at"}
    ),
    "wrong_patient": frozenset({"arrival", "consent"}),
    "patient_known": frozenset({"number", "maybe"}),
    "unknown_record": frozenset(
        f"no_such_{what}" for what in ("patient", "arrival", "consent", "image", "user")
    ),
    "settings": frozenset({"unreadable", "unwritable"}),
    "intake": frozenset({"read_only", "busy", "too_wide", "overlaps"}),
    "source_changed": frozenset({"read_only"}),
    "file_refused": frozenset(refusal.value for refusal in Refusal),
    "image_unreadable": frozenset(refusal.value for refusal in Refusal),
    "place_refused": frozenset({"network", "cloud", "removable", "unwritable"}),
    "destination_refused": frozenset({"exists", "vault", "unwritable"}),
    "nhs_number_invalid": frozenset({"characters", "length", "check_digit", "placeholder"}),
    "patient_list_invalid": frozenset(
        {"too_large", "encoding", "empty", "mapping", "columns_missing", "columns_twice"}
    ),
    "record_invalid": frozenset({"review_months", "shape", "version", "name", "role", "reason"})
    | {f"device_{rule}" for rule in ("name", "camera", "own", "check", "note", "double")}
    | {f"device_{rule}" for rule in ("due", "standing", "months")}
    | {f"consent_{rule}" for rule in ("text", "points", "giver", "power", "reason", "uses")}
    | {f"consent_{rule}" for rule in ("basis", "explicit", "capacity", "age", "version")}
    | {
        "consent_dates",
        "consent_withdrawn",
        "protection",
        "gate_feature",
        "gate_verdict",
        "gate_reason",
    }
    | {"filing_site", "filing_side", "filing_description", "chaperone"}
    | {"declaration_asked", "declaration_told", "declaration_note", "draft_too_large"}
    | {
        fault.value
        for fault in Fault
        if fault not in {Fault.CELLS, Fault.QUOTES, Fault.DUPLICATE_NUMBER}
    },
}
ENUMS: Mapping[str, type[Enum]] = {
    "act": Act,
    "capacity": Capacity,
    "card_removal": CardRemoval,
    "check": DeviceCheck,
    "device_fit": Fit,
    "device_kind": DeviceKind,
    "device_rule": DeviceRule,
    "device_status": DeviceStatus,
    "device_todo": Todo,
    "domain": Domain,
    "feature": Feature,
    "gender": Gender,
    "how": How,
    "language": Language,
    "origin": Origin,
    "point": ExplanationPoint,
    "quarantine": Quarantine,
    "refusal": Refusal,
    "reply": Reply,
    "role": Role,
    "row_problem": Fault,
    "side": Side,
    "source_kind": SourceKind,
    "state": ImageState,
    "time_trust": TimeTrust,
    "use": Use,
    "verdict": Verdict,
    "view": View,
    "watching": Watching,
}
FORBIDDEN = re.compile(
    r"oops|please|sorry|are you sure|fatal|illegal|abort|!|'|os gwelwch|mae.n ddrwg",
    re.IGNORECASE,
)


def sentences(value: Any, path: str = "") -> Iterator[tuple[str, str]]:
    """Yield every sentence of a table with its path."""
    match value:
        case str():
            yield path, value
        case list():
            for place, inner in enumerate(value):
                yield from sentences(inner, f"{path}[{place}]")
        case Mapping():
            for name, inner in value.items():
                yield from sentences(inner, f"{path}.{name}" if path else name)


def pairs(value: Mapping[str, Any], path: str = "") -> Iterator[tuple[str, Any, Any]]:
    """Yield every (path, English, Welsh) of a table."""
    if path != "language" and ("en" in value or "cy" in value):
        yield path, value.get("en"), value.get("cy")
        return
    for name, inner in value.items():
        if isinstance(inner, Mapping):
            yield from pairs(inner, f"{path}.{name}" if path else name)


def literal_reason(node: ast.AST) -> Iterator[tuple[str, str]]:
    """Yield the name of what is called and its first argument, where that is a written text."""
    match node:
        case ast.Call(func=ast.Name(id=name), args=[ast.Constant(value=str(reason)), *_]):
            yield name, reason


def test_the_drawn_tree_is_the_class_tree() -> None:
    drawn: list[tuple[str, str]] = []
    parents: list[str] = []
    for line in (errors.__doc__ or "").splitlines():
        found = re.fullmatch(r"((?:[│ ]  )*)(?:[├└]─ )?(\w*Error)", line.rstrip())
        if not found:
            continue
        depth = 0 if found[2] == "DeskError" else len(found[1]) // 3 + 1
        parents[depth:] = [found[2]]
        drawn.append((found[2], parents[depth - 1] if depth else "Exception"))
    assert len(drawn) == len(set(drawn))
    assert set(drawn) == {(one.__name__, one.__bases__[0].__name__) for one in CLASSES}


def test_no_two_errors_share_a_code() -> None:
    assert len({one.code for one in CLASSES}) == len(CLASSES)


@pytest.mark.parametrize("language", Language)
@pytest.mark.parametrize("found", CLASSES, ids=lambda one: one.__name__)
def test_every_error_says_what_happened_what_is_safe_and_what_to_do(
    found: type[DeskError], language: Language
) -> None:
    own = table("errors")[found.code][language.value]
    assert set(own) == {"happened", "safe", "do"}
    said = explain(found(), language)
    assert said.happened
    if found is errors.UnlockFailedError:
        assert (said.safe, said.do) == ("", "")
        assert said.happened.count(".") == 1
    else:
        assert said.safe
        assert said.do


@pytest.mark.parametrize("language", Language)
@pytest.mark.parametrize(
    ("code", "reason"), sorted((code, one) for code, many in REASONS.items() for one in many)
)
def test_every_reason_has_a_sentence_of_its_own(code: str, reason: str, language: Language) -> None:
    found = next(one for one in CLASSES if one.code == code)
    said = explain(found(reason), language)
    assert said.happened != explain(found(), language).happened
    assert said.safe
    assert said.do


def test_the_reasons_raised_by_the_records_are_all_known() -> None:
    """What a person typed or chose has a sentence of its own; faults of a program share one."""
    by_people = (RecordError, RefusedError)
    codes = {one.__name__: one.code for one in CLASSES if issubclass(one, by_people)}
    raised = [
        (codes[name], reason)
        for path in (Path(desktop.records.__file__).parent).glob("*.py")
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
        for name, reason in literal_reason(node)
        if name in codes
    ]
    assert raised
    for code, reason in raised:
        assert reason in REASONS[code], f"{code}: {reason}"


def test_reasons_in_the_texts_belong_to_an_error() -> None:
    codes = {one.code for one in CLASSES} | {"reason"}
    assert set(table("errors")) == codes


def test_the_last_choice_needs_no_facts_and_none_is_left_open() -> None:
    for path, value in sentences(table("errors")):
        if not path.endswith("]"):
            assert not placeholders(value), path
    for found in CLASSES:
        for reason in ["", *table("errors")[found.code], *table("errors")["reason"]]:
            for language in Language:
                said = explain(found(reason), language)
                assert "{" not in said.happened + said.safe + said.do


def test_alternatives_end_with_one_that_always_fits() -> None:
    def lists(value: Any) -> Iterator[list[str]]:
        if isinstance(value, list):
            yield value
        elif isinstance(value, Mapping):
            for inner in value.values():
                yield from lists(inner)

    found = list(lists(table("errors")))
    assert found
    for choices in found:
        assert not placeholders(choices[-1])


@pytest.mark.parametrize("name", ALL_FILES)
def test_both_languages_say_everything_with_the_same_facts(name: str) -> None:
    found = list(pairs(table(name)))
    assert found
    for path, english, welsh in found:
        assert english is not None, path
        assert welsh is not None, path
        facts = [
            {fact for _, value in sentences(one) for fact in placeholders(value)}
            for one in (english, welsh)
        ]
        assert facts[0] == facts[1], path
        if isinstance(english, dict) and not english.keys() <= PLURAL_FORMS:
            assert english.keys() == welsh.keys(), path


@pytest.mark.parametrize("name", ALL_FILES)
def test_the_words_keep_the_rules_of_the_house(name: str) -> None:
    for path, value in sentences(table(name)):
        assert not FORBIDDEN.search(value), f"{path}: {value}"
        assert name != "errors" or not value.endswith("?"), f"only dialogs ask: {path}"
        assert value == value.strip(), path
        for fact in placeholders(value):
            assert fact.isidentifier(), path


def test_errors_are_sentences() -> None:
    for path, value in sentences(table("errors")):
        assert value == "" or value.endswith((".", ": {path}")), path


@pytest.mark.parametrize("name", ALL_FILES)
def test_every_file_says_that_a_welsh_speaker_must_check_it(name: str) -> None:
    comments = resource("texts", f"{name}.toml").read_text(encoding="utf-8")
    assert "Welsh speaker must check" in comments


def test_every_group_of_texts_stands_in_one_file() -> None:
    assert {*TEXT_FILES, "errors", "consent"} <= set(ALL_FILES)
    groups = [
        group
        for name in TEXT_FILES
        for group, entries in tomllib.loads(
            resource("texts", f"{name}.toml").read_text(encoding="utf-8")
        ).items()
        if isinstance(entries, dict)
    ]
    assert len(groups) == len(set(groups))


@pytest.mark.parametrize(
    ("group", "member"), [(group, one) for group, kind in ENUMS.items() for one in kind]
)
def test_every_member_of_a_vocabulary_has_a_word(group: str, member: Enum) -> None:
    for language in Language:
        assert text(f"{group}.{member.value}", language)


@pytest.mark.parametrize(("group", "kind"), ENUMS.items(), ids=ENUMS.keys())
def test_no_word_is_left_of_a_member_that_is_gone(group: str, kind: type[Enum]) -> None:
    entries = next(table(name)[group] for name in TEXT_FILES if group in table(name))
    assert set(entries) == {member.value for member in kind}


def test_data_that_has_words_has_them_in_both_languages() -> None:
    keys = [f"site.{code}" for code in body_sites()] + [f"basis.{code}" for code in lawful_bases()]
    keys += [f"column.{name}" for name in {*REQUIRED, *OPTIONAL, *LONGEST}]
    for key in keys:
        assert has_text(key), key
        assert text(key, Language.EN), key
        assert text(key, Language.CY), key


def test_facts_are_filled_in_and_our_codes_put_into_words() -> None:
    error = errors.WrongStateError("no_such_move", state="filed", wanted="arrived")
    assert explain(error, Language.EN).happened == "An image cannot go from “Filed” to “New”."
    assert (
        "Wyneb" in explain(errors.GateOpenError("undecided", feature="face"), Language.CY).happened
    )


def test_missing_facts_give_the_general_sentence() -> None:
    assert explain(errors.NotPermittedError(role="nurse"), Language.EN) == Explanation(
        happened="Your role does not allow this.",
        safe="Nothing was changed or shown.",
        do="Ask a colleague whose role allows it.",
    )


def test_a_fact_with_braces_is_shown_as_it_is() -> None:
    said = explain(errors.PatientListInvalidError("columns_missing", columns="{0.x}"), Language.EN)
    assert "{0.x}" in said.happened


def test_unknown_codes_and_reasons_still_explain() -> None:
    class NewError(DeskError):
        code = "brand_new"

    general = explain(DeskError(), Language.EN)
    assert explain(NewError("odd", thing=1), Language.EN) == general
    assert explain(DeskError("never_heard_of"), Language.EN) == general


def test_a_text_that_does_not_exist_is_a_fault_of_the_program() -> None:
    for key in ("role.pilot", "nothing.here", "role"):
        assert not has_text(key)
        with pytest.raises(KeyError):
            text(key, Language.EN)


@pytest.mark.parametrize(
    ("count", "english", "welsh"),
    [
        (0, "other", "zero"),
        (1, "one", "one"),
        (2, "other", "two"),
        (3, "other", "few"),
        (6, "other", "many"),
        (7, "other", "other"),
    ],
)
def test_welsh_has_six_plural_forms(count: int, english: str, welsh: str) -> None:
    assert plural_form(count, Language.EN) == english
    assert plural_form(count, Language.CY) == welsh


def test_counts_choose_the_form() -> None:
    assert text("count.patients", Language.CY, count=3) == "3 chlaf"
    assert text("count.patients", Language.CY, count=5) == "5 claf"
    assert text("button.file", Language.EN, count=1) == "File 1 image"
    assert text("button.file", Language.CY, count=3) == "Ffeilio 3 delwedd"
