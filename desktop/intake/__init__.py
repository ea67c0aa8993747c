"""From a card or a folder to bytes: what arrives, when it is whole, what it is."""
