"""The French analysis: one module for each step, data in plain files."""
