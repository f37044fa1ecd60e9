"""Steps of migrations that Django has not."""

from django.db.migrations.operations.base import Operation


class CreateModels(Operation):
    """New models of an app, in the order they are created in. One by one, each would have Django render anew
    all that it leads to, and all that leads there."""

    def __init__(self, steps):
        self.steps = steps

    def state_forwards(self, app_label, state):
        state.__dict__.pop("apps", None)  # rendered again when asked for: once, with all of them
        for step in self.steps:
            step.state_forwards(app_label, state)

    def database_forwards(self, app_label, schema_editor, from_state, to_state):
        for step in self.steps:
            step.database_forwards(app_label, schema_editor, from_state, to_state)

    def database_backwards(self, app_label, schema_editor, from_state, to_state):
        for step in reversed(self.steps):
            step.database_backwards(app_label, schema_editor, from_state, to_state)

    def describe(self):
        return f"Create {len(self.steps)} models"
