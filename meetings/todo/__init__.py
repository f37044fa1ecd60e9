"""What each person has left to do."""
