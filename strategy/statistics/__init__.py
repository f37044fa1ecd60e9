"""Files of official statistics, read as they are published: CSV, Excel, PX and JSON-stat.

Each reader gives a `Table`: rows of dimensions (year, area, sex and whatever else) and what stands there.
`reading` makes values of it, or says in sentences what it could not read. Marks, flags, codes with zeros
before and the decimals of each number come along; libraries that read these formats lose one or the other.
"""
