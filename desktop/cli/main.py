"""``diogel``: every command of the program, without a window."""

import sys
from collections.abc import Sequence
from typing import Final

from desktop.cli.console import Console, language_of_environment
from desktop.cli.demo_command import add_demo
from desktop.cli.parser import build_parser
from desktop.errors import DeskError, UsageError
from desktop.wording import Language

_INTERRUPTED: Final = 130
"""As a shell tells it: 128, and the number of the signal."""


def main(arguments: Sequence[str]) -> int:
    """Run one command and return its exit status."""
    parser = build_parser(add_demo)
    args = parser.parse_args(arguments)
    if args.command is None:
        parser.print_help(sys.stderr)
        return 2
    language = getattr(args, "language", None)
    console = Console(
        language=Language(language) if language else language_of_environment(),
        wants_json=getattr(args, "json", False),
    )
    try:
        status: int = args.run(args, console)
    except UsageError as error:
        console.error(error)
        return 2
    except DeskError as error:
        console.error(error)
        return 1
    except KeyboardInterrupt:
        return _INTERRUPTED
    except BrokenPipeError:
        sys.stderr.close()
        return 1
    return status
