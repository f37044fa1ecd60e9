"""Seats, mandates, journal and sign-ins under /kansli/: for the secretariat and the administrator."""
