"""How the window looks: themes, colours, type, icons. Nothing here knows a screen."""
