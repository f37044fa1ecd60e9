"""The administrator's tables of organisations, councils, seats and people, to look at. Who gets in:
`Person.is_staff` and `has_perm`.

All of it changes through verbs that write the journal: what rights and addresses follow from on the pages
below /kansli/grunduppgifter/, seats and people on their own.
"""

from django.contrib import admin

from councils.models import Appointment, Council, Organisation, Person, Seat


class LookOnly:
    def has_add_permission(self, request, obj=None):
        return False

    def has_change_permission(self, request, obj=None):
        return False

    def has_delete_permission(self, request, obj=None):
        return False


@admin.register(Organisation)
class OrganisationAdmin(LookOnly, admin.ModelAdmin):
    list_display = ["name", "kind", "code", "registry_email", "order"]
    list_filter = ["kind"]
    search_fields = ["name", "short_name"]


@admin.register(Council)
class CouncilAdmin(LookOnly, admin.ModelAdmin):
    list_display = ["name", "kind", "prepared_by", "office", "order"]
    list_select_related = ["prepared_by", "office"]


@admin.register(Seat)
class SeatAdmin(LookOnly, admin.ModelAdmin):
    list_display = ["label", "council", "organisation", "capacity", "side", "order"]
    list_filter = ["council", "capacity"]
    list_select_related = ["council", "organisation"]


@admin.register(Appointment)
class AppointmentAdmin(LookOnly, admin.ModelAdmin):
    list_display = ["person", "seat", "begins", "ends", "party"]
    list_filter = ["seat__council"]
    list_select_related = ["person", "seat__organisation"]
    search_fields = ["person__name"]


@admin.register(Person)
class PersonAdmin(LookOnly, admin.ModelAdmin):
    list_display = ["name", "email", "is_active"]
    fields = ["name", "email", "is_active", "created_at"]
    search_fields = ["name", "email"]
