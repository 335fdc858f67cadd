"""Everything that can be wrong with an imported row: what it is called, what is said about it, what to do.

An error holds the row back; a warning lets it in and stays visible. Which is which stands in README.md. Codes of dates
begin with ``date_``; those of FİN, documents and telephones are :class:`dayaq.core.identifiers.IdentifierProblem`.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import Any, Final

from django.utils.translation import gettext_lazy as _

from dayaq.core.dates import DateProblem
from dayaq.core.identifiers import IdentifierProblem
from dayaq.registry.problems import Explanation, explain

ERROR: Final = "error"
WARNING: Final = "warning"
SHOWN: Final = 200
DATE: Final = "date_"


class Code(StrEnum):
    """Problems that only an import can have."""

    ENCODING = "encoding"
    RAGGED = "ragged_row"
    QUOTE = "unclosed_quote"
    NUL = "nul_byte"
    TOO_LONG = "too_long"
    FORMULA = "formula_cell"
    DUPLICATE_HEADER = "duplicate_header"
    HEADER_REPEATED = "header_repeated"
    NO_NAME = "no_name"
    FULL_NAME = "full_name_unclear"
    NO_KEY = "no_key"
    KEY_TWICE = "key_twice"
    FUTURE_BIRTH = "future_birth"
    FUTURE_DATE = "future_date"
    DEATH_FIRST = "death_before_birth"
    FIN_TWICE = "fin_twice"
    FIN_OF_ANOTHER = "fin_of_another"
    SEX_UNREADABLE = "sex_unreadable"
    SEX_AGAINST_PATRONYMIC = "sex_against_patronymic"
    UNIT_UNKNOWN = "district_unknown"
    UNIT_FORMER = "district_former_name"
    UNIT_AMBIGUOUS = "district_ambiguous"
    UNIT_NOT_THEN = "district_not_valid"
    OUT_OF_SCOPE = "out_of_scope"
    MIXED_SCRIPT = "mixed_script"
    EMAIL = "email_unreadable"
    NUMBER = "not_a_number"
    NUMBER_AMBIGUOUS = "number_ambiguous"
    NEGATIVE = "negative_amount"
    TOO_LARGE = "too_large"
    PERCENT = "percent"
    HEADLESS = "household_without_head"
    TWO_HEADS = "household_with_two_heads"
    HEAD_UNREADABLE = "head_unreadable"
    HEAD_HELD_BACK = "head_held_back"
    SECOND_HEAD = "second_head"
    OTHER_HOUSEHOLD = "in_other_household"
    RELATION = "relation_unknown"
    INCOME_NOT_OF_HEAD = "income_not_on_head"
    SHARED_DOCUMENT = "document_shared"
    STATUS_UNKNOWN = "status_unknown"
    STATUS_NOT_ALLOWED = "status_not_allowed"
    KEPT = "kept_as_registered"
    PERSON_UNKNOWN = "person_unknown"
    PERSON_HELD_BACK = "person_held_back"
    HOUSEHOLD_UNKNOWN = "household_unknown"
    SAME_PERSON = "same_person"
    AGES = "elder_is_younger"
    MARRIED = "married_already"
    NOT_HEAD = "address_not_of_head"
    MISSING = "nothing_said"
    MONTH = "month_unreadable"
    PERIOD = "period_ends_first"
    WORD_UNKNOWN = "word_unknown"


@dataclass(frozen=True, slots=True)
class Issue:
    """One thing wrong with one row. ``field`` is ours and ``column`` the file's; both "" where the row is meant.

    ``suggestion`` is what could stand there instead, to be offered and not taken unasked.
    """

    code: str
    field: str = ""
    column: str = ""
    value: str = ""
    severity: str = ERROR
    suggestion: str = ""

    def to_dict(self) -> dict[str, Any]:
        """As stored in ``StagedRow.issues``; values are cut to 200 characters."""
        return {
            "code": str(self.code),
            "field": self.field,
            "column": self.column,
            "value": shorten(self.value),
            "severity": self.severity,
            "suggestion": self.suggestion[:SHOWN],
        }


def shorten(text: str) -> str:
    """At most 200 characters of a value, for reports."""
    return text if len(text) <= SHOWN else text[: SHOWN - 1] + "…"


_SCOPE = _("Ask an office that works there to import the row.")
_HEAD = _("Mark one person of the household as its head.")

WORDS: Final[dict[str, Explanation]] = {
    Code.ENCODING: Explanation(
        _("These bytes are not text in the encoding of the file."), _("Save the file as UTF-8, or correct this row.")
    ),
    Code.RAGGED: Explanation(
        _("The row has more or fewer cells than the header."),
        _("Put text that contains the separator into quotation marks, or remove the extra cells."),
    ),
    Code.QUOTE: Explanation(
        _("A quotation mark opens and does not close."), _("Close it, or remove it from the beginning of the cell.")
    ),
    Code.NUL: Explanation(
        _("The row contains a NUL character, which cannot be stored."),
        _("Type the cell again, or export the file anew.")
    ),
    Code.TOO_LONG: Explanation(_("The value is too long for this field."), _("Shorten it.")),
    Code.FORMULA: Explanation(
        _("The cell holds a formula, not a value."), _("Copy the column and paste it as values.")
    ),
    Code.DUPLICATE_HEADER: Explanation(
        _("Two columns have the same name; only the first is read."), _("Give each column a name of its own.")
    ),
    Code.HEADER_REPEATED: Explanation(_("This row repeats the header."), _("Remove it.")),
    Code.NO_NAME: Explanation(
        _("The row has no surname, no given name and no father's name."), _("Enter at least one part of the name.")
    ),
    Code.FULL_NAME: Explanation(
        _("The parts of the name cannot be told apart."), _("Write surname, given name and father's name in columns.")
    ),
    Code.NO_KEY: Explanation(
        _("The row has no key, so it could not be recognised the next time."),
        _("Fill the key column, or choose other key columns."),
    ),
    Code.KEY_TWICE: Explanation(
        _("An earlier row has the same key."), _("Remove one of the rows, or choose other key columns.")
    ),
    Code.FUTURE_BIRTH: Explanation(_("The date of birth lies in the future."), _("Check the year.")),
    Code.FUTURE_DATE: Explanation(_("The date lies in the future."), _("Check the year.")),
    Code.DEATH_FIRST: Explanation(
        _("The date of death is before the date of birth."), _("Compare both dates with the documents.")
    ),
    Code.FIN_TWICE: Explanation(
        _("Different people in the file have the same FİN."), _("Compare the FİN with the identity card of each.")
    ),
    Code.FIN_OF_ANOTHER: Explanation(
        _("This FİN is registered for somebody else."), _("Compare FİN, name and date of birth with the identity card.")
    ),
    Code.SEX_UNREADABLE: Explanation(_("The sex is not understood."), _("Write kişi or qadın, m or f.")),
    Code.SEX_AGAINST_PATRONYMIC: Explanation(
        _("The sex does not agree with oğlu or qızı in the father's name."),
        _("Correct the sex or the ending of the father's name."),
    ),
    Code.UNIT_UNKNOWN: Explanation(_("There is no such district."), _("Write the district as it is called today.")),
    Code.UNIT_FORMER: Explanation(
        _("The district has another name today; that one was taken."),
        _("Nothing needs to be done; write today's name next time.")
    ),
    Code.UNIT_AMBIGUOUS: Explanation(
        _("Several places have this name."), _("Write the district or the city beside it.")
    ),
    Code.UNIT_NOT_THEN: Explanation(_("The district does not exist on this day."), _("Choose the district of today.")),
    Code.OUT_OF_SCOPE: Explanation(_("The person is not in one of your districts."), _SCOPE),
    Code.MIXED_SCRIPT: Explanation(
        _("Latin and Cyrillic letters stood in one word; the word was repaired."), _("Check the spelling.")
    ),
    Code.EMAIL: Explanation(_("This is not an e-mail address; it was left out."), _("Write it like ad@example.az.")),
    Code.NUMBER: Explanation(_("This is not a number."), _("Write digits only, such as 1234,50.")),
    Code.NUMBER_AMBIGUOUS: Explanation(
        _("The number can be read in two ways: thousands or decimals."), _("Write it without separating thousands.")
    ),
    Code.NEGATIVE: Explanation(_("An income is not negative."), _("Enter 0 when there was none.")),
    Code.TOO_LARGE: Explanation(_("The number is too large."), _("Check the number.")),
    Code.PERCENT: Explanation(_("A percentage lies between 0 and 100."), _("Check the number.")),
    Code.HEADLESS: Explanation(_("The household has no head."), _HEAD),
    Code.TWO_HEADS: Explanation(_("The household has more than one head."), _HEAD),
    Code.HEAD_UNREADABLE: Explanation(
        _("It is not clear whether this person is the head."), _("Write hə or yox, yes or no.")
    ),
    Code.HEAD_HELD_BACK: Explanation(
        _("The head of this household was held back."), _("Correct the head's row and import it.")
    ),
    Code.SECOND_HEAD: Explanation(
        _("The household has another head already; the person was taken in as a relative."),
        _("Correct the household on its page."),
    ),
    Code.OTHER_HOUSEHOLD: Explanation(
        _("The person belongs to another household already and stays there."), _("End that membership first.")
    ),
    Code.RELATION: Explanation(
        _("The relation to the head is not known; other relative was taken."),
        _("Correct the relation on the household's page.")
    ),
    Code.INCOME_NOT_OF_HEAD: Explanation(
        _("Income of a household is read from the row of its head; this one was left out."),
        _("Enter the household's whole income in the row of its head."),
    ),
    Code.SHARED_DOCUMENT: Explanation(
        _("Several people have this document number."), _("Compare it with the documents.")
    ),
    Code.STATUS_UNKNOWN: Explanation(_("There is no such status."), _("Choose one of the known statuses.")),
    Code.STATUS_NOT_ALLOWED: Explanation(_("Your role does not record this status."), _("Ask whoever may record it.")),
    Code.KEPT: Explanation(
        _("The registry says something else, and keeps it: another source registered this person."),
        _("Correct the person on their page if the file is right."),
    ),
    Code.PERSON_UNKNOWN: Explanation(
        _("No person has this key: neither in the file of persons nor from an earlier import of this source."),
        _("Correct the key, or add the person to the file of persons."),
    ),
    Code.PERSON_HELD_BACK: Explanation(
        _("The row of this person was held back in the file of persons."),
        _("Correct the person's row, and import both again."),
    ),
    Code.HOUSEHOLD_UNKNOWN: Explanation(
        _("No household with a head has this number: neither in the set nor from an earlier import of this source."),
        _("Correct the number, or say who belongs to the household."),
    ),
    Code.SAME_PERSON: Explanation(_("Nobody is a relative of themselves."), _("Correct one of the two keys.")),
    Code.AGES: Explanation(
        _("A parent or grandparent is born before the child."), _("Check who of the two is the elder.")
    ),
    Code.MARRIED: Explanation(
        _("A marriage is recorded for these days already."), _("End the earlier one first.")
    ),
    Code.NOT_HEAD: Explanation(
        _("Former addresses are kept for a household, and this person is not the head of one."),
        _("Write the number of the household, or the key of its head."),
    ),
    Code.MISSING: Explanation(_("A cell is empty without which the row says nothing."), _("Fill it.")),
    Code.MONTH: Explanation(_("This is not a month."), _("Write it like 03.2026.")),
    Code.PERIOD: Explanation(_("The last day is before the first."), _("Check both dates.")),
    Code.WORD_UNKNOWN: Explanation(
        _("This word is not known here."), _("Write it as this system calls it; the how-to lists the words.")
    ),
}  # fmt: skip


def words(code: str) -> Explanation:
    """The sentence and the remedy for ``code``, translated lazily; KeyError for a code that does not exist."""
    known = WORDS.get(code)
    if known is not None:
        return known
    if code.startswith(DATE):
        try:
            return explain(DateProblem(code.removeprefix(DATE)))
        except ValueError:
            raise KeyError(code) from None
    try:
        return explain(IdentifierProblem(code))
    except ValueError:
        raise KeyError(code) from None
