"""Names for the arrays of this package."""

from typing import TypeAlias

import numpy as np
import numpy.typing as npt

Rgb8: TypeAlias = npt.NDArray[np.uint8]
"""(H, W, 3) uint8, RGB, 0 to 255, upright."""

Bgrx8: TypeAlias = npt.NDArray[np.uint8]
"""(H, W, 4) uint8, B, G, R, 255, upright: as a window paints it."""

Mask: TypeAlias = npt.NDArray[np.bool_]
"""(H, W) bool, true where something is to be obscured."""

Float: TypeAlias = npt.NDArray[np.float32]
"""float32 of any shape; the docstring beside it says which."""

Gray8: TypeAlias = npt.NDArray[np.uint8]
"""(H, W) uint8, one sample a pixel."""
