"""The pages under /kansli/ that keep seats and people: for the secretariat and the administrator."""
