"""Text -> Document: the only place that knows the Markdown library."""
