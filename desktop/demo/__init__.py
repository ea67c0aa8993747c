"""The demonstration practice: invented patients and drawn photographs."""
