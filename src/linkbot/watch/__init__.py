"""The schedule: which target is due, one run of it at a time, and what can be seen of that from outside."""
