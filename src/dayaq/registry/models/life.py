"""What happens in a life and changes more than one record: birth, death, a move, marriage, disability, release."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, ClassVar, Self

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from dayaq.core.api import track
from dayaq.core.classification import classify
from dayaq.core.models import Stateful
from dayaq.registry.models.person import Person
from dayaq.registry.states import LifeEventState
from dayaq.registry.visibility import RelatedQuerySet

if TYPE_CHECKING:
    from dayaq.accounts.models import User


class LifeEventQuerySet(RelatedQuerySet):
    """Life events, chainable."""

    def standing(self) -> Self:
        """Events that hold: neither taken back, nor the record that takes one back."""
        return self.filter(state=LifeEventState.RECORDED, undoes__isnull=True)

    def about(self, person: Person, user: User) -> Self:
        """Events in which ``person`` has a part, as far as ``user`` may see whom they happened to."""
        part = Q(person=person) | Q(mother=person) | Q(father=person) | Q(spouse=person)
        return self.visible_to(user).filter(part)


@track()
class LifeEvent(Stateful):
    """Something happened to ``person`` on the day ``on``; ``effects`` says what it changed, in order.

    An effect: ``{"code", "type", "id", "person", "before", "after"}``, with the values of that record before and after,
    so that it can be taken back exactly. ``undoes`` makes a record one that takes another back: none is ever deleted.
    Of a birth ``person`` is the child; ``mother``, ``father`` and ``spouse`` are persons who are registered.
    """

    class Kind(models.TextChoices):
        BIRTH = "birth", _("Birth of a child")
        DEATH = "death", _("Death")
        MOVE = "move", _("Move")
        MARRIAGE = "marriage", _("Marriage")
        DIVORCE = "divorce", _("Divorce")
        DISABILITY = "disability", _("Disability established")
        DISABILITY_END = "disability_end", _("Disability ended")
        RELEASE = "release", _("Release from custody")
        CARE_EXIT = "care_exit", _("Exit from care")

    kind = models.CharField(max_length=20, choices=Kind.choices)
    person = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="life_events")
    on = models.DateField()
    mother = models.ForeignKey(Person, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    father = models.ForeignKey(Person, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    spouse = models.ForeignKey(Person, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    state = models.CharField(max_length=10, choices=LifeEventState.choices, default=LifeEventState.RECORDED)
    evidence = models.CharField(max_length=500)
    issuer = models.CharField(max_length=200, blank=True)
    effects = models.JSONField(default=list)
    recorded_by = models.ForeignKey("accounts.User", on_delete=models.PROTECT, related_name="+")
    undoes = models.OneToOneField("self", on_delete=models.PROTECT, null=True, blank=True, related_name="undone_by")

    objects = LifeEventQuerySet.as_manager()

    PERSONAL_DATA: ClassVar = classify(
        none="id state state_at version created_at recorded_by undoes issuer",
        personal="on person mother father spouse",
        special="kind evidence effects",
    )

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(state__in=LifeEventState.values), name="life_event_state"),
            models.CheckConstraint(condition=~Q(evidence=""), name="life_event_on_evidence"),
            models.CheckConstraint(
                condition=Q(kind="birth") | Q(mother__isnull=True, father__isnull=True), name="life_event_parents"
            ),
            models.CheckConstraint(
                condition=Q(kind__in=["marriage", "divorce"]) | Q(spouse__isnull=True), name="life_event_spouse"
            ),
            models.CheckConstraint(
                condition=Q(spouse__isnull=True) | ~Q(spouse=F("person")), name="life_event_spouse_is_another"
            ),
            models.CheckConstraint(
                condition=Q(undoes__isnull=True) | Q(state=LifeEventState.RECORDED), name="life_event_undoing_stands"
            ),
            models.UniqueConstraint(
                fields=["person", "kind"],
                condition=Q(kind__in=["birth", "death"], state=LifeEventState.RECORDED, undoes__isnull=True),
                name="life_event_born_and_dead_once",
            ),
        ]
        indexes = [
            models.Index(fields=["person", "-on", "-id"], name="life_event_person"),
        ]

    @property
    def told_as(self) -> str:
        """The name of the outbox event that tells other rooms of it."""
        return TOLD_AS[self.kind]

    def effect_ids(self, code: str) -> list[int]:
        """Keys of the records that an effect of this code changed."""
        found: list[dict[str, Any]] = self.effects
        return [effect["id"] for effect in found if effect["code"] == code]


TOLD_AS: dict[str, str] = {
    LifeEvent.Kind.BIRTH: "child.born",
    LifeEvent.Kind.DEATH: "person.died",
    LifeEvent.Kind.MOVE: "person.moved",
    LifeEvent.Kind.MARRIAGE: "person.married",
    LifeEvent.Kind.DIVORCE: "person.divorced",
    LifeEvent.Kind.DISABILITY: "person.disability_established",
    LifeEvent.Kind.DISABILITY_END: "person.disability_ended",
    LifeEvent.Kind.RELEASE: "person.released",
    LifeEvent.Kind.CARE_EXIT: "person.left_care",
}
