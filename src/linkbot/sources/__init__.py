"""The sources of truth: one class each, the only modules that read the network."""
