"""The one table of how many: every proportion of the country, what it means, and where it was published.

A key such as S43 is a source of the inventory, section 7; "assumption" means that no published figure was found, and
that the number was chosen so that the country is plausible. ``make docs`` writes the table to
docs/reference/population-seed.md.
"""

from __future__ import annotations

from typing import Final, NamedTuple, TypeVar

T = TypeVar("T")
ASSUMED: Final = "assumption"


class Row(NamedTuple):
    """A line of the table."""

    part: str
    value: object
    meaning: str
    source: str


TABLE: Final[list[Row]] = []


def _of(part: str, value: T, meaning: str, source: str = ASSUMED) -> T:
    TABLE.append(Row(part, value, meaning, source))
    return value


# Households ----------------------------------------------------------------------------------------------------------

KINDS: Final = _of(
    "households", (5, 5, 7, 9, 42, 5, 27),
    "kinds of household, weights: one adult; one elder; couple; elder couple; parents with children; one parent; three "
    "generations",
)  # fmt: skip
AGES: Final = _of(
    "households",
    {
        "adult": ((20, 30, 25), (30, 45, 45), (45, 55, 15), (55, 64, 15)),
        "elder": ((60, 70, 40), (70, 80, 42), (80, 92, 18)),
        "couple": ((20, 26, 20), (26, 40, 40), (40, 56, 25), (56, 62, 15)),
        "elder couple": ((54, 64, 45), (64, 75, 42), (75, 84, 13)),
        "parents": ((20, 25, 5), (25, 35, 27), (35, 45, 39), (45, 58, 29)),
        "one parent": ((22, 32, 25), (32, 45, 50), (45, 56, 25)),
        "three": ((46, 56, 22), (56, 66, 46), (66, 76, 26), (76, 86, 6)),
    },
    "age of the woman who carries a household of each kind (of the grandmother where there are three generations): "
    "from, to, weight. Chosen so that the ages of all meet the pyramid below",
)  # fmt: skip
PYRAMID: Final = _of(
    "households", {(0, 15): 22.5, (15, 30): 21.5, (30, 45): 24.0, (45, 65): 23.5, (65, 120): 8.5},
    "persons alive by age, per cent, that must come out to within 2.5 points: rounded from the yearly estimates of the "
    "State Statistical Committee for the early 2020s, from memory",
)  # fmt: skip
CHILDREN: Final = _of("households", (20, 45, 26, 7, 2, 1), "births of a couple by number, 1 to 6, weights")
BOYS: Final = _of("households", 0.53, "boys among births")
TWINS: Final = _of("households", 0.011, "births that bring a second child on the same day")
TWINS_ALIKE: Final = _of("households", 0.6, "twins whose names begin alike")
AT_HOME: Final = _of("households", (20.0, 33.0), "age at which a child leaves the parents' household, from, to")
GRANDFATHER: Final = _of("households", (1.25, 110.0), "a grandfather lives with a chance of first − age ÷ second")
SIBLING: Final = _of("households", 0.22, "three-generation households with an unmarried brother or sister")
WIDOWED: Final = _of("households", 0.35, "lone elders whose late spouse is on record")
LATE_FATHER: Final = _of("households", 0.45, "one-parent households whose late father is on record")
LATE_GRANDFATHER: Final = _of("households", 0.25, "missing grandfathers of whom a record with the day of death is kept")
LONE_REGISTERED: Final = _of("households", 0.5, "persons who live alone and are registered as a household of their own")
UNITS: Final = "data/districts.json"
_of("households", UNITS, "persons by district, thousands: rounded estimates of the early 2020s, used as weights")

# Names ---------------------------------------------------------------------------------------------------------------

GIVEN_FREQUENCY: Final = _of(
    "names", (14.0, 1.4), "frequency of the n-th given name: (n + first) ** −second (Zipf–Mandelbrot): the hundred "
    "commonest of over a thousand are borne by two in three",
)  # fmt: skip
STEM_FREQUENCY: Final = _of(
    "names", (3.0, 1.05), "frequency of the n-th stem of surnames: (n + first) ** −second: the commonest stem is borne "
    "by one in twenty",
)  # fmt: skip
ENDINGS: Final = _of(
    "names",
    (74, 16, 8, 1, 1),
    "endings of surnames, weights: -ov/-yev, -lı, -zadə, -bəyli, -oğlu",
    "forms: S134; shares: assumption",
)
TAKES_NAME: Final = _of("names", 0.35, "wives who bear the husband's surname")
OTHER_ENDING: Final = _of("names", 0.02, "children whose surname ends otherwise than their father's (inventory 3.3)")
NO_SURNAME: Final = _of("names", 0.001, "persons without a surname", "lawful: S134; share: assumption")
NO_FATHER: Final = _of("names", 0.004, "persons whose father's name is not on record")
NAMESAKES: Final = _of(
    "names", 0.006, "adults who are given the full name of another adult, most born within weeks of them; beside the "
    "namesakes whom the frequencies bring about",
)  # fmt: skip
NEW_YEARS: Final = _of("names", 0.04, "persons born before 1960 registered as born on 1 January")

# Identifiers and contacts ---------------------------------------------------------------------------------------------

NO_FIN: Final = _of("identifiers", 0.012, "persons without a FİN, beside children of less than two months")
CARDS: Final = _of("identifiers", 0.96, "persons from 16 whose identity card is on record")
AA_SERIES: Final = _of(
    "identifiers",
    0.55,
    "cards of the series AA; the others are AZE. Eight digits for both",
    "series: S113, S116; share: assumption",
)
CERTIFICATES: Final = _of(
    "identifiers", 0.9, "children whose birth certificate is on record; series and length invented"
)
PASSPORTS: Final = _of("identifiers", 0.12, "persons from 18 whose passport is on record; series and length invented")
OWN_PHONE: Final = _of("identifiers", 0.66, "living persons from 16 with a telephone of their own")
SHARED_PHONE: Final = _of("identifiers", 0.16, "living persons from 16 who give another one's of their household")
FLATS: Final = _of("identifiers", 0.45, "addresses with a flat")
RESTRICTED: Final = _of("identifiers", 0.0008, "adults whose record is restricted")

