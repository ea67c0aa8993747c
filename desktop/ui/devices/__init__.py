"""The device register: which devices there are, what was checked, and what comes from where."""
