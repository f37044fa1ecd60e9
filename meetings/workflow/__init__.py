"""The verbs: every change of stage, with its lock, its permission, its fields and its line in the journal.

Each takes the acting person as `by` and may take the time as `at` (an aware datetime; now when left out).
`Refused` is raised with a Swedish sentence when the state of things does not allow the act.
"""
