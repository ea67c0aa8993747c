"""Cards that are not cleared, and folders that are watched."""
