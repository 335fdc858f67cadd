"""A person, once, whatever their name was written like.

What a person gave is kept as given where it was normalised (``*_original``). What is searched and sorted is computed by
:mod:`dayaq.registry.derive` and stored, because PostgreSQL here has no Azerbaijani collation and because row security
lets only equality use an index. Names are looked up in ``NameToken``, the dictionary of distinct name words
(thousands), and joined to persons by equality through ``PersonName``.
"""

from __future__ import annotations

from typing import ClassVar

from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.indexes import GinIndex
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from dayaq.core.api import track
from dayaq.core.classification import classify
from dayaq.core.identifiers import FIN_PATTERN
from dayaq.core.models import Created
from dayaq.core.names import everyday_name, full_name
from dayaq.places.models import AdministrativeUnit
from dayaq.registry.visibility import PersonQuerySet, RelatedQuerySet

EARLIEST_BIRTH = "1850-01-01"


@track()
class Person(Created):
    """A natural person. ``version`` counts corrections: a form shows it, an action refuses when it has moved on.

    ``fin`` is the personal identification number (inventory ID-1, ID-2), unique where present. ``father_name`` is bare:
    oğlu or qızı follows from ``sex``. ``origin`` says where the row came from ("window", "import:<source>", "seed").
    ``erased_at``: when the identifying values were erased; what stays is counted (docs/explanation/personal-data.md).
    ``sort_key`` and ``name_key`` come from :func:`dayaq.registry.derive.derive`, never from hand.
    """

    class Sex(models.TextChoices):
        UNKNOWN = "", _("Not known")
        FEMALE = "f", _("Female")
        MALE = "m", _("Male")

    fin = models.CharField(max_length=7, null=True, blank=True, unique=True)
    surname = models.CharField(max_length=100, blank=True)
    given_name = models.CharField(max_length=100, blank=True)
    father_name = models.CharField(max_length=100, blank=True)
    name_original = models.JSONField(default=dict, blank=True)
    sex = models.CharField(max_length=1, choices=Sex.choices, blank=True, default=Sex.UNKNOWN)
    birth_date = models.DateField(null=True, blank=True)
    birth_date_original = models.CharField(max_length=100, blank=True)
    death_date = models.DateField(null=True, blank=True)
    phone = models.CharField(max_length=16, blank=True)
    phone_original = models.CharField(max_length=100, blank=True)
    email = models.EmailField(blank=True)
    unit = models.ForeignKey(AdministrativeUnit, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    address = models.CharField(max_length=500, blank=True)
    language = models.CharField(max_length=5, default="az")
    is_restricted = models.BooleanField(default=False)
    origin = models.CharField(max_length=60, default="window")
    sort_key = models.CharField(max_length=400, editable=False)
    name_key = models.CharField(max_length=200, editable=False)
    version = models.PositiveIntegerField(default=1, editable=False)
    erased_at = models.DateTimeField(null=True, blank=True, editable=False)

    objects = PersonQuerySet.as_manager()

    PERSONAL_DATA: ClassVar = classify(
        none="id created_at unit language origin version erased_at",
        personal="fin surname given_name father_name name_original sex birth_date birth_date_original death_date phone "
        "phone_original email address sort_key name_key",
        restricted="is_restricted",
    )

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(fin__isnull=True) | Q(fin__regex=FIN_PATTERN), name="person_fin_form"),
            models.CheckConstraint(condition=Q(sex__in=["", "f", "m"]), name="person_sex"),
            models.CheckConstraint(
                condition=Q(birth_date__isnull=True) | Q(birth_date__gte=EARLIEST_BIRTH), name="person_birth"
            ),
            models.CheckConstraint(
                condition=Q(death_date__isnull=True) | Q(birth_date__isnull=True) | Q(death_date__gte=F("birth_date")),
                name="person_life",
            ),
            models.CheckConstraint(
                condition=Q(phone="") | Q(phone__regex=r"^\+[1-9][0-9]{6,14}$"), name="person_phone_e164"
            ),
            models.CheckConstraint(
                condition=~Q(surname="", given_name="", father_name="") | Q(erased_at__isnull=False),
                name="person_has_a_name",
            ),
        ]
        indexes = [
            models.Index(fields=["sort_key", "id"], name="person_sort"),
            models.Index(fields=["birth_date", "name_key"], name="person_birth_name"),
            models.Index(fields=["phone"], name="person_phone", condition=~Q(phone="")),
        ]

    @property
    def full_name(self) -> str:
        """Official order: surname, given name, father's name with oğlu or qızı; "№ 17" once it was erased."""
        if self.erased_at is not None:
            return f"№ {self.pk}"
        return full_name(self.surname, self.given_name, self.father_name, self.sex)

    @property
    def everyday_name(self) -> str:
        """Given name and surname; "№ 17" once they were erased."""
        if self.erased_at is not None:
            return f"№ {self.pk}"
        return everyday_name(self.given_name and self.surname, self.given_name or self.surname)


