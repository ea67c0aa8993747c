"""The picture on its neutral ground: viewport arithmetic, the picture, and the view that holds it.

Editor, viewer and comparison stand on this package; it knows none of them.
"""
