"""The readers: one module a format, chosen by content."""
