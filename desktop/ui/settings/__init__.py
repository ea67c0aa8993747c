"""How the window is looked at on this workstation."""
