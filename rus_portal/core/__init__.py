"""The kit: what every app may use, and which knows no app."""
