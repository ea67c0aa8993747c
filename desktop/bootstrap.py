"""The only wiring: which face of the program a start asks for. Nothing else imports this."""

import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Final

from desktop.keeper.decoder_process import FROZEN_ARGUMENT
from desktop.keeper.private_memory import keep_memory_private
from desktop.keeper.process import KEEPER_ARGUMENT, RENEWED_ARGUMENT, SIGN_IN_ARGUMENT

VAULT_OPTION: Final = "--vault"
BY_COMMANDS: Final = frozenset({"--no-window", "--prepare", "--json", "-h", "--help"})
"""Options of ``diogel demo`` with which no window is opened."""


def main(arguments: Sequence[str] | None = None) -> int:
    """Start Diogel and return its exit status.

    The program starts its own decoders and keepers by one first argument; such a process must load
    nothing of the rest, so each face is imported where it is chosen. None of them leaves a core
    dump.
    """
    given = sys.argv[1:] if arguments is None else list(arguments)
    keep_memory_private()
    if given[:1] == [FROZEN_ARGUMENT]:
        from desktop.keeper import decoder_child  # noqa: PLC0415

        decoder_child.main(given[1:])
        return 0
    if given[:1] == [KEEPER_ARGUMENT]:
        from desktop.keeper import keeper_child  # noqa: PLC0415

        keeper_child.main(given[1:])
        return 0
    if given[:1] == [SIGN_IN_ARGUMENT]:
        from desktop.ui.door import app as door  # noqa: PLC0415

        return door.run(given[1:])
    if not given or given[0] in {VAULT_OPTION, RENEWED_ARGUMENT}:
        return _window(given)
    if given[:1] == ["demo"] and not BY_COMMANDS.intersection(given):
        from desktop.ui.walk import app as walk  # noqa: PLC0415

        return walk.run(given[1:])
    from desktop.cli.main import main as run_command  # noqa: PLC0415

    return run_command(given)


def _window(given: Sequence[str]) -> int:
    """Be the window, for the first time or again after a lock.

    In the second case the next keeper is started before the toolkit is loaded.
    """
    vault = carried = None
    if given[:1] == [RENEWED_ARGUMENT]:
        from desktop.ui.renewal import carried_over  # noqa: PLC0415

        carried = carried_over(int(given[1]))
    else:
        vault = _vault(given)
    from desktop.ui import app as window  # noqa: PLC0415

    return window.run(vault, carried=carried)


def _vault(given: Sequence[str]) -> Path | None:
    """Return the vault that ``diogel --vault DIR`` names."""
    match given:
        case []:
            return None
        case [option, folder] if option == VAULT_OPTION:
            return Path(folder).absolute()
        case _:
            sys.stderr.write("usage: diogel [--vault DIR]\n")
            raise SystemExit(2)
