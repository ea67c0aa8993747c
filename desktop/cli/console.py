"""What a command says: results on standard output, progress and errors on standard error."""

import json
import os
import sys
from dataclasses import dataclass
from typing import Any

from desktop.errors import DeskError
from desktop.wording import Language, explain


def language_of_environment() -> Language:
    """Return Welsh where the computer is set to Welsh, else English."""
    spoken = os.environ.get("LC_ALL") or os.environ.get("LC_MESSAGES") or os.environ.get("LANG", "")
    return Language.CY if spoken.lower().startswith("cy") else Language.EN


@dataclass(slots=True, kw_only=True)
class Console:
    """Where a command's words go.

    Attributes:
        language: Of the sentences.
        wants_json: Whether one JSON document is printed instead of sentences.
    """

    language: Language
    wants_json: bool
    _shown: int = -1

    def say(self, line: str = "") -> None:
        """Print a line of the result; nothing where JSON was asked for."""
        if not self.wants_json:
            sys.stdout.write(line + "\n")
            sys.stdout.flush()

    def data(self, document: Any) -> None:
        """Print the result as one JSON document where it was asked for."""
        if self.wants_json:
            json.dump(document, sys.stdout, ensure_ascii=False, indent=2)
            sys.stdout.write("\n")

    def note(self, line: str) -> None:
        """Print a remark that is not part of the result."""
        sys.stderr.write(line + "\n")
        sys.stderr.flush()

    def progress(self, done: int, total: int) -> None:
        """Show how far a job is: in place on a terminal, else a line every tenth."""
        if total <= 1:
            return
        if sys.stderr.isatty():
            sys.stderr.write(f"\r{done}/{total}" + ("\n" if done == total else ""))
            sys.stderr.flush()
            return
        tenth = done * 10 // total
        if done == 0 or tenth != self._shown:
            self._shown = -1 if done == total else tenth
            self.note(f"{done}/{total}")

    def error(self, error: DeskError) -> None:
        """Say what happened, what is safe and what to do; the code comes last."""
        told = explain(error, self.language)
        parts = " ".join(part for part in (told.happened, told.safe, told.do) if part)
        code = f"{error.code}.{error.reason}" if error.reason else error.code
        self.note(f"{parts} [{code}]")
