"""The vocabulary and the rules: pure values, no input or output."""
