"""What the registry tells lower rooms: which persons an account may see, for letters and documents about them."""

from __future__ import annotations

from dayaq.core import subjects
from dayaq.registry.models import Person

subjects.register("registry.person", visible=lambda user: Person.objects.visible_to(user))
