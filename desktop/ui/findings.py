"""What does not hold in the vault, gathered and in plain words. No Qt here."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Final

from desktop.records.problem import Problem
from desktop.ui.look.tokens import Tone
from desktop.ui.phrase import Words, joined, phrase

FAMILIES: Final[Mapping[str, str]] = MappingProxyType(
    {
        "audit_cut_off": "cut",
        "audit": "rewritten",
        "audit_order": "rewritten",
        "audit_hash": "rewritten",
        "audit_signature": "rewritten",
        "audit_role": "rewritten",
        "audit_body": "rewritten",
        "audit_rewritten": "rewritten",
        "unknown_signer": "rewritten",
        "certificate": "rewritten",
        "checkpoint": "heads",
        "heads_unreachable": "unreachable",
        "filing": "image",
        "filing_missing": "image",
        "revision": "image",
        "second_look": "image",
        "giving": "image",
        "slip": "image",
        "arrival": "image",
        "arrival_missing": "image",
        "consent": "consent",
        "consent_missing": "consent",
        "patient": "patient",
        "patient_count": "patient",
        "patient_search": "patient",
        "device": "device",
        "card": "card",
        "card_run": "card",
        "removal": "card",
        "camera": "device",
        "not_compared": "not_compared",
        "object_missing": "file",
        "object_altered": "file",
        "spool_missing": "spool",
        "spool_altered": "spool",
        "spool_foreign": "spool",
    }
)
"""What the codes are about; all others are about the vault itself."""
_OTHER: Final = "vault"
_WARNINGS: Final = frozenset({"unreachable"})
_CODES_SHOWN: Final = 6


@dataclass(frozen=True, slots=True, kw_only=True)
class Finding:
    """One kind of thing that does not hold.

    Attributes:
        family: One of those of ``FAMILIES``.
        title: What happened.
        body: What is safe, and what to do.
        code: The codes and where, for whoever looks into it.
        tone: How bad it is.
    """

    family: str
    title: Words
    body: Words
    code: str
    tone: Tone


def told(problems: Iterable[str]) -> tuple[Problem, ...]:
    """Return the problems that ``keeper.calls.Me`` holds as ``what: where``."""
    pairs = (text.partition(": ") for text in problems)
    return tuple(Problem(what=what, where=where) for what, _, where in pairs)


def findings(problems: Iterable[Problem]) -> tuple[Finding, ...]:
    """Return one finding a kind, in the order in which the kinds came."""
    families: dict[str, list[Problem]] = {}
    for problem in problems:
        families.setdefault(FAMILIES.get(problem.what, _OTHER), []).append(problem)
    return tuple(_finding(family, some) for family, some in families.items())


def _finding(family: str, some: list[Problem]) -> Finding:
    count, where = len({one.where for one in some}), some[0].where
    shown = [f"{one.what} {one.where}" for one in some[:_CODES_SHOWN]]
    return Finding(
        family=family,
        title=phrase(f"wrong.{family}", count=count),
        body=joined(
            phrase(f"wrong_safe.{family}", where=where), phrase(f"wrong_do.{family}"), between=" "
        ),
        code=", ".join(shown) + (" …" if len(some) > len(shown) else ""),
        tone=Tone.WARN if family in _WARNINGS else Tone.ERR,
    )
