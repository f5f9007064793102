"""linkbot keeps curated Markdown lists true."""

__version__ = "0.1.0"
