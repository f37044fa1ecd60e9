"""Rich texts in the minutes: what verbs store, what the record says, and what was plain before."""

import importlib

from django.apps import apps

from meetings.minutes.record import compile_record
from meetings.models import AgendaItem, Formality
from meetings.sealed import record_of
from meetings.workflow.formality import record_formalities
from rus_portal.core.rich import as_html
from tests import acts

ODD = "<p>Så här skrev någon, med tecken.</p>"


def section(record):
    return next(each for each in record["sections"] if each["is_item"])


def test_whoever_calls_the_verb_what_is_stored_is_sanitised(regional, secretary):
    meeting = acts.summoned(regional, days=-1)
    unclean = "<p onclick=x>Hej<del> då</del><script>x</script></p>"
    acts.handle(meeting.items.get(), discussion=unclean, minutes_note="Ett.\n\nTvå.", further_handling="")
    record_formalities(meeting, {"opening": unclean}, by=secretary)
    item = AgendaItem.objects.get()
    assert (item.discussion, item.minutes_note, item.further_handling) == (
        "<p>Hej</p>",
        "<p>Ett.</p><p>Två.</p>",
        "",
    )
    assert meeting.formalities.get(kind="opening").text == "<p>Hej</p>"
    record = compile_record(acts.close(meeting).minutes.get())
    assert (record["rich"], section(record)["discussion"]) == (True, "<p>Hej</p>")


def test_plain_texts_from_before_read_as_they_did_also_where_they_look_rich(regional):
    meeting = acts.held(regional)
    AgendaItem.objects.update(discussion=ODD, minutes_note="- en\n- två")
    Formality.objects.filter(kind="opening").update(text=ODD)
    importlib.import_module("meetings.migrations.0003_bring_along").set_apart(apps, None)
    minutes = meeting.minutes.get()
    record = compile_record(minutes)
    assert ("rich" in record, as_html(section(record)["discussion"])) == (False, as_html(f" {ODD}"))
    assert as_html(record["sections"][0]["text"]) == as_html(f" {ODD}")
    assert section(record)["note"] == "- en\n- två"


def test_a_sealed_record_from_before_is_read_as_plain_and_kept_as_it_is(regional, monkeypatch):
    sealed = acts.approved(acts.held(regional))
    section(sealed.record)["discussion"] = ODD
    monkeypatch.setattr("meetings.sealed.seal", lambda minutes: {})  # as if it had been sealed so
    read = record_of(sealed)
    assert as_html(section(read)["discussion"]) == "<p>&lt;p&gt;Så här skrev någon, med tecken.&lt;/p&gt;</p>"
    assert section(sealed.record)["discussion"] == ODD
