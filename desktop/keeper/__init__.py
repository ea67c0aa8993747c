"""The process that holds keys, and the keyless decoder processes it starts."""
