"""SQLite as Django has it, but that a query is written with SQLite's own marks once, and not each time it is
asked: the portal asks the same some thousand ways again and again, and looking through their text was a tenth
of what a page costs."""

from functools import lru_cache

from django.db.backends.sqlite3 import base

SAME = 500  # queries, for all threads; a long one is 5 kB, twice


class Cursor(base.SQLiteCursorWrapper):
    def convert_query(self, query, *, param_names=None):
        if param_names is None:
            return with_its_marks(query)
        return super().convert_query(query, param_names=param_names)


@lru_cache(maxsize=SAME)
def with_its_marks(query):
    return base.FORMAT_QMARK_REGEX.sub("?", query).replace("%%", "%")


class DatabaseWrapper(base.DatabaseWrapper):
    def create_cursor(self, name=None):
        return self.connection.cursor(factory=Cursor)
