"""The sign-in window: a process of its own, so that the workspace never held a passphrase."""
