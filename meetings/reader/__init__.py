"""What one reader has new, and has noted."""
