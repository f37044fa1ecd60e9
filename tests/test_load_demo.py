"""The demo's year is made by the verbs, so it keeps every rule of the portal."""

import datetime as dt
import io
import re
import tempfile
from collections import Counter
from unittest.mock import patch

import pytest
from django.core.management import CommandError, call_command
from django.db import IntegrityError, transaction
from django.db.models import Q
from django.test import TestCase, override_settings
from django.utils import timezone
from pypdf import PdfReader

from councils.models import Council, JournalEntry, Person
from meetings.agenda import gate
from meetings.models import (
    AgendaItem,
    Attendance,
    Consultation,
    ConsultationFile,
    DissentingOpinion,
    Document,
    Feedback,
    FormalDecision,
    Funding,
    Letter,
    Meeting,
    Minutes,
    Position,
    Result,
    SealedFile,
    Stance,
    Undertaking,
)
from meetings.planning import calendar
from meetings.planning.invitees import invitees_of
from meetings.positions.decisions import untold
from meetings.stances import missing_in
from rus_portal.core.pdf import told
from rus_portal.core.permissions import may_answer_consultation, may_confirm_dissent, may_record_meeting
from rus_portal.core.standing import home_seats
from rus_portal.core.workdays import is_working_day
from rus_portal.demo.people import ROLES, person_for
from rus_portal.demo.sheet import sheet
from rus_portal.demo.year import mandates, meeting_day, months_later, working_day
from rus_portal.management.commands.load_demo import STALE
from strategy.models import AdvocacyIssue, Indicator, IndicatorValue
from tests import acts
from tests.conftest import unprinted

HISTORY = dt.date(2019, 11, 29)
# The week before the eve of a mandate, itself (the coming meetings are in the next one), the day after,
# Easter, midsummer, the summer break, a leap day, a new eve.
SELDOM = ["2026-12-18", "2026-12-31", "2027-01-01", "2027-03-28", "2027-06-25", "2027-07-15"]
SELDOM += ["2027-12-24", "2028-02-29", "2030-12-28", "2031-01-02"]


def counted(rows, *fields):
    return Counter(rows.values_list(*fields))


def coming():
    """The meeting ahead whose summons is out."""
    return Meeting.objects.get(stage="convened", date__gt=timezone.localdate())


def have_been():
    """Those whose summons is out, on two days long ago."""
    for nth, meeting in enumerate(Meeting.objects.filter(stage="convened").order_by("pk"), start=8):
        Meeting.objects.filter(pk=meeting.pk).update(date=f"2026-01-{nth:02}", end_date=f"2026-01-{nth:02}")


def days_off():
    """The days off on which a meeting is, an organisation took the matter up, or its decision is planned or
    taken."""
    rows = [*Meeting.objects.values_list("date", "end_date"), *Stance.objects.values_list("held_on")]
    rows += FormalDecision.objects.values_list("planned_on", "decided_on")
    return [day for row in rows for day in row if day and not is_working_day(day)]


def it_is(day):
    noon = timezone.make_aware(dt.datetime.combine(dt.date.fromisoformat(day), dt.time(12)))
    return patch("django.utils.timezone.now", lambda: noon)


def called_from_no_seat():
    """Those who are called to a coming meeting and hold no seat at it."""
    coming = Meeting.objects.upcoming()
    called = [(held.person, meeting) for meeting in coming for held in invitees_of(meeting)]
    assert called
    return [str(person) for person, meeting in called if not home_seats(person, meeting)]


