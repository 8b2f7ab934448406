"""Writes dispatches in the formats of agencies, so that reading them gives the same dispatches."""
