"""The one place where OpenCV is loaded; other modules import ``cv2`` from here.

The full OpenCV wheel sets two Qt variables at import, which would reach child processes and any
Qt that is started later: they are taken out again. Everything runs on the processor, on at most
two threads, so that a decoder leaves room for the window beside it.
"""

import os
from typing import Final

import cv2

__all__ = ["cv2"]

QT_VARIABLES: Final = ("QT_QPA_PLATFORM_PLUGIN_PATH", "QT_QPA_FONTDIR")

for _name in QT_VARIABLES:
    os.environ.pop(_name, None)

cv2.setNumThreads(min(2, os.cpu_count() or 1))
cv2.ocl.setUseOpenCL(False)
