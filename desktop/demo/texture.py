"""Random textures: smooth clouds, cells and soft edges on float32 maps.

A *map* is an (H, W) float32 array, rows downwards. Nothing here knows what it is a texture of.
"""

import math
from typing import Any, Final, TypeAlias

import numpy as np
from numpy.typing import NDArray
from PIL import Image

Map: TypeAlias = NDArray[np.float32]
Values: TypeAlias = NDArray[np.floating[Any]]
"""A map on its way: float32 as well, but not known to the type checker after arithmetic."""
Random: TypeAlias = np.random.Generator

_WHITE_PX: Final = 1.5
_FINE_PX: Final = 12
"""Below this a repeated tile is quicker than noise over the whole width."""
_NARROW: Final = 1.3
_SMALL_PX: Final = 500
_WIDE: Final = 8


def tile_px(width_px: int) -> int:
    """Return the side of a tile that is to be laid over a drawing of this width."""
    return 512 if width_px > _SMALL_PX else 256


def _spread(grid: Map, shape: tuple[int, int], box: tuple[float, float, float, float]) -> Map:
    """Return the part of a small map in ``box`` spread over a large one by cubic B-splines.

    Pillow's cubic runs through the values, so they are first made what the splines are there. The
    matrix product of numpy would be as short, and slow on a busy computer: its threads wait.
    """
    padded = np.pad(grid, 1, mode="edge")
    across = padded[:, :-2] + 4 * padded[:, 1:-1] + padded[:, 2:]
    knots = (across[:-2] + 4 * across[1:-1] + across[2:]) / np.float32(36)
    large = Image.fromarray(np.ascontiguousarray(knots, dtype=np.float32))
    large = large.resize((shape[1], shape[0]), Image.Resampling.BICUBIC, box=box)
    return np.asarray(large, dtype=np.float32)


def enlarged(grid: Map, shape: tuple[int, int]) -> Map:
    """Return a small map spread smoothly over a large one."""
    return _spread(grid, shape, (0, 0, grid.shape[1], grid.shape[0]))


def _fine(rng: Random, shape: tuple[int, int], scale_px: float) -> Map:
    """Return small clouds: a tile laid side by side."""
    side = tile_px(max(shape))
    count = max(6, round(side / scale_px))
    grid = np.pad(rng.standard_normal((count, count), dtype=np.float32), 4, mode="wrap")
    tile = _spread(grid, (side, side), (4, 4, 4 + count, 4 + count))
    repeats = tuple(math.ceil(length / side) for length in shape)
    return np.asarray(np.tile(tile, repeats)[: shape[0], : shape[1]], dtype=np.float32)


def clouds(rng: Random, shape: tuple[int, int], scale_px: float) -> Map:
    """Return smooth noise of mean 0 and deviation about 1.

    Args:
        rng: Source of randomness.
        shape: Rows and columns.
        scale_px: Distance over which the noise changes, in pixels; below 1.5 it is white noise.
    """
    if scale_px < _WHITE_PX:
        return rng.standard_normal(shape, dtype=np.float32)
    if scale_px < _FINE_PX:
        smooth = _fine(rng, shape, scale_px)
    else:
        rows, columns = (length / scale_px for length in shape)
        grid = rng.standard_normal((math.ceil(rows) + 5, math.ceil(columns) + 5), dtype=np.float32)
        left, top = rng.uniform(2, 3, 2)
        smooth = _spread(grid, shape, (left, top, left + columns, top + rows))
    return np.asarray(smooth / np.float32(0.48), dtype=np.float32)


def fractal(rng: Random, shape: tuple[int, int], scale_px: float, *, octaves: int = 4) -> Map:
    """Return a sum of clouds, each half the size and about half the strength of the last."""
    total = np.zeros(shape, dtype=np.float32)
    strength, norm = 1.0, 0.0
    for _ in range(octaves):
        total += clouds(rng, shape, scale_px) * np.float32(strength)
        norm += strength**2
        scale_px, strength = scale_px / 2.1, strength * 0.55
    return total / np.float32(math.sqrt(norm))