class TheYear(TestCase):
    """Loaded once, since it takes its time, in the place of a demo whose meetings have been; each test is
    rolled back to it."""

    @classmethod
    def setUpTestData(cls):
        cls.documents = cls.enterClassContext(tempfile.TemporaryDirectory())
        cls.told, cls.councils = io.StringIO(), Council.objects.count()
        with (
            override_settings(MEDIA_ROOT=cls.documents, DEMO=True),
            patch("rus_portal.core.pdf._printed", unprinted),
        ):
            cls.before = acts.approved(acts.held(Council.objects.get(slug="stora-samverkansradet")))
            call_command("load_demo", fresh=True, stdout=cls.told)

    def test_the_year_tells_of_its_meetings_as_it_goes(self):
        lines = self.told.getvalue().splitlines()
        assert (len(lines), lines[-1]) == (30, "Demot är inläst.")

    def test_nothing_is_left_of_the_demo_before_and_what_is_sealed_is_frozen_again(self):
        assert not Minutes.objects.filter(sha256=self.before.sha256).exists()
        assert (Council.objects.count(), Meeting.objects.count()) == (self.councils, 12)
        with pytest.raises(IntegrityError, match="frozen"), transaction.atomic():
            SealedFile.objects.all().delete()

    def test_there_are_meetings_of_every_sort(self):
        meetings = Meeting.objects.exclude(date=HISTORY)
        assert counted(meetings, "council__slug", "stage") == {
            ("regionala-samverkansradet", "held"): 6,
            ("regionala-samverkansradet", "convened"): 2,
            ("regionala-samverkansradet", "planned"): 1,
            ("stora-samverkansradet", "held"): 2,
        }
        assert meetings.filter(joint_with__isnull=False).count() == 1
        assert meetings.get(format="retreat").end_date > meetings.get(format="retreat").date
        assert [
            former.date < former.meeting.date
            for former in meetings.get(former_dates__isnull=False).former_dates.all()
        ] == [True]

    def test_meetings_fall_on_working_days_and_never_twice_on_one(self):
        meetings = Meeting.objects.all()
        assert days_off() == []
        assert len({meeting.date for meeting in meetings}) == len(meetings)

    def test_fifty_items_reach_every_outcome(self):
        assert AgendaItem.objects.count() == 54
        assert {outcome for (outcome,) in counted(AgendaItem.objects.all(), "outcome")} == {
            "",
            *AgendaItem.Outcome.values,
        }
        assert AgendaItem.objects.filter(stage="postponed").count() == 1

    def test_every_item_on_a_sent_agenda_passes_the_gate(self):
        assert all(gate.passes(item) for item in AgendaItem.objects.on_the_agenda())
        stopped = [
            item for item in AgendaItem.objects.filter(meeting__stage="planned") if not gate.passes(item)
        ]
        assert len(stopped) == 2

    def test_what_was_referred_back_or_postponed_is_taken_up_again(self):
        carried = AgendaItem.objects.filter(Q(stage="postponed") | Q(outcome="referred_back"))
        assert {item.continued_by.get().outcome for item in carried} == {"adopted"}

    def test_every_published_position_is_numbered_and_found_by_its_words(self):
        published = Position.objects.published()
        assert published.count() == 14
        assert not published.filter(Q(number=None) | Q(slug="") | Q(search_stems="")).exists()

    def test_positions_stand_in_consensus_and_with_dissent(self):
        dissenting = Position.objects.filter(item__dissents__isnull=False).distinct()
        assert 0 < dissenting.count() < Position.objects.count()

    def test_dissent_is_lodged_by_the_member_ahead_and_by_the_secretary_at_the_meeting(self):
        secretary = person_for("secretary")
        for dissent in DissentingOpinion.objects.select_related("item__meeting"):
            ahead = dissent.lodged_by != secretary
            assert ahead == (dissent.lodged_at < dissent.item.meeting.starts)
            assert dissent.lodged_by == (dissent.person if ahead else secretary)

    def test_who_was_away_neither_approves_the_minutes_nor_dissents_at_the_meeting(self):
        for away in Attendance.objects.filter(status="excused"):
            assert away.person not in away.meeting.approvers.all()
            at_meeting = away.person.dissents.filter(
                item__meeting=away.meeting, lodged_at__gte=away.meeting.starts
            )
            assert not at_meeting.exists()

    def test_minutes_stand_at_several_stages(self):
        assert counted(Minutes.objects.all(), "stage") == {("published",): 6, ("approved",): 1, ("sent",): 1}
        for minutes in Minutes.objects.filter(sealed__isnull=False):
            assert bytes(minutes.sealed.content).startswith(b"%PDF")

    def test_every_organisation_has_confirmed_what_it_took_home_but_the_officials_last(self):
        missing = Feedback.objects.unreceived().values_list("organisation__slug", "minutes__stage")
        assert list(missing) == [("timra", "approved")]
        assert Letter.objects.filter(kind="feedback", person=None).exists()

    def test_formal_decisions_stand_at_every_stage(self):
        assert {status for (status,) in counted(FormalDecision.objects.all(), "status")} == set(
            FormalDecision.Status.values
        )

    def test_of_some_positions_every_organisation_has_told_and_of_some_not_yet(self):
        silent = untold(
            list(Position.objects.filter(item__meeting__council__slug="regionala-samverkansradet"))
        )
        assert {bool(homes) for homes in silent.values()} == {True, False}

    def test_a_position_is_followed_to_what_came_of_it(self):
        told = Undertaking.objects.values_list("status", flat=True)
        assert {*told} == {*Undertaking.Status.values}
        assert all(each.picture_text for each in Result.objects.exclude(picture=""))
        assert [each.shares.count() for each in Funding.objects.order_by("pk")] == [4, 2]
        assert any(each.is_overdue for each in FormalDecision.objects.all())

    def test_some_organisations_have_published_how_they_thought(self):
        told = Stance.objects.filter(published_at__isnull=False)
        assert [bool(each.in_own_words) for each in told] == [True, True]

    def test_the_strategy_is_measured_pleaded_for_and_asked_about(self):
        assert [each.values.count() for each in Indicator.objects.order_by("order", "title")] == [6, 18]
        assert IndicatorValue.objects.filter(mark="..").count() == 1
        assert [each.told_status for each in AdvocacyIssue.objects.all()] == [
            *("Resultat", "Besvarad", "Framförd, väntar på svar")
        ]
        closed, asked = Consultation.objects.order_by("opened_at")
        answers = closed.answers.filter(sent_at__isnull=False)
        assert (answers.count(), answers.get(is_late=True).organisation.slug) == (4, "kramfors")
        assert ConsultationFile.objects.filter(answer__in=answers).count() == 1
        assert asked.told_state == "Öppen"
        own = asked.answers.get(organisation__slug="timra")
        may_answer = may_answer_consultation(person_for("official"), own.organisation)
        assert (own.sent_at, bool(may_answer)) == (None, True)
        assert not Letter.objects.filter(sent_at=None).exists()

    def test_nothing_has_happened_later_than_now(self):
        now = timezone.now()
        assert not Result.objects.filter(happened_on__gt=now).exists()
        assert not JournalEntry.objects.filter(at__gt=now).exists()
        assert not FormalDecision.objects.filter(decided_on__gt=now).exists()
        assert not Document.objects.filter(added_at__gt=now).exists()

    def test_formal_decisions_come_after_the_meeting(self):
        for decision in FormalDecision.objects.exclude(decided_on=None):
            assert decision.decided_on > decision.position.adopted_on

    def test_the_coming_meeting_has_its_summons_out_in_time(self):
        meeting = coming()
        assert timezone.localdate(meeting.convened_at) <= meeting.summons_due
        assert timezone.localdate() < meeting.date

    def test_a_meeting_of_the_day_waits_to_be_run(self):
        today = Meeting.objects.get(stage="convened", date__lte=timezone.localdate())
        assert may_record_meeting(person_for("secretary"), today)
        assert today.date == meeting_day(0)
        assert not today.attendances.exists()

    def test_most_organisations_have_prepared_the_coming_meeting_and_some_have_not(self):
        meeting = coming()
        assert counted(Stance.objects.all(), "status") == {
            ("supports",): 22,
            ("can_accept",): 7,
            ("under_way",): 3,
            ("will_dissent",): 3,
        }
        assert [len(missing) for _, missing in missing_in([meeting])[meeting.pk]] == [2, 4]
        announced = Stance.objects.get(status="will_dissent", confirmed_at=None)
        assert may_confirm_dissent(person_for("member"), announced)
        confirmed = Stance.objects.get(confirmed_at__isnull=False, item__meeting=meeting)
        assert confirmed.item.dissents.standing().get().text == confirmed.dissent_text

    def test_some_have_answered_the_summons_and_the_member_has_not(self):
        meeting = coming()
        assert meeting.answers.count() == 9
        assert not meeting.answers.filter(person=person_for("member")).exists()

    def test_a_substitute_served_for_one_who_was_away(self):
        serving = Attendance.objects.exclude(substitutes_for=None).get()
        assert str(serving.person) == "Ersättare, opposition, Härnösand"
        assert str(serving.substitutes_for) == "Ledamot, opposition, Härnösand"
        assert serving.meeting.attendances.get(seat=serving.substitutes_for).status == "excused"

    def test_the_backing_of_the_strategy_in_2019_says_no_more_than_the_sources(self):
        meeting = Meeting.objects.get(date=HISTORY)
        item = meeting.items.get()
        assert (meeting.council.slug, meeting.place, meeting.leader) == ("stora-samverkansradet", "", None)
        assert not meeting.minutes.exists()
        assert not meeting.attendances.exists()
        assert not meeting.formalities.exists()
        assert item.paragraph is None
        assert item.position.source.startswith("Region Västernorrland, rvn.se")
        decision = item.position.decisions.get()
        assert (decision.status, decision.decided_on, decision.decided_note) == (
            "decided",
            None,
            "februari 2020",
        )
        assert item.position.slug == "regional-utvecklingsstrategi-for-vasternorrland-2020-2030"

    def test_no_clock_format_or_summons_is_made_up_for_2019_and_everyone_is_told_what_is_not_known(self):
        meeting = Meeting.objects.get(date=HISTORY)
        pages = [
            self.client.get(address).content.decode()
            for address in (meeting.get_absolute_url(), "/rad/stora-samverkansradet/moten/")
        ]
        assert (
            "men inte klockslag, mötesform, plats, kallelse, dagordning, närvaro eller paragraf" in pages[0]
        )
        unknown = "och säger inget om avvikande synpunkter. Numret på ställningstagandet är portalens eget."
        position = Position.objects.get(item__meeting=meeting)
        paper = told("meetings/pdf/position.html", position=position)
        page = self.client.get(position.get_absolute_url()).content.decode()
        assert all(unknown in each for each in (pages[0], page, paper))
        assert "rvn.se: En betydande milstolpe" in pages[0]
        assert "kl. " not in pages[0]
        assert "Digitalt" not in pages[0]
        assert "kallelse.pdf" not in pages[0]
        assert "Framgår inte av källan" not in pages[1]
        self.client.force_login(person_for("secretary"))
        listed = self.client.get("/rad/stora-samverkansradet/moten/").content.decode()
        row = listed.partition("29 november 2019")[2].partition("</tr>")[0]
        assert "Framgår inte av källan" in row
        assert self.client.get(meeting.url("summons_pdf")).status_code == 404
        event = calendar.entry(meeting, sequence=0, stamp=timezone.now())
        assert (event.start, "location" in event) == (HISTORY, False)

    def test_no_page_or_file_of_2019_says_when_in_what_order_or_after_what_deadlines_it_met(self):
        meeting = Meeting.objects.get(date=HISTORY)
        item = meeting.items.get()
        open_pages = [meeting.get_absolute_url(), item.get_absolute_url(), item.position.get_absolute_url()]
        made_up = ["handlingar.pdf", "handlingar.zip", "kallelse.pdf", "punkter/1/handlingar.pdf"]
        made_up += ["kallelse/", "dagordning/", "dagordning/versioner/", "svar/", "svarslista/", "utskick/"]
        made_up += ["punkter/1/handlingar.zip", "forankring/", "protokoll/"]
        for role in (None, "member", "secretary"):
            self.client.logout()
            if role:
                self.client.force_login(person_for(role))
            for address in open_pages:
                page = self.client.get(address).content.decode()
                said = re.findall(
                    r"kl\. \d|\d minuter|Digitalt|Punkt(?:</span>)? ?1|>1\. |beskriven|Logga in för", page
                )
                assert (role, address, said) == (role, address, [])
                assert [each for each in made_up if f'{meeting.get_absolute_url()}{each}"' in page] == []
            answers = {self.client.get(meeting.get_absolute_url() + each).status_code for each in made_up}
            assert answers <= {302, 403, 404}
        for ending in ("/", ".ics"):
            year = self.client.get(f"/kansli/arshjul/2019{ending}").content.decode()
            assert not re.search("Kallelse ut|Handlingar in|Förslag in|Protokollet justerat", year)
        assert year.count("BEGIN:VEVENT") == 1

    def test_everyone_is_named_by_role_and_stands_where_the_role_says(self):
        names = {role: person_for(role).name for role in ROLES}
        assert names == {
            "secretary": "Rådssekreterare 1",
            "chair": "Ordförande, Regionen",
            "member": "Ledamot, majoritet, Härnösand",
            "opposition": "Ledamot, opposition, Härnösand",
            "substitute": "Ersättare, majoritet, Härnösand",
            "official": "Kommunchef, Timrå",
            "preparatory": "Tillväxt-/utvecklingschef, Sundsvall",
            "outsider": "Ledamot, Mittuniversitetet",
            "admin": "Systemförvaltare",
        }
        held = {
            role: {appointment.seat.council.slug for appointment in person_for(role).standing.appointments}
            for role in ROLES
        }
        both = {"regionala-samverkansradet", "stora-samverkansradet"}
        assert held == dict.fromkeys(("chair", "member", "opposition", "official"), both) | {
            "secretary": {"kansliet"},
            "admin": {"kansliet"},
            "substitute": {"regionala-samverkansradet"},
            "preparatory": {"strategiska-rus-gruppen"},
            "outsider": {"stora-samverkansradet"},
        }

    def test_every_document_opens(self):
        with override_settings(MEDIA_ROOT=self.documents):
            for document in Document.objects.all():
                with document.file.open() as file:
                    assert len(PdfReader(file).pages) == 1

    def test_loading_again_does_nothing_and_says_so(self):
        before = JournalEntry.objects.count()
        told = io.StringIO()
        with override_settings(DEMO=True):
            call_command("load_demo", stdout=told)
        assert told.getvalue() == "Här finns redan möten, så demot läses inte in på nytt.\n"
        assert JournalEntry.objects.count() == before

    def test_a_demo_whose_meetings_have_been_says_so_when_it_starts(self):
        told = io.StringIO()
        have_been()
        with override_settings(DEMO=True):
            call_command("load_demo", stdout=told)
        assert told.getvalue() == f"{STALE}\n"

    def test_what_is_not_a_demo_alone_is_never_emptied(self):
        Person.objects.create(name="Eva", email="eva@region.example")
        with override_settings(DEMO=True), pytest.raises(CommandError, match="1 personer som inte hör"):
            call_command("load_demo", fresh=True)
        with override_settings(DEMO=False), pytest.raises(CommandError, match="DEMO=1"):
            call_command("load_demo", fresh=True)
        assert Meeting.objects.count() == 12


