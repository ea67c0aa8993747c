"""The frame of the window: bars around a screen, the way between screens, dropping of files."""
