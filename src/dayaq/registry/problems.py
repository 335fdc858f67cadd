"""One sentence and one remedy for each thing that can be wrong with a code or a date; forms and imports share them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from django.utils.translation import gettext_lazy as _

from dayaq.core.dates import DateProblem
from dayaq.core.identifiers import IdentifierProblem

if TYPE_CHECKING:
    from dayaq.core.errors import Text


@dataclass(frozen=True)
class Explanation:
    """What is wrong, and what to do; both translated lazily."""

    message: Text
    remedy: Text


_I = IdentifierProblem
_D = DateProblem

EXPLANATIONS: Final[dict[IdentifierProblem | DateProblem, Explanation]] = {
    _I.EMPTY: Explanation(_("The value is empty."), _("Enter a value.")),
    _I.FIN_LENGTH: Explanation(
        _("A FİN has seven characters."), _("Copy it from the identity card: seven capital letters and digits.")
    ),
    _I.FIN_LOOKALIKE: Explanation(
        _("A FİN never contains O, I or Cyrillic letters."), _("Check whether the digits 0 and 1 are meant.")
    ),
    _I.FIN_CHARACTER: Explanation(
        _("A FİN consists of Latin capital letters and digits."), _("Copy it from the identity card.")
    ),
    _I.DOCUMENT_LOOKALIKE: Explanation(
        _("The document number contains Cyrillic letters that look like Latin ones."), _("Type it in Latin letters.")
    ),
    _I.DOCUMENT_CHARACTER: Explanation(
        _("A document number consists of Latin letters, digits, “-”, “/” and “№”."), _("Copy it from the document.")
    ),
    _I.VOEN_LENGTH: Explanation(_("A VÖEN has ten digits."), _("Copy it from the tax certificate.")),
    _I.VOEN_CHARACTER: Explanation(_("A VÖEN consists of digits only."), _("Copy it from the tax certificate.")),
    _I.VOEN_STATUS: Explanation(
        _("The last digit of a VÖEN is 1 or 2."), _("Compare the number with the tax certificate.")
    ),
    _I.VOEN_CHECK_DIGIT: Explanation(
        _("The check digit of this VÖEN does not agree."), _("Compare the number with the tax certificate.")
    ),
    _I.PHONE_UNREADABLE: Explanation(_("This is not a telephone number."), _("Write it like 050 123 45 67.")),
    _I.PHONE_SEVERAL: Explanation(_("There is more than one telephone number."), _("Enter one number.")),
    _I.PHONE_LENGTH: Explanation(
        _("The telephone number has too few or too many digits."), _("Write it like 050 123 45 67.")
    ),
    _I.PHONE_INVALID: Explanation(
        _("No operator has a telephone number like this."), _("Check the code of the operator.")
    ),
    _I.POSTAL_INDEX: Explanation(_("This is not a postal index."), _("Write AZ and four digits.")),
    _I.POSTAL_PREFIX: Explanation(_("The postal index lacks the letters AZ."), _("Write AZ and four digits.")),
    _D.EMPTY: Explanation(_("The date is empty."), _("Enter a date.")),
    _D.UNREADABLE: Explanation(_("This is not a date."), _("Write it like 31.12.1985.")),
    _D.IMPOSSIBLE: Explanation(_("There is no such day."), _("Check the day and the month.")),
    _D.AMBIGUOUS_ORDER: Explanation(
        _("The day and the month cannot be told apart."), _("Write the month in letters, or as 1985-12-31.")
    ),
    _D.OTHER_ORDER: Explanation(
        _("The date fits only when the day and the month change places."), _("Check the day and the month.")
    ),
    _D.TWO_DIGIT_YEAR: Explanation(_("The year has two digits."), _("Write the year with four digits.")),
    _D.EXCEL_SERIAL: Explanation(
        _("This is a day number of a spreadsheet, not a date."), _("Format the column as a date.")
    ),
    _D.NO_SEPARATORS: Explanation(_("Day, month and year run together."), _("Separate them with dots: 31.12.1985.")),
    _D.YEAR_OUT_OF_RANGE: Explanation(_("The year is not possible."), _("Check the year.")),
}


def explain(problem: IdentifierProblem | DateProblem) -> Explanation:
    """The sentence and the remedy for ``problem``."""
    return EXPLANATIONS[problem]
