"""Meetings in other regions, for those who sit there too: read by OParl, shown to them alone."""

import datetime as dt
import socket

import pytest
from django.core.management import call_command
from django.db import IntegrityError
from django.urls import reverse
from django.utils import timezone

from meetings.models import NeighbourCouncil, NeighbourMeeting, NeighbourSystem
from meetings.neighbours import oparl
from meetings.reader.neighbours import neighbour_meetings
from meetings.workflow.neighbour import add_neighbour, follow_neighbours, read_neighbour
from rus_portal.core import fetching
from rus_portal.core.fetching import Away, json_from, refusal
from rus_portal.core.workdays import midnight
from tests.oparl_stub import Stub

COUNCIL_OF_OTHERS = "Råd 1"


@pytest.fixture
def stub(tmp_path, settings, monkeypatch):
    made = Stub(tmp_path)
    settings.FETCHES_INTERNAL = True
    monkeypatch.setenv("SSL_CERT_FILE", str(tmp_path / "server.pem"))
    yield made
    made.stop()


@pytest.fixture
def system(stub, administrator):
    stub.serve([stub.council(1), stub.council(2)], [stub.meeting(1)])
    return add_neighbour(by=administrator, name="Region Annan", address=f"{stub.base}/system")


def names():
    return [each.name for each in NeighbourMeeting.objects.order_by("name")]


# What is read


def test_councils_and_meetings_of_all_pages_are_read(stub, system):
    facts = {
        "location": {"streetAddress": "Storgatan 1", "locality": "Umeå"},
        "web": "https://annan.example/1",
    }
    stub.serve(map(stub.council, range(1, 6)), [stub.meeting(nth, (1, 2), **facts) for nth in range(1, 6)])
    assert read_neighbour(system)
    assert (NeighbourCouncil.objects.count(), names()) == (5, [f"Möte {nth}" for nth in range(1, 6)])
    meeting = NeighbourMeeting.objects.get(name="Möte 1")
    assert (meeting.place, meeting.link) == ("Storgatan 1, Umeå", "https://annan.example/1")
    assert meeting.starts == dt.datetime(2031, 3, 12, 8, tzinfo=dt.UTC)
    assert sorted(each.name for each in meeting.councils.all()) == ["Råd 1", "Råd 2"]


def test_the_next_reading_asks_for_what_has_changed_and_hears_of_what_is_gone(stub, system):
    stub.serve([stub.council(1), stub.council(2)], [stub.meeting(1), stub.meeting(2)])
    read_neighbour(system)
    stub.asked.clear()
    gone = {"id": f"{stub.base}/meetings/1", "type": "https://schema.oparl.org/1.1/Meeting", "deleted": True}
    changed = stub.meeting(2, name="Flyttat", start="2031-04-01T10:00:00+02:00")
    stub.serve([stub.council(2) | {"deleted": True, "modified": "2099"}], [gone, changed])
    system.refresh_from_db()
    read_neighbour(system)
    assert names() == ["Flyttat"]
    assert [each.name for each in NeighbourCouncil.objects.all()] == ["Råd 1"]
    asked = [path for path in stub.asked if path.startswith(("/councils", "/meetings"))]
    assert len(asked) == 2
    assert all("modified_since=" in path for path in asked)


def test_what_is_over_is_not_kept(stub, system):
    stub.serve([stub.council(1)], [stub.meeting(1, start="2020-01-01T09:00:00+01:00"), stub.meeting(2)])
    read_neighbour(system)
    assert names() == ["Möte 2"]
    read_neighbour(system, at=timezone.now() + dt.timedelta(days=3650))
    assert names() == []


@pytest.mark.parametrize(
    ("changes", "starts"),
    [
        ({"start": "2031-03-12T09:00:00"}, "2031-03-12 08:00"),  # without a zone: ours
        ({"start": "2031-03-12T09:00:00Z"}, "2031-03-12 09:00"),
        ({"start": "2031-03-12"}, "2031-03-11 23:00"),
        ({"start": None}, None),
        ({"start": "i mars"}, None),
        ({"start": "9999-12-31T23:59:59-12:00"}, None),
        ({"start": 20310312}, None),
        ({"organization": "en sträng", "location": "https://a.example/plats", "web": 7}, "2031-03-12 08:00"),
        ({"organization": None, "name": None, "okänt": {"fält": [1]}}, "2031-03-12 08:00"),
        ({"id": None}, None),
        ({"deleted": "true"}, None),
    ],
)
def test_fields_that_are_not_as_they_should_be_break_nothing_else(stub, system, changes, starts):
    stub.serve([stub.council(1), "en adress", 7], [stub.meeting(1, **changes), stub.meeting(2, name="Helt")])
    assert read_neighbour(system)
    found = {
        each.name: f"{each.starts.astimezone(dt.UTC):%Y-%m-%d %H:%M}"
        for each in NeighbourMeeting.objects.all()
    }
    assert found.pop("Helt") == "2031-03-12 08:00"
    assert list(found.values()) == ([starts] if starts else [])


