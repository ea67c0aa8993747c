"""The only wiring: which face of the program a start asks for. Nothing else imports this."""

import sys
from collections.abc import Sequence

from desktop.cli.main import main as run_command


def main(arguments: Sequence[str] | None = None) -> int:
    """Start Diogel and return its exit status; the command line is its one face so far."""
    return run_command(sys.argv[1:] if arguments is None else arguments)
