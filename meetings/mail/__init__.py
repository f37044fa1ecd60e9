"""Letters: what they say, who gets them, and those that come back."""
