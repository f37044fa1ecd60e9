"""What a module asks of an app above it, which it cannot import."""


class Registered:
    """A function that the app above registers once it is loaded."""

    def register(self, function):
        self.function = function

    def __call__(self, *args, **kwargs):
        return self.function(*args, **kwargs)
