"""Generated skin, drawings on it, and the same skin photographed again."""

import cv2
import numpy as np


def skin(width: int, height: int, *, seed: int, tone: tuple[int, int, int]) -> np.ndarray:
    """Return (height, width, 3) uint8 RGB: pores, blotches, light from one side, and some hairs."""
    rng = np.random.default_rng(seed)
    fine = cv2.GaussianBlur(rng.normal(0, 14, (height, width)).astype(np.float32), (0, 0), 1.2)
    wide = cv2.GaussianBlur(rng.normal(0, 90, (height, width)).astype(np.float32), (0, 0), 18)
    light = np.linspace(0.88, 1.08, width, dtype=np.float32)[np.newaxis, :]
    grey = fine + wide
    made = (np.array(tone, np.float32) + grey[..., np.newaxis]) * light[..., np.newaxis]
    image = np.clip(made, 0, 255).astype(np.uint8)
    for _ in range(60):
        x, y = int(rng.integers(width)), int(rng.integers(height))
        dark = tuple(int(part * 0.72) for part in tone)
        end = (x + int(rng.integers(-30, 30)), y + int(rng.integers(-30, 30)))
        cv2.line(image, (x, y), end, dark, 1, cv2.LINE_AA)
    return image


def tattooed(image: np.ndarray, *, seed: int) -> tuple[np.ndarray, np.ndarray]:
    """Return a picture with a drawing in its middle, and (h, w) bool, true where its ink is."""
    rng = np.random.default_rng(seed)
    height, width = image.shape[:2]
    ink = np.zeros((height, width), np.uint8)
    middle = np.array([width / 2, height / 2])
    reach = min(width, height) * 0.22
    for turn in np.linspace(0, 2 * np.pi, 9, endpoint=False):
        way = np.array([np.cos(turn), np.sin(turn)])
        petal = middle + way * reach * 0.55
        axes = (round(reach * 0.42), round(reach * 0.2))
        at = (round(petal[0]), round(petal[1]))
        line = max(2, round(reach * 0.024))
        cv2.ellipse(ink, at, axes, np.degrees(turn), 0, 360, 255, line, cv2.LINE_AA)
    cv2.circle(ink, (round(middle[0]), round(middle[1])), round(reach * 0.22), 255, -1)
    colour = np.array([(38, 44, 60), (28, 70, 60), (110, 30, 40)][int(rng.integers(3))], np.float32)
    part = (ink.astype(np.float32) / 255 * 0.85)[..., np.newaxis]
    drawn = image * (1 - part) + colour * part
    return np.clip(drawn, 0, 255).astype(np.uint8), ink > 60


def again(
    image: np.ndarray, *, degrees: float, scale: float, shift: tuple[float, float], seed: int
) -> tuple[np.ndarray, np.ndarray]:
    """Return the same photographed again, and the 2 by 3 matrix to where everything is there."""
    height, width = image.shape[:2]
    matrix = cv2.getRotationMatrix2D((width / 2, height / 2), -degrees, scale)
    matrix[:, 2] += shift
    moved = cv2.warpAffine(image, matrix, (width, height), borderMode=cv2.BORDER_REFLECT)
    noise = np.random.default_rng(seed).normal(0, 4, image.shape)
    return np.clip(moved * 0.93 + noise, 0, 255).astype(np.uint8), matrix
