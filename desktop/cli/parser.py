"""Every command of ``diogel`` and its options."""

import argparse
from collections.abc import Callable
from typing import Any

from desktop.cli.attach_commands import add_attach
from desktop.cli.audit_commands import add_audit
from desktop.cli.card_commands import add_cards, add_spool
from desktop.cli.device_commands import add_devices
from desktop.cli.image_commands import add_images
from desktop.cli.intake_commands import add_intake
from desktop.cli.look_commands import add_looks
from desktop.cli.originals_commands import add_originals
from desktop.cli.people_commands import add_consent, add_patients
from desktop.cli.upkeep_commands import add_destroy
from desktop.cli.users_commands import add_users
from desktop.cli.vault_commands import add_vault
from desktop.wording import Language

_ABOUT = """Diogel takes clinical photographs from the camera to the patient record: sealed,
matched to a patient, covered by a consent, obscured, filed and audited.

Commands that open a vault need --user NAME --passphrase-file FILE, or --recovery-key-file FILE.
Exit status: 0 done, 1 refused or failed, 2 wrong use."""


class CommandParser(argparse.ArgumentParser):
    """A parser of one command or group; each takes the options that all commands have."""

    def __init__(self, **options: Any) -> None:
        super().__init__(**options)
        self.add_argument(
            "--json",
            action="store_true",
            default=argparse.SUPPRESS,
            help="print one JSON document on standard output",
        )
        self.add_argument(
            "--language",
            choices=[language.value for language in Language],
            default=argparse.SUPPRESS,
            help="of the sentences; otherwise the computer's",
        )


def build_parser(*more: Callable[[Any], None]) -> argparse.ArgumentParser:
    """Return the parser of every command, and of ``more``: the demonstration runs the others."""
    parser = CommandParser(
        prog="diogel", description=_ABOUT, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    commands = parser.add_subparsers(dest="command", metavar="COMMAND")
    for add in (
        *more,
        add_images,
        add_looks,
        add_originals,
        add_vault,
        add_users,
        add_patients,
        add_consent,
        add_intake,
        add_attach,
        add_cards,
        add_spool,
        add_devices,
        add_audit,
        add_destroy,
    ):
        add(commands)
    return parser
