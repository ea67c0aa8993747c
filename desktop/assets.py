"""Where the files that ship with the program are found."""

from pathlib import Path


def resource(*parts: str) -> Path:
    """Return the path of a shipped file.

    An installed program carries ``resources/`` inside the package; a checkout has it beside.
    """
    inside = Path(__file__).parent / "_resources"
    root = inside if inside.is_dir() else Path(__file__).parent.parent / "resources"
    return root.joinpath(*parts)
