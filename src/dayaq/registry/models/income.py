"""What came in: one row for each household, month, source and, where it is known, person."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.db.models import Q, Value
from django.utils.translation import gettext_lazy as _

from dayaq.core.api import track
from dayaq.core.classification import classify
from dayaq.core.fields import MoneyField
from dayaq.core.models import Created, Labelled
from dayaq.registry.models.household import Household
from dayaq.registry.models.person import Person


class IncomeSource(Labelled):
    """What an income is from (wage, pension, benefit, rent, agriculture …): a row of data, so a new one needs no code.

    ``is_total``: a sum declared for the whole month, of which nobody said what it consists of.
    """

    code = models.SlugField(max_length=20, unique=True)
    is_total = models.BooleanField(default=False)
    order = models.PositiveSmallIntegerField(default=100)

    PERSONAL_DATA: ClassVar = classify(none="id label code is_total order")


@track()
class HouseholdIncome(Created):
    """What a household had from one source in one month (``month`` is its first day), in the country's currency.

    ``person``: whose income it is, where that is known; such a row goes with the person when they leave, one without a
    person stays with the household and goes with it when two households become one. ``basis`` says whether somebody
    declared it or a register answered it; a register's word needs no further verification.
    """

    class Basis(models.TextChoices):
        DECLARED = "declared", _("Declared")
        REGISTER = "register", _("Answered by a register")

    household = models.ForeignKey(Household, on_delete=models.CASCADE, related_name="incomes")
    person = models.ForeignKey(Person, on_delete=models.CASCADE, null=True, blank=True, related_name="incomes")
    month = models.DateField()
    source = models.ForeignKey(
        IncomeSource, on_delete=models.PROTECT, to_field="code", db_column="source", db_index=False, related_name="+"
    )
    amount = MoneyField()
    basis = models.CharField(
        max_length=10, choices=Basis.choices, default=Basis.DECLARED, db_default=Value(Basis.DECLARED.value)
    )
    evidence = models.CharField(max_length=200, blank=True, default="", db_default=Value(""))
    is_verified = models.BooleanField(default=False, db_default=Value(False))
    origin = models.CharField(max_length=60, default="window")

    PERSONAL_DATA: ClassVar = classify(
        none="id household person month source basis is_verified origin created_at", personal="amount evidence"
    )

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["household", "month", "source", "person"], nulls_distinct=False, name="income_once_a_month"
            ),
            models.CheckConstraint(condition=Q(amount__gte=0), name="income_not_negative"),
            models.CheckConstraint(condition=Q(month__day=1), name="income_first_of_month"),
            models.CheckConstraint(condition=Q(basis__in=["declared", "register"]), name="income_basis"),
            models.CheckConstraint(
                condition=Q(is_verified=False) | Q(basis="register") | ~Q(evidence=""),
                name="income_verified_on_evidence",
            ),
            models.CheckConstraint(
                condition=~Q(basis="register") | Q(is_verified=True), name="income_register_is_verified"
            ),
        ]
        indexes = [
            models.Index(fields=["person", "month"], name="income_person", condition=Q(person__isnull=False)),
        ]
