"""Districts and settlements by their codes."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from dayaq.core import clock
from dayaq.core.errors import Invalid
from dayaq.places.models import AdministrativeUnit


def unit_of(code: str | None) -> AdministrativeUnit | None:
    """The unit of this code that is in force today; Invalid when there is none."""
    if code is None:
        return None
    found = AdministrativeUnit.objects.on(clock.today()).filter(code=code).first()
    if found is None:
        raise Invalid(_("There is no such district."), code="unknown_district", field="district", value=code)
    return found