def test_a_link_that_is_no_page_is_left_out(stub, system):
    stub.serve([stub.council(1)], [stub.meeting(1, web="javascript:alert(1)")])
    read_neighbour(system)
    assert NeighbourMeeting.objects.get().link == ""


def test_a_system_that_lists_one_body_or_believes_that_it_has_no_tls_is_read(stub, system):
    stub.answers["/system"]["body"] = [f"{stub.base}/bodies/1"]
    stub.answers["/bodies/1"] = stub.answers["/bodies"][0]
    open_address = stub.base.replace("https", "http")
    stub.answers["/meetings"] = {"data": [], "links": {"next": f"{open_address}/rest"}}
    stub.answers["/rest"] = [stub.meeting(3)]
    assert read_neighbour(system)
    assert names() == ["Möte 3"]


# What is broken


@pytest.mark.parametrize(
    ("answer", "told"),
    [
        (500, "svarade med felet 500"),
        (b"<html>", "inte är JSON"),
        (b"[]", "annat än ett objekt"),
        (b"[" * 100_000, "inte är JSON"),
        ({"type": "https://schema.oparl.org/1.1/Person"}, "inte till ett OParl-system"),
        ((302, "/system"), "för många gånger"),
        ((302, "http://127.0.0.1/"), "https://"),
        ((302, "file:///etc/passwd"), "https://"),
    ],
)
def test_a_broken_system_is_told_of_and_what_was_read_is_kept(
    client, stub, system, administrator, answer, told
):
    read_neighbour(system)
    stub.answers["/system"] = answer
    assert not read_neighbour(system)
    system.refresh_from_db()
    assert told in system.trouble
    assert names() == ["Möte 1"]
    client.force_login(administrator)
    page = client.get(reverse("neighbours")).content.decode()
    assert "Gick inte att läsa" in page
    assert "visas fortfarande" in page


def test_a_list_that_never_ends_and_an_answer_that_is_too_large_are_broken_off(stub, system, monkeypatch):
    stub.answers["/meetings"] = {"data": [], "links": {"next": f"{stub.base}/meetings"}}
    assert read_neighbour(system)  # it leads nowhere new: that was all
    monkeypatch.setattr(oparl, "PAGES", 3)
    assert not read_neighbour(system)
    monkeypatch.setattr(fetching, "LARGEST", 10)
    with pytest.raises(Away, match="för mycket"):
        json_from(f"{stub.base}/system")


def test_a_server_that_only_waits_is_left(monkeypatch, settings):
    settings.FETCHES_INTERNAL = True
    monkeypatch.setattr(fetching, "SECONDS", 0.2)
    with socket.create_server(("127.0.0.1", 0)) as waiting, pytest.raises(Away, match="svarar inte"):
        json_from(f"https://127.0.0.1:{waiting.getsockname()[1]}/")


def test_a_certificate_that_nobody_vouches_for_is_told_of(stub, monkeypatch):
    monkeypatch.delenv("SSL_CERT_FILE")
    with pytest.raises(Away, match="certifikat"):
        json_from(f"{stub.base}/system")


# Where nobody is asked


@pytest.mark.parametrize(
    "address",
    [
        "http://a.example/",
        "ftp://a.example/",
        "https:///x",
        "https://a:b@a.example/",
        "https://a:99999/",
        "a",
    ],
)
def test_an_address_that_is_not_one_of_a_public_server_over_tls_is_refused(address):
    assert refusal(address)


@pytest.mark.parametrize(
    "host",
    [
        *("127.0.0.1", "10.1.2.3", "192.168.1.1", "169.254.169.254", "0.0.0.0", "100.64.0.1", "224.0.0.1"),
        *("::1", "fe80::1", "fd00::1", "::ffff:10.0.0.1", "64:ff9b::a00:1", "2002:a00:1::", "localhost"),
    ],
)
def test_no_machine_of_an_internal_net_is_asked(host, monkeypatch):
    def never(*args, **facts):
        pytest.fail("it was connected to")

    monkeypatch.setattr(socket, "create_connection", never)
    with pytest.raises(Away, match="internt nät"):
        json_from(f"https://[{host}]/" if ":" in host else f"https://{host}/")


def test_no_other_server_is_asked_than_the_one_that_was_set(stub, system):
    elsewhere = stub.base.replace("127.0.0.1", "localhost")
    stub.answers["/meetings"] = {"data": [], "links": {"next": f"{elsewhere}/meetings"}}
    stub.answers["/more"] = (302, f"{elsewhere}/system")
    assert not read_neighbour(system)
    system.refresh_from_db()
    assert system.trouble.startswith("127.0.0.1 hänvisar till localhost.")
    with pytest.raises(Away, match="hänvisar till localhost"):
        json_from(f"{stub.base}/more")


