"""The redaction editor: a series of photographs is looked at, covered, decided on and filed.

Everything but the widgets is free of Qt: ``work`` (the value that is edited), ``history`` (undo),
``geometry``, ``hit``, ``gesture``, ``seeing`` and ``tags`` (arithmetic), ``gate_rules`` and
``standing`` (what may be filed), ``loading``, ``keeping`` and ``filing`` (what is asked of the
keeper), and ``presenter``, which joins them.
"""
