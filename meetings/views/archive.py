"""The package of a meeting for the e-archive: what is in it, and the file."""

from functools import partial

from django.http import Http404
from django.shortcuts import render
from django.views.decorators.http import require_safe

from meetings.archive.contents import contents_for, key_of
from meetings.archive.papers import placed_documents
from meetings.views.bundle import told_of_store
from meetings.views.lookups import meeting_or_404
from meetings.workflow.archive import ask_for_package, packages_of
from meetings.workflow.bundle import forget
from meetings.workflow.document import note_openings
from rus_portal.core.permissions import archivable, may_keep, require
from rus_portal.core.ranges import ranged, streamed


@require_safe
def archive(request, council, date):
    meeting = meeting_or_404(request, council, date)
    require(may_keep(request.user, meeting.council))
    packages, answer = list(packages_of(meeting)), archivable(meeting)
    context = {"meeting": meeting, "packages": packages, "denied": "", "contents": None}
    if answer:
        contents, documents = contents_for(meeting), [each.document for each in placed_documents(meeting)]
        context |= {
            "contents": contents,
            "size": sum(each.size + each.copy_size for each in documents),
            "grounds": [each for each in contents.representations[0].members if each.ground],
            "package": meeting.url("archive_package"),
            "is_changed": bool(packages) and packages[0].after.get("key") != key_of(contents),
        }
    else:
        context["denied"] = answer.reason
    return render(request, "meetings/archive/archive.html", context)


@require_safe
@told_of_store
def package(request, council, date):
    """The file; or while it is made how far it has come; or that it could not be made. Whoever fetches it has
    opened the restricted documents in it; whoever asks how large it is has nothing made."""
    meeting = meeting_or_404(request, council, date)
    fetches = request.method == "GET"
    bundle = ask_for_package(meeting, by=request.user, make=fetches)
    if bundle is None:
        raise Http404
    if bundle.made_at:
        try:
            name = f"arkivpaket-{meeting.council.slug}-{meeting.day}.tar"
            made = partial(streamed, bundle.file.open, filename=name)
            answer = ranged(request, bundle.file.size, bundle.key, made)
            answer["Cache-Control"] = "private, no-store"
            if fetches:
                note_openings([each.document for each in placed_documents(meeting)], request.user)
            return answer
        except FileNotFoundError:  # removed by another process: the page reloads and starts anew
            forget(bundle)
    page = {"bundle": bundle, "meeting": meeting, "back": meeting.url("archive")}
    response = render(request, "meetings/archive/waiting.html", page, status=500 if bundle.failed_at else 202)
    response["Cache-Control"] = "no-store"
    return response
