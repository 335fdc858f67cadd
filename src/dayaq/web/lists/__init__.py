"""List pages: search, filters in plain words, sort, keyset pages, count, export, a useful empty state.

::

    PEOPLE = ListPage(
        code="people",                                   # names the exported file and the audit event's object
        title=_("People"),
        columns=(
            Column("name", _("Name"), lambda p: p.full_name, sort=("sort_key",)),
            Column("fin", _("FİN"), lambda p: p.fin, kind="code"),
            Column("born", _("Born"), lambda p: p.birth_date, kind="date", sort=("birth_date",)),
            Column("state", _("State"), lambda p: p, kind="tag"),
        ),
        row_url=lambda p: reverse("people:show", args=[p.pk]),
        search=lambda rows, text: rows.search(text),
        search_label=_("Name, FİN or telephone"),
        filters=(Choice("district", _("District"), district_choices, field="unit_id"),),
        order="name",                                    # a column's code, "-" before it for descending
        empty=_("People stand here once they are registered or imported."),
        empty_action=("person.register", "people:register", _("Register a person")),
    )

    @guard("person.search")
    def index(request: Request) -> HttpResponseBase:
        return PEOPLE.respond(request, Person.objects.visible_to(request.user).select_related("unit"))

A page runs at most three statements of its own (rows, count, and on later pages the place to go on from), whatever the
data; ``select_related`` what the columns touch.
"""

from dayaq.web.lists.columns import Column, Kind
from dayaq.web.lists.filters import Choice, Filter, Flag, Period
from dayaq.web.lists.keyset import Order
from dayaq.web.lists.page import ListPage

__all__ = ["Choice", "Column", "Filter", "Flag", "Kind", "ListPage", "Order", "Period"]
