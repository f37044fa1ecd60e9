"""The year of a date, as the database counts by it."""

from django.db.models.functions import ExtractYear


class YearOf(ExtractYear):
    """Where SQLite would ask Python for each row, it reads the year off the date as it stores it. Of a date:
    a moment has no year without its time zone."""

    def as_sqlite(self, compiler, connection, **extra):
        sql, params = compiler.compile(self.lhs)
        return f"CAST(substr({sql}, 1, 4) AS INTEGER)", params
