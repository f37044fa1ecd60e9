"""What is written to people, and what comes back."""