@pytest.mark.parametrize("led", ["https://[internt", "//[internt"])
def test_a_server_that_leads_to_what_is_no_address_is_told_of(stub, system, led):
    stub.answers["/more"] = (302, led)
    with pytest.raises(Away, match="hänvisar till en adress som inte går att läsa"):
        json_from(f"{stub.base}/more")
    stub.answers["/meetings"] = {"data": [], "links": {"next": led}}
    assert not read_neighbour(system)
    stub.answers["/meetings"] = {"data": []}
    stub.answers["/system"]["body"] = led
    assert not read_neighbour(system)
    system.refresh_from_db()
    assert system.trouble == "127.0.0.1 hänvisar till en adress som inte går att läsa."


def test_what_is_no_address_is_asked_nothing():
    with pytest.raises(Away, match="Adressen går inte att läsa"):
        json_from("https://[internt")


def test_the_next_machine_is_asked_where_the_first_cannot_be_reached(stub, system, monkeypatch):
    port, connect = int(stub.base.rpartition(":")[2]), socket.create_connection
    found = [(10, 1, 6, "", ("100::2", port, 0, 0)), (2, 1, 6, "", ("127.0.0.1", port))]

    def reached(address, **facts):
        if address[0] == "100::2":
            raise OSError("Network is unreachable")
        return connect(address, **facts)

    monkeypatch.setattr(socket, "getaddrinfo", lambda *args, **facts: found)
    monkeypatch.setattr(socket, "create_connection", reached)
    assert json_from(f"{stub.base}/system")[0]["type"].endswith("System")


def test_a_name_with_one_public_and_one_internal_machine_is_not_asked(monkeypatch):
    found = [(2, 1, 6, "", (host, 443)) for host in ("93.184.216.34", "10.0.0.1")]
    monkeypatch.setattr(socket, "getaddrinfo", lambda *args, **facts: found)
    with pytest.raises(Away, match="internt nät"):
        json_from("https://a.example/")


@pytest.mark.both
def test_the_database_keeps_no_address_without_tls(administrator):
    facts = {"name": "A", "added_at": timezone.now(), "added_by": administrator}
    with pytest.raises(IntegrityError):
        NeighbourSystem.objects.create(address="http://a.example/", **facts)


# Who sees it


def test_a_person_sees_the_meetings_of_the_councils_chosen_and_nobody_else_does(
    client, system, member, chair
):
    read_neighbour(system)
    client.force_login(member)
    assert "Möten i andra regioner</h2>" not in client.get("/mitt/").content.decode()
    chosen = NeighbourCouncil.objects.get(name=COUNCIL_OF_OTHERS)
    client.post(reverse("neighbour_choice"), {"councils": [chosen.pk]})
    page = client.get("/mitt/").content.decode()
    for told in (
        "Möten i andra regioner</h2>",
        "Region Annan",
        COUNCIL_OF_OTHERS,
        "Onsdag 12 mars 2031 kl. 09.00",
    ):
        assert told in page, told
    client.force_login(chair)
    assert COUNCIL_OF_OTHERS not in client.get("/mitt/").content.decode()


def test_a_meeting_without_a_clock_is_shown_all_its_day(system, member):
    read_neighbour(system)
    meeting = NeighbourMeeting.objects.get()
    follow_neighbours(NeighbourCouncil.objects.all(), by=member)
    today = timezone.localdate()
    shown = []
    for day, has_clock in ((today, False), (today, True), (today - dt.timedelta(days=1), False)):
        NeighbourMeeting.objects.update(starts=midnight(day), has_clock=has_clock)
        shown.append(neighbour_meetings(member) == [meeting])
    assert shown == [True, False, False]


def test_it_is_in_none_of_our_own_lists_feeds_and_searches(client, system, member):
    read_neighbour(system)
    follow_neighbours(NeighbourCouncil.objects.all(), by=member)
    client.force_login(member)
    addresses = [reverse("search") + "?q=Möte", "/", "/rad/", reverse("calendar"), reverse("positions")]
    addresses += [reverse("sitemap"), reverse("catalogue_ttl"), reverse("search_feed") + "?q=Möte"]
    for address in addresses:
        told = b"".join(client.get(address)).decode()
        assert ("Region Annan" in told, "Möte 1" in told) == (False, False), address


@pytest.mark.parametrize("reader", ["secretary", "member"])
def test_only_an_administrator_sets_what_is_read(client, request, reader):
    client.force_login(request.getfixturevalue(reader))
    assert client.get(reverse("neighbours")).status_code == 403


def test_an_administrator_adds_and_removes_a_system(client, administrator):
    client.force_login(administrator)
    facts = {"name": "Region Annan", "address": "https://oparl.annan.example/system"}
    assert client.post(reverse("neighbours"), facts | {"address": "http://a.example/"}).status_code == 422
    client.post(reverse("neighbours"), facts)
    system = NeighbourSystem.objects.get()
    assert "Inte läst än." in client.get(reverse("neighbours")).content.decode()
    client.post(reverse("neighbour_removal", args=[system.pk]))
    assert NeighbourSystem.objects.count() == 0


def test_the_command_reads_them_all(system, capsys):
    call_command("read_neighbours")
    assert capsys.readouterr().out == "Lästa system: 1. Som inte gick att läsa: 0.\n"
