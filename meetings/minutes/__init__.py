"""What the minutes say, as plain data: the draft page, the sealed record and the PDF are all made from it.

Everyone may read all of the record once the minutes are published, so documents that are not public are in it
without their titles.
"""
