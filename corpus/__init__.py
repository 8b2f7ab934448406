"""What a dispatch is, and how one is read."""
