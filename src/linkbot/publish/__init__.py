"""report.json -> what should exist on GitHub, the difference to what exists, and how to say it."""
