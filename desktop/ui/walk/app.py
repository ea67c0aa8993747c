"""``diogel demo``: the demonstration in the window; or walked off-screen, with pictures and a page.

The walk does with the real widgets, by pointer and keys, what three people do in a morning. Nothing
in it reaches what a person could not reach.
"""

import argparse
import html
import json
import os
import subprocess
import sys
import tempfile
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final

from desktop.keeper.process import own_command

PICTURES: Final = Path("demo-pictures")
"""Where pictures are left unless another folder is named."""
_STYLE: Final = (
    "body{font:16px/1.5 sans-serif;max-width:1100px;margin:2rem auto;padding:0 1rem;color:#16202a}"
    "img{width:100%;border:1px solid #d5dce1;border-radius:6px}figure{margin:0 0 2.5rem}"
    "figcaption{margin:.5rem 0}h1{font-weight:600}"
)
_TITLE: Final = "Diogel: a morning in an invented practice"


def has_display() -> bool:
    """Return whether a window can be shown to anybody."""
    if sys.platform != "linux":
        return True
    return bool(os.environ.get("DISPLAY") or os.environ.get("WAYLAND_DISPLAY"))


def run(arguments: Sequence[str]) -> int:
    """Open the demonstration in the window; without a screen, or if asked, walk it for pictures."""
    parser = argparse.ArgumentParser(prog="diogel demo")
    parser.add_argument("--dir", type=Path, metavar="DIR")
    parser.add_argument("--pictures", type=Path, metavar="DIR")
    args = parser.parse_args(arguments)
    if args.pictures is not None or not has_display():
        return walk(args.pictures or PICTURES, args.dir)
    from desktop.ui.app import run as open_window  # noqa: PLC0415 - Qt only where it is shown
    from desktop.ui.door.app import demonstration_folder  # noqa: PLC0415

    folder = (args.dir or demonstration_folder()).absolute()
    if not (folder / "vault" / "vault.json").is_file() and (failed := prepare(folder)):
        return failed
    return open_window(folder / "vault")


def prepare(folder: Path) -> int:
    """Make the demonstration in a process of its own, which says what stands in its way.

    Returns:
        What that process ended with; 0 if the practice stands.
    """
    command = (*own_command("demo"), "--prepare", "--json", "--dir", str(folder))
    return subprocess.run(command, stdout=subprocess.DEVNULL, check=False).returncode  # noqa: S603 - our own


def walk(pictures: Path, folder: Path | None) -> int:
    """Walk the demonstration off-screen and leave numbered pictures and a page of them.

    Args:
        pictures: Where they are left; made if it is not there.
        folder: Where the practice is made, new or empty: the walk needs a card that is full. A
            temporary folder unless one is named.
    """
    os.environ["QT_QPA_PLATFORM"] = "offscreen"
    pictures = pictures.absolute()
    pictures.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(prefix="diogel-demo-") as temporary:
        home = Path(temporary) / "home"
        for name in ("CONFIG", "DATA", "STATE"):
            os.environ[f"XDG_{name}_HOME"] = str(home / name.lower())
        practice = (folder or Path(temporary) / "practice").absolute()
        if failed := prepare(practice):
            return failed
        from desktop.ui.walk.morning import tell  # noqa: PLC0415 - Qt, after the platform is set

        album = Album(folder=pictures)
        efforts = tell(practice / "vault", album.keep)
        page = album.page()
    (pictures / "effort.json").write_text(json.dumps(efforts, indent=2), encoding="utf-8")
    sys.stdout.write(f"{page}\n")
    return 0


@dataclass(slots=True)
class Album:
    """Pictures in a folder, and a page that shows them in order."""

    folder: Path
    lines: list[str] = field(default_factory=list)

    def keep(self, name: str, caption: str, save: Callable[[str], object]) -> None:
        """Keep one picture.

        Args:
            name: As in ``03-inbox``.
            caption: What is to be seen.
            save: Writes the picture to a file.
        """
        file = self.folder / f"{name}.png"
        save(str(file))
        said = html.escape(caption)
        self.lines.append(
            f'<figure><img src="{file.name}" alt="{said}"><figcaption>{said}</figcaption></figure>'
        )
        sys.stderr.write(f"{file.name}: {caption}\n")

    def page(self) -> Path:
        """Write the page and return its place."""
        page = self.folder / "index.html"
        body = "\n".join(self.lines)
        page.write_text(
            '<!doctype html>\n<html lang="en"><head><meta charset="utf-8">'
            f"<title>{_TITLE}</title><style>{_STYLE}</style></head>\n"
            f"<body><h1>{_TITLE}</h1>\n{body}\n</body></html>\n",
            encoding="utf-8",
        )
        return page
