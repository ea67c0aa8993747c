"""``diogel demo``: the demonstration practice, end to end."""

import argparse
import tempfile
from pathlib import Path
from typing import Any

from desktop.cli.console import Console


def add_demo(commands: Any) -> None:
    """Add ``demo``."""
    demo = commands.add_parser("demo", help="walk an invented practice through its whole work")
    demo.add_argument(
        "--dir", type=Path, metavar="DIR", help="a new or empty folder to leave it in"
    )
    demo.add_argument("--no-window", action="store_true", help="without a window, by commands")
    demo.add_argument(
        "--prepare",
        action="store_true",
        help="found the practice and fill its card; the work is left to the window",
    )
    demo.add_argument(
        "--pictures",
        type=Path,
        metavar="DIR",
        help="walk it with the window itself, off-screen, and leave a picture of each step here",
    )
    demo.set_defaults(run=_demo)


def _demo(args: argparse.Namespace, console: Console) -> int:
    # It draws with Pillow, which no other command may have in the process that holds keys.
    from desktop.cli.demo_walk import Walk, prepare  # noqa: PLC0415

    folder = args.dir or Path(tempfile.mkdtemp(prefix="diogel-demo-"))
    folder = folder.resolve()
    console.data(prepare(folder, console) if args.prepare else Walk(folder, console).run())
    return 0
