"""The kit every screen is built from. Widgets here know words and looks, never a use case."""
