from django.db import migrations


def bring(apps, schema_editor):
    """What is asked now is the first version. What a draft said when it was asked about was not kept."""
    consultations = apps.get_model("meetings", "Consultation").objects
    for asked in consultations.select_related("plan", "step__strategy"):
        facts = {"shown_at": asked.opened_at, "shown_by": asked.opened_by}
        draft = {} if was_draft(asked) else None
        version = asked.versions.create(number=1, title=asked.title, text=asked.text, draft=draft, **facts)
        version.files.set(asked.every_file.all())
    answers = apps.get_model("meetings", "ConsultationAnswer").objects.exclude(sent_at=None)
    told = apps.get_model("councils", "JournalEntry").objects.filter(act="change_answer").exclude(by=None)
    for entry in told.order_by("pk"):
        answers.filter(pk=entry.subject_id).update(changed_at=entry.at, changed_by=entry.by)


def was_draft(asked):
    if asked.plan:
        frozen = asked.plan.made_from_id and asked.plan.frozen_at
        return asked.plan.is_draft or bool(frozen and frozen > asked.opened_at)
    strategy = asked.step.strategy
    adopted = strategy.made_from_id and strategy.adopted_on
    return strategy.is_draft or bool(adopted and adopted >= asked.opened_at.date())


class Migration(migrations.Migration):
    dependencies = [("meetings", "0007_keep_what_was_asked")]

    operations = [migrations.RunPython(bring, migrations.RunPython.noop)]
