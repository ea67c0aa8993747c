"""Calls and answers as plain data and back, by their types and nothing else.

Strict both ways of looking: a key too many or too few, a number where a text belongs, a value that
its class refuses, and the whole message is refused. What was wrong with it is not said: the value
may be a passphrase.
"""

import sys
from datetime import date, datetime
from functools import cache
from pathlib import Path
from typing import Any, Final, ForwardRef, TypeVar, get_args, get_origin

from cattrs.errors import (
    BaseValidationError,
    ForbiddenExtraKeysError,
    StructureHandlerNotFoundError,
)
from cattrs.preconf.json import JsonConverter, make_converter

from desktop.errors import DeskError, MessageInvalidError
from desktop.keeper import (
    assist_calls,
    audit_calls,
    calls,
    card_calls,
    daily_calls,
    destroying_calls,
    device_calls,
    ledger_calls,
    look_calls,
    originals_calls,
    passphrase_calls,
    revising_calls,
    spool_calls,
    staff_calls,
)
from desktop.keeper.calls import Call, WithBlock

R = TypeVar("R")

_REFUSED: Final = (
    BaseValidationError,
    ForbiddenExtraKeysError,
    StructureHandlerNotFoundError,
    AttributeError,
    KeyError,
    TypeError,
    ValueError,
)


def _exactly(kind: type[R]) -> Any:
    def structure(value: Any, _kind: type[R]) -> R:
        if type(value) is not kind:
            raise TypeError(kind.__name__)
        return value

    return structure


def _number(value: Any, _kind: type[float]) -> float:
    if type(value) not in (int, float):
        raise TypeError("float")
    return float(value)


def _path(value: Any, _kind: type[Path]) -> Path:
    if type(value) is not str or "\0" in value:
        raise TypeError("path")
    return Path(value)


def _make() -> JsonConverter:
    converter: JsonConverter = make_converter(forbid_extra_keys=True, detailed_validation=False)
    for kind in (str, int, bool):
        converter.register_structure_hook(kind, _exactly(kind))
    converter.register_structure_hook(float, _number)
    converter.register_structure_hook(Path, _path)
    converter.register_unstructure_hook(Path, str)
    converter.register_structure_hook(date, lambda value, _: date.fromisoformat(value))
    converter.register_structure_hook(datetime, lambda value, _: datetime.fromisoformat(value))
    return converter


_CONVERTER: Final = _make()


_MODULES: Final = (
    calls,
    assist_calls,
    audit_calls,
    card_calls,
    daily_calls,
    destroying_calls,
    device_calls,
    ledger_calls,
    look_calls,
    originals_calls,
    passphrase_calls,
    revising_calls,
    spool_calls,
    staff_calls,
)


def every_call() -> tuple[type[Call[Any]], ...]:
    """Return every kind of call there is, in the order in which they are written down."""
    return tuple(
        value
        for module in _MODULES
        for value in vars(module).values()
        if isinstance(value, type) and issubclass(value, Call) and value is not Call
    )


@cache
def _named() -> dict[str, type[Call[Any]]]:
    return {kind.__name__: kind for kind in every_call()}


def call_named(name: str) -> type[Call[Any]]:
    """Return the kind of call of that name.

    Raises:
        MessageInvalidError: ``call``: there is none.
    """
    kind = _named().get(name)
    if kind is None:
        raise MessageInvalidError("call")
    return kind


def answer_type(kind: type[Call[Any]]) -> Any:
    """Return the type of a call's answer; for ``WithBlock[T]`` that is ``T``."""
    return _answers()[kind.__name__][0]


def comes_with_block(kind: type[Call[Any]]) -> bool:
    """Return whether a block of memory comes beside the answer."""
    return _answers()[kind.__name__][1]


@cache
def _answers() -> dict[str, tuple[Any, bool]]:
    """Return, by name of the call, the type of its answer and whether a block comes with it."""
    return {kind.__name__: _answer_of(kind) for kind in every_call()}


def _answer_of(kind: type[Call[Any]]) -> tuple[Any, bool]:
    (base,) = (base for base in kind.__dict__["__orig_bases__"] if get_origin(base) is Call)
    (answer,) = get_args(base)
    if isinstance(answer, ForwardRef):
        answer = getattr(sys.modules[kind.__module__], answer.__forward_arg__)
    if get_origin(answer) is WithBlock:
        return get_args(answer)[0], True
    return answer, False


def to_plain(value: object, kind: Any) -> Any:
    """Return a value of type ``kind`` as what ``json.dumps`` takes."""
    return _CONVERTER.unstructure(value, unstructure_as=kind)


def from_plain(untrusted: object, kind: Any) -> Any:
    """Return the value of type ``kind`` that plain data describes.

    Raises:
        MessageInvalidError: ``shape``: it describes none.
        DeskError: Its class refuses the value, as ``Region`` refuses one without area.
    """
    try:
        return _CONVERTER.structure(untrusted, kind)
    except DeskError:
        raise
    except _REFUSED:
        raise MessageInvalidError("shape") from None
