"""The one place where OpenCV is loaded; other modules import ``cv2`` from here.

The full OpenCV wheel sets two Qt variables at import, which would reach child processes and any
Qt that is started later: they are taken out again. Everything runs on the processor, on at most
two threads, so that a decoder leaves room for the window beside it.
"""

import os
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Final

import cv2

__all__ = ["cv2", "one_thread"]

QT_VARIABLES: Final = ("QT_QPA_PLATFORM_PLUGIN_PATH", "QT_QPA_FONTDIR")

for _name in QT_VARIABLES:
    os.environ.pop(_name, None)

THREADS: Final = min(2, os.cpu_count() or 1)

cv2.setNumThreads(THREADS)
cv2.ocl.setUseOpenCL(False)


@contextmanager
def one_thread() -> Iterator[None]:
    """Run OpenCV on this thread alone: a second one waits busily for the first.

    Over many small steps that costs a sixteenth more processor time, which the window wants.
    """
    cv2.setNumThreads(1)
    try:
        yield
    finally:
        cv2.setNumThreads(THREADS)
