"""Planning meetings: the year, calendars, who is invited, former addresses."""