# Statuses ------------------------------------------------------------------------------------------------------------

DISPLACED: Final = _of(
    "statuses", (0.65, 0.012), "displaced families: in districts they come from, and elsewhere; 7 % in all"
)
DISABILITY: Final = _of("statuses", (0.05, 0.14), "persons with a disability: 18 to 64, from 65")
DISABILITY_UNDER_18: Final = _of("statuses", 0.022, "children with an established disability")
SPECIAL_CARE: Final = _of("statuses", 0.004, "children in need of special care")
WITHOUT_PARENTS: Final = _of("statuses", 0.0008, "children without parental care")
MARTYR_FAMILY: Final = _of("statuses", 0.006, "members of a martyr's family")
WAR: Final = _of("statuses", (0.028, 0.012, 0.006), "men of 20 to 65: war participants, veterans, wounded")
CONFLICTS: Final = _of(
    "statuses",
    (55, 40, 3, 2),
    "conflicts, weights: first Karabakh, 2020, April 2016, Tovuz",
    "names: A0; shares: assumption",
)
VETERANS: Final = _of("statuses", (0.004, 0.02), "veterans of the armed forces, of labour, from 55")
POOR: Final = _of("statuses", 0.045, "households below the need threshold")
ASSISTED: Final = _of(
    "statuses", 0.38, "poor households with targeted assistance: 40 thousand families, 173 thousand members in 2022, "
    "which is 1.7 % of persons", "S43 (TSA-14)",
)  # fmt: skip
AT_WORK: Final = _of(
    "statuses", (0.016, 0.007, 0.006, 0.002, 0.0012, 0.0004),
    "18 to 60: unemployed, jobseeker, landowner jobseeker, unemployment insurance, released from custody, care leaver",
)  # fmt: skip
DIFFICULT_LIFE: Final = _of("statuses", 0.003, "persons in a difficult life condition")
RESIDENTS: Final = _of("statuses", 0.0012, "persons from 70 who live in an institution")
TRAFFICKING: Final = _of(
    "statuses", 0.012, "restricted persons who are victims of trafficking (80 a year in ten millions); the others are "
    "survivors of domestic violence", "S110 (TR-9)",
)  # fmt: skip
VERIFIED: Final = _of("statuses", 0.9, "statuses that are verified; the others are declared")

# Incomes -------------------------------------------------------------------------------------------------------------

INCOMES_KNOWN: Final = _of("incomes", 0.1, "households that are not poor and whose last twelve months are on record")
NEED: Final = _of("incomes", 300, "need threshold of 2026, ₼ a head and month; a poor household stays below", "S46")
POOR_INCOME: Final = _of("incomes", (40, 270), "income of a poor household, ₼ a head and month, from, to")
INCOME_QUANTILES: Final = _of(
    "incomes", (340, 365, 400, 450, 520, 610, 720, 870, 1080, 1450, 2600),
    "income of the others, ₼ a head and month: minimum, deciles, maximum",
)  # fmt: skip
SOURCES: Final = _of("incomes", (46, 22, 16, 8, 5, 3), "weights: wage, farm, pension, own enterprise, remittance, rent")
SECOND_SOURCE: Final = _of("incomes", 0.35, "households with a second source of a fifth to a half")

# Duplicates -----------------------------------------------------------------------------------------------------------

DUPLICATES: Final = _of("duplicates", 0.05, "records that are a second or third one of a person", "issue 3")
THIRD: Final = _of("duplicates", 0.1, "duplicates whose person has another duplicate already")
WITHOUT_FIN: Final = _of("duplicates", 1 / 3, "duplicates without a FİN", "issue 3")
MISTAKES: Final = _of(
    "duplicates", (8, 42, 28, 14, 8), "mistakes of a duplicate, 0 to 4, weights: half have two or more", "issue 3"
)
OTHER_ADDRESS_FORM: Final = _of(
    "duplicates", 0.6, "duplicates whose address is written in another manner (küç., m., without marks); no mistake"
)
KNOWS_DEATH: Final = _of("duplicates", 0.3, "duplicates of the dead that know of the death")
OWN_HOUSEHOLD: Final = _of("duplicates", 0.4, "duplicates registered as a household of one")
SAME_CARD: Final = _of("duplicates", (0.6, 0.1), "duplicates with the same document: with a FİN, without")
NEW_CARD: Final = _of("duplicates", 0.15, "duplicates from 16 with a renewed card, of another number")
SAME_STATUSES: Final = _of("duplicates", 0.4, "duplicates that carry the statuses of their person too")
MISTAKE_WEIGHTS: Final = _of(
    "duplicates",
    {
        "latin": 9, "russian": 9, "azeri_cyrillic": 3, "plain_letters": 9, "schwa": 5, "look_alike": 3, "typo": 16,
        "ocr": 4, "swapped_names": 4, "no_father": 7, "short_form": 4, "initial": 2, "married_name": 5, "other_form": 3,
        "day_month": 5, "year_digit": 4, "day_digit": 5, "year_only": 2, "no_birth": 1, "phone_digit": 4,
        "other_phone": 8, "no_phone": 3, "moved": 9, "no_sex": 1, "fin_typo": 3,
    },
    "what goes wrong, weights; a mistake that changes nothing (no telephone to mistype) is drawn again",
)  # fmt: skip
