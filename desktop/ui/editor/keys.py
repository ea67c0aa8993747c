"""The keys of the editor, once: what the screen answers to and what the sheet of keys lists. No Qt.

Single letters work only while picture, list or filmstrip has the focus (WCAG 2.2, 2.1.4).
"""

from collections.abc import Mapping
from enum import Enum
from types import MappingProxyType
from typing import Final

from desktop.records.gate import Feature, Verdict


class Command(Enum):
    """What a key does."""

    SELECT = "select"
    RECTANGLE = "rectangle"
    ELLIPSE = "ellipse"
    FREEHAND = "freehand"
    EDGE = "edge"
    BRUSH = "brush"
    COPY_HERE = "copy_here"
    COPY_ON = "copy_on"
    SELECT_ALL = "select_all"
    SELECT_TOO = "select_too"
    DUPLICATE = "duplicate"
    TURN = "turn"
    TURN_BACK = "turn_back"
    TURN_FAR = "turn_far"
    TURN_FAR_BACK = "turn_far_back"
    WIDER = "wider"
    NARROWER = "narrower"
    INTIMATE = "intimate"
    UNDER_18 = "under_18"
    DETAILS = "details"
    PLACE = "place"
    PROTECT = "protect"
    FIND_FACES = "find_faces"
    NEXT_REGION = "next_region"
    FORMER_REGION = "former_region"
    ACCEPT = "accept"
    REFUSE = "refuse"
    ACCEPT_SURE = "accept_sure"
    REMOVE = "remove"
    UNDO = "undo"
    REDO = "redo"
    NEXT_IMAGE = "next_image"
    IMAGE_AFTER = "image_after"
    IMAGE_BEFORE = "image_before"
    CANCEL = "cancel"
    STEP_BACK = "step_back"
    KEYS = "keys"


DETAILS_KEY: Final = "7"
"""After the six features: where on the body it is, and how it was taken."""

LETTERS: Final[Mapping[str, Command]] = MappingProxyType(
    {
        "V": Command.SELECT,
        "R": Command.RECTANGLE,
        "E": Command.ELLIPSE,
        "F": Command.FREEHAND,
        "B": Command.BRUSH,
        "W": Command.EDGE,
        "L": Command.COPY_HERE,
        "C": Command.COPY_ON,
        "Ctrl+A": Command.SELECT_ALL,
        "S": Command.SELECT_TOO,
        "Ctrl+D": Command.DUPLICATE,
        ".": Command.TURN,
        ",": Command.TURN_BACK,
        ">": Command.TURN_FAR,
        "<": Command.TURN_FAR_BACK,
        "]": Command.WIDER,
        "[": Command.NARROWER,
        "I": Command.INTIMATE,
        "U": Command.UNDER_18,
        DETAILS_KEY: Command.DETAILS,
        "P": Command.PROTECT,
        "Ins": Command.PLACE,
        "D": Command.FIND_FACES,
        "Tab": Command.NEXT_REGION,
        "Shift+Tab": Command.FORMER_REGION,
        "Backtab": Command.FORMER_REGION,
        "Shift+Backtab": Command.FORMER_REGION,
        "Y": Command.ACCEPT,
        "N": Command.REFUSE,
        "A": Command.ACCEPT_SURE,
        "Del": Command.REMOVE,
        "Backspace": Command.STEP_BACK,
        "Return": Command.NEXT_IMAGE,
        "Enter": Command.NEXT_IMAGE,
        "Esc": Command.CANCEL,
        "?": Command.KEYS,
    }
)
"""While picture, list or filmstrip has the focus."""

ANYWHERE: Final[Mapping[str, Command]] = MappingProxyType(
    {
        "Ctrl+Z": Command.UNDO,
        "Ctrl+Shift+Z": Command.REDO,
        "Ctrl+Y": Command.REDO,
        "Ctrl+Right": Command.IMAGE_AFTER,
        "Ctrl+Left": Command.IMAGE_BEFORE,
    }
)
"""Wherever the focus is, unless a text field uses the key itself."""

ORIGINAL: Final = "\\"
"""Shows the photograph without its regions while it is held."""

LOUPE: Final = "Z"
"""Enlarges what is under the pointer, or the chosen region, while it is held."""

FEATURES: Final[Mapping[str, Feature]] = MappingProxyType(
    {str(place): feature for place, feature in enumerate(Feature, start=1)}
)
"""Chooses a feature; the next key answers it."""

ANSWERS: Final[Mapping[str, Verdict]] = MappingProxyType(
    {"O": Verdict.OBSCURED, "N": Verdict.ABSENT, "C": Verdict.NEEDED}
)

ARROWS: Final[Mapping[str, tuple[int, int]]] = MappingProxyType(
    {"Left": (-1, 0), "Right": (1, 0), "Up": (0, -1), "Down": (0, 1)}
)

WALK: Final[tuple[tuple[str, str], ...]] = (
    ("Tab Shift+Tab", "look"),
    ("Y N A", "decide"),
    ("R Ins", "draw"),
    ("W Ins", "edge"),
    ("P", "protect"),
    ("C", "copy"),
    ("Return", "next"),
    ("1 … 6", "ask"),
    ("O N C", "answer"),
    (DETAILS_KEY, "details"),
    ("Ctrl+Return", "file"),
    ("Ctrl+Z", "undo"),
)
"""A series from the first look to the record, by keys, in order; ``editor.walk_<name>`` says it."""

SHEET: Final[tuple[tuple[str, tuple[tuple[str, str], ...]], ...]] = (
    (
        "tools",
        (
            ("V", "select"),
            ("R", "rectangle"),
            ("E", "ellipse"),
            ("F", "freehand"),
            ("B", "brush"),
            ("[ ]", "brush_size"),
            ("W", "edge"),
            ("P", "protect"),
            ("Ins", "place"),
            ("D", "find_faces"),
            ("\\", "show_original"),
        ),
    ),
    (
        "regions",
        (
            ("Tab Shift+Tab", "next_region"),
            ("Y", "accept"),
            ("N", "refuse"),
            ("A", "accept_sure"),
            ("Delete", "remove"),
            ("Left Right Up Down", "nudge"),
            ("Shift+Right", "nudge_far"),
            ("Alt+Right", "resize"),
            (", .", "turn"),
            ("< >", "turn_far"),
            ("S", "select_too"),
            ("Ctrl+A", "select_all"),
            ("Ctrl+D", "duplicate"),
        ),
    ),
    (
        "features",
        (
            ("1 … 6", "feature"),
            ("O", "obscured"),
            ("N", "absent"),
            ("C", "needed"),
            ("I", "intimate"),
            ("U", "under_18"),
            (DETAILS_KEY, "details"),
        ),
    ),
    (
        "series",
        (
            ("Return", "next_image"),
            ("Ctrl+Left Ctrl+Right", "neighbour"),
            ("L", "copy_here"),
            ("C", "copy_on"),
            ("Ctrl+Return", "file"),
            ("Ctrl+Z", "undo"),
            ("Ctrl+Shift+Z Ctrl+Y", "redo"),
            ("F6", "next_pane"),
            ("Escape", "cancel"),
        ),
    ),
    (
        "view",
        (
            ("Ctrl+0", "fit"),
            ("Ctrl+1", "actual"),
            ("Ctrl++ Ctrl+-", "zoom"),
            ("Space", "pan"),
            ("Z", "loupe"),
        ),
    ),
)
"""Groups of the sheet; their words are ``editor.keys_<group>`` and ``editor.key_<name>``."""