class NameToken(models.Model):
    """A distinct word met in names, folded. Rows are only added: it grows with new words, not with persons.

    ``key`` is its blocking key (:func:`dayaq.core.aztext.name_key`); ``near`` holds that key and it with one letter
    left out, so that words whose ``near`` overlap are one slip apart. ``latin`` serves prefixes: small a–z only.
    """

    token = models.CharField(max_length=100, unique=True)
    latin = models.CharField(max_length=200)
    key = models.CharField(max_length=100, db_index=True)
    near = ArrayField(models.CharField(max_length=100))

    PERSONAL_DATA: ClassVar = classify(none="id", personal="token latin key near")

    class Meta:
        indexes = [
            models.Index(fields=["latin"], name="name_token_latin", opclasses=["varchar_pattern_ops"]),
            GinIndex(fields=["near"], name="name_token_near"),
        ]


class PersonName(models.Model):
    """``token`` stands in a part of the name of ``person``. Derived: rebuilt from the person at any time."""

    class Part(models.TextChoices):
        SURNAME = "s"
        GIVEN = "g"
        FATHER = "f"

    pk = models.CompositePrimaryKey("token_id", "person_id", "part")
    token = models.ForeignKey(NameToken, on_delete=models.PROTECT, related_name="+", db_index=False)
    person = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="names")
    part = models.CharField(max_length=1, choices=Part.choices)

    PERSONAL_DATA: ClassVar = classify(none="token person part")


class IdentityDocument(Created):
    """A document that says who somebody is. The same number on several persons is flagged, never refused:
    registers hold such numbers, and refusing one would lose a person."""

    class Kind(models.TextChoices):
        ID_CARD = "id_card", _("Identity card")
        BIRTH_CERTIFICATE = "birth_certificate", _("Birth certificate")
        PASSPORT = "passport", _("Passport")
        RESIDENCE_PERMIT = "residence_permit", _("Residence permit")
        FOREIGN_DOCUMENT = "foreign_document", _("Foreign document")
        TEMPORARY = "temporary", _("Temporary document")
        OTHER = "other", _("Other document")

    person = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="documents")
    kind = models.CharField(max_length=20, choices=Kind.choices)
    series = models.CharField(max_length=20, blank=True)
    number = models.CharField(max_length=50)
    number_original = models.CharField(max_length=100, blank=True)
    issuer = models.CharField(max_length=200, blank=True)
    valid_from = models.DateField(null=True, blank=True)
    valid_to = models.DateField(null=True, blank=True)
    flag_shared = models.BooleanField(default=False)

    objects = RelatedQuerySet.as_manager()

    PERSONAL_DATA: ClassVar = classify(
        none="id person kind issuer valid_from valid_to flag_shared created_at",
        personal="series number number_original",
    )

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["person", "kind", "series", "number"], name="document_once_a_person"),
            models.CheckConstraint(condition=~Q(number=""), name="identity_document_number"),
            models.CheckConstraint(
                condition=Q(valid_to__isnull=True) | Q(valid_from__isnull=True) | Q(valid_to__gte=F("valid_from")),
                name="document_period",
            ),
        ]
        indexes = [models.Index(fields=["number", "kind"], name="identity_document_number")]
