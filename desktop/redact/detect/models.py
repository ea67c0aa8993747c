"""The model files: found, checked against their sha256, and only then loaded."""

import hashlib
import tomllib
from typing import Final

from desktop.assets import resource
from desktop.errors import DetectorMissingError

LIST: Final = "models.toml"


def checked_model(name: str) -> bytes:
    """Return the bytes of a model that is exactly the one we measured.

    The bytes that were checked are the bytes that are loaded: the file is read once.

    Args:
        name: ``yunet`` or ``centerface``, as in ``resources/models/models.toml``.

    Raises:
        DetectorMissingError: ``missing`` or ``altered``.
    """
    try:
        entry = tomllib.loads(resource("models", LIST).read_text(encoding="utf-8"))[name]
        data = resource("models", entry["file"]).read_bytes()
        expected = entry["sha256"]
    except (OSError, KeyError, TypeError, tomllib.TOMLDecodeError, UnicodeDecodeError) as exc:
        raise DetectorMissingError("missing", model=name) from exc
    if hashlib.sha256(data).hexdigest() != expected:
        raise DetectorMissingError("altered", model=name)
    return data
