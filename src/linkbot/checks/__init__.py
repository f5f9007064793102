"""The kinds of rule: pure functions of documents and evidence, without I/O and without a clock."""