def softened(values: Map, radius_px: float) -> Map:
    """Return a map without detail smaller than ``radius_px``; smooth, not exactly Gaussian."""
    rows, columns = values.shape
    factor = max(1.0, radius_px * 0.8)
    if factor < _NARROW:
        padded = np.pad(values, 1, mode="edge")
        across = padded[:, :-2] + 2 * padded[:, 1:-1] + padded[:, 2:]
        summed = across[:-2] + 2 * across[1:-1] + across[2:]
        return np.asarray(summed / np.float32(16), dtype=np.float32)
    size = (max(2, round(columns / factor)), max(2, round(rows / factor)))
    small = Image.fromarray(values).resize(size, Image.Resampling.BOX)
    if factor < _WIDE:
        small = small.resize((columns, rows), Image.Resampling.BICUBIC)
        return np.asarray(small, dtype=np.float32)
    return enlarged(np.asarray(small, dtype=np.float32), (rows, columns))


def shifted(values: Map, step_px: int) -> Map:
    """Return a map moved right and down; what comes in is the edge again."""
    return np.pad(values, ((step_px, 0), (step_px, 0)), mode="edge")[
        : values.shape[0], : values.shape[1]
    ]


def ramp(values: Values, low: float, high: float) -> Map:
    """Return 0 where a map is below ``low``, 1 above ``high``, smooth between; may be reversed."""
    t = np.clip((values - np.float32(low)) / np.float32(high - low), 0, 1)
    return np.asarray(t * t * (3 - 2 * t), dtype=np.float32)


def slopes(height: Map, px_per_unit: float) -> tuple[Map, Map]:
    """Return how steeply a height rises to the right and downwards (height units per unit)."""
    right = np.zeros_like(height)
    down = np.zeros_like(height)
    half = np.float32(0.5 * px_per_unit)
    right[:, 1:-1] = (height[:, 2:] - height[:, :-2]) * half
    down[1:-1] = (height[2:] - height[:-2]) * half
    return right, down


def cells(rng: Random, side_px: int, cell_px: float, *, jitter: float = 0.9) -> tuple[Map, Map]:
    """Return a periodic tile of distances to the nearest and second nearest of scattered points.

    Distances are in cells. The difference of the two is 0 on the borders between cells.

    Source: S. Worley, "A cellular texture basis function", SIGGRAPH 1996.
    """
    count = max(3, round(side_px / cell_px))
    points = (rng.random((2, count, count), dtype=np.float32) - 0.5) * np.float32(jitter) + 0.5
    position = (np.arange(side_px, dtype=np.float32) + 0.5) * np.float32(count / side_px)
    home = position.astype(np.int32)
    inside = position - home
    nearest = np.full((side_px, side_px), 9.0, dtype=np.float32)
    second = nearest.copy()
    for row_step in (-1, 0, 1):
        rows = (home + row_step) % count
        for column_step in (-1, 0, 1):
            columns = (home + column_step) % count
            y = points[0][rows[:, None], columns[None, :]] + (row_step - inside)[:, None]
            x = points[1][rows[:, None], columns[None, :]] + (column_step - inside)[None, :]
            distance = x * x + y * y
            np.minimum(second, np.maximum(nearest, distance), out=second)
            np.minimum(nearest, distance, out=nearest)
    return np.sqrt(nearest), np.sqrt(second)


def laid(tile: Map, across_px: Values, down_px: Values) -> Map:
    """Return a periodic tile looked up at every point of two coordinate maps (nearest pixel)."""
    rows, columns = tile.shape
    index = (np.floor(down_px).astype(np.int32) % rows) * columns
    index += np.floor(across_px).astype(np.int32) % columns
    return np.asarray(np.take(tile.ravel(), index), dtype=np.float32)
