"""Meetings in time: the year, calendars, who is invited, addresses of before."""
