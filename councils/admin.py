"""The administrator's tables of organisations and councils. Who gets in: `Person.is_staff` and `has_perm`.

Seats, appointments and people are read-only here: they change through verbs that write the journal.
"""

from django.contrib import admin

from councils.models import Appointment, Council, Organisation, Person, Seat


class LookOnly(admin.ModelAdmin):
    def has_add_permission(self, request):
        return False

    def has_change_permission(self, request, obj=None):
        return False

    def has_delete_permission(self, request, obj=None):
        return False


@admin.register(Organisation)
class OrganisationAdmin(admin.ModelAdmin):
    list_display = ["name", "kind", "code", "registry_email", "order"]
    list_filter = ["kind"]
    search_fields = ["name", "short_name"]
    prepopulated_fields = {"slug": ["short_name"]}


@admin.register(Council)
class CouncilAdmin(admin.ModelAdmin):
    list_display = ["name", "kind", "prepared_by", "office", "order"]
    list_select_related = ["prepared_by", "office"]
    prepopulated_fields = {"slug": ["name"]}


@admin.register(Seat)
class SeatAdmin(LookOnly):
    list_display = ["label", "council", "organisation", "capacity", "side", "order"]
    list_filter = ["council", "capacity"]
    list_select_related = ["council", "organisation"]


@admin.register(Appointment)
class AppointmentAdmin(LookOnly):
    list_display = ["person", "seat", "begins", "ends", "party"]
    list_filter = ["seat__council"]
    list_select_related = ["person", "seat__organisation"]
    search_fields = ["person__name"]


@admin.register(Person)
class PersonAdmin(LookOnly):
    list_display = ["name", "email", "is_active"]
    fields = ["name", "email", "is_active", "created_at"]
    search_fields = ["name", "email"]