def test_without_demo_mode_nothing_made_up_is_loaded(settings):
    settings.DEMO = False
    with pytest.raises(CommandError, match="DEMO=1"):
        call_command("load_demo")


@pytest.mark.evidence
@pytest.mark.one_transaction
@pytest.mark.parametrize("day", SELDOM)
def test_the_demo_loads_on_any_day_and_who_is_called_is_there_at_the_meeting(db, settings, day):
    settings.DEMO = True
    with it_is(day):
        call_command("load_demo", fresh=True, stdout=io.StringIO())
        assert (days_off(), called_from_no_seat()) == ([], [])
        assert str(coming().date) > day


def test_a_sheet_says_what_it_stands_for_in_swedish():
    page = PdfReader(io.BytesIO(sheet("Underlag: åtgärder (utkast)", "Till punkten ”Öar”."))).pages[0]
    assert page.extract_text().split("\n") == ["Underlag: åtgärder (utkast)", "Till punkten ”Öar”."]


@pytest.mark.parametrize(
    ("day", "days", "expected"),
    [
        ("2026-12-03", 1, "2026-12-03"),  # a Thursday
        ("2026-12-05", 1, "2026-12-04"),
        ("2026-12-06", 1, "2026-12-04"),
        ("2026-12-04", 2, "2026-12-03"),  # two days do not begin on a Friday
        ("2026-12-06", 2, "2026-12-03"),
        ("2027-01-06", 1, "2027-01-04"),  # Epiphany and its eve
        ("2027-03-29", 2, "2027-03-23"),  # from Easter Monday to before Maundy Thursday
    ],
)
def test_a_meeting_is_put_on_the_working_days_before(day, days, expected):
    assert working_day(dt.date.fromisoformat(day), days) == dt.date.fromisoformat(expected)


def test_meeting_days_are_counted_from_today():
    assert meeting_day(14) <= timezone.localdate() + dt.timedelta(days=14)


def test_mandates_are_four_years_counted_from_2023():
    periods = list(mandates(dt.date(2025, 12, 12), dt.date(2027, 1, 8)))
    assert periods == [
        (dt.date(2023, 1, 1), dt.date(2026, 12, 31)),
        (dt.date(2027, 1, 1), dt.date(2030, 12, 31)),
    ]
    assert list(mandates(dt.date(2026, 1, 1), dt.date(2026, 12, 31))) == periods[:1]


def test_a_review_is_due_the_first_of_the_month():
    assert months_later(dt.date(2026, 12, 4), 12) == dt.date(2027, 12, 1)
    assert months_later(dt.date(2026, 6, 5), 18) == dt.date(2027, 12, 1)
