"""Small tables of people: a crowd of strangers and families, into which a test writes the two records it asks about."""

import csv
import io
import random
from contextlib import contextmanager

from dayaq.registry import api

HEAD = ("FİN", "Soyad", "Ad", "Ata adı", "Cins", "Doğum tarixi", "Telefon", "Küçə", "Rayon")
SURNAMES = [
    "Əliyev",
    "Məmmədov",
    "Həsənov",
    "Quliyev",
    "Rzayev",
    "Abbasov",
    "Vəliyev",
    "Kərimov",
    "Orucov",
    "Səfərov",
    "Nağıyev",
    "Bağırov",
]
MEN = [
    "Həsən",
    "Elçin",
    "Vüqar",
    "Rauf",
    "Tofiq",
    "Namiq",
    "Orxan",
    "Kamran",
    "Anar",
    "Samir",
    "Ramil",
    "Cavid",
    "Elnur",
    "Fuad",
    "İlqar",
    "Rəşad",
]
WOMEN = [
    "Aysel",
    "Günel",
    "Leyla",
    "Nigar",
    "Sevda",
    "Könül",
    "Aynur",
    "Fidan",
    "Rəna",
    "Xalidə",
    "Mehriban",
    "Zəhra",
    "Lalə",
    "Arzu",
]
LETTERS = "0123456789ABCDEFGHJKLMNPQRSTUVWXYZ"
MAPPING = api.parse_mapping("""
source = "test"
key = ["FİN"]
[columns]
fin = "FİN"
surname = "Soyad"
given_name = "Ad"
father_name = "Ata adı"
sex = "Cins"
birth_date = "Doğum tarixi"
phone = "Telefon"
address = ["Küçə"]
unit = "Rayon"
[options]
date_order = "dmy"
""")

ELCIN = ("5ABC12D", "Əliyev", "Elçin", "Vüqar", "kişi", "12.04.1980", "0502223344", "Nizami küçəsi 12", "Lerik")


def changed(record=ELCIN, **values):
    """``record`` with other values, by the names fin, surname, given, father, sex, born, phone, street, district."""
    names = ("fin", "surname", "given", "father", "sex", "born", "phone", "street", "district")
    return tuple(values.get(name, record[at]) for at, name in enumerate(names))


def crowd(families=70, doubles=8, seed=3):
    """Families of two parents and up to three children, some of whom another clerk wrote down once more."""
    draw = random.Random(seed)
    found = []
    for _family in range(families):
        surname, father = draw.choice(SURNAMES), draw.choice(MEN)
        phone, street = f"050{draw.randrange(2_000_000, 9_999_999)}", f"{draw.choice(MEN)} küçəsi {draw.randrange(300)}"
        rest = (phone, street, draw.choice(("Lerik", "Astara", "Quba", "Şəki")))
        found.append(_one(draw, surname, father, draw.choice(MEN), "kişi", draw.randrange(1950, 1985), rest))
        found.append(_one(draw, f"{draw.choice(SURNAMES)}a", draw.choice(WOMEN), draw.choice(MEN), "qadın", 1972, rest))
        for _child in range(draw.randrange(4)):
            boy = draw.random() < 0.5
            name, sex = (draw.choice(MEN), "kişi") if boy else (draw.choice(WOMEN), "qadın")
            found.append(_one(draw, surname if boy else f"{surname}a", name, father, sex, 2005, rest))
    again = [changed(one, phone=f"055{draw.randrange(2_000_000, 9_999_999)}") for one in draw.sample(found, doubles)]
    return found + again


def _one(draw, surname, given, father, sex, year, rest):
    fin = "".join(draw.choices(LETTERS, k=7))
    born = f"{draw.randrange(1, 29):02}.{draw.randrange(1, 13):02}.{year + draw.randrange(-9, 10)}"
    return (fin, surname, given, father, sex, born, *rest)


def content(records, head=HEAD):
    """The bytes of a CSV file."""
    out = io.StringIO()
    writer = csv.writer(out)
    writer.writerow(head)
    writer.writerows(records)
    return out.getvalue().encode()


def sheet(records):
    """The records as an opened file."""
    return api.read_sheet("people.csv", content(records), api.FileOptions())


@contextmanager
def linked(*records, **options):
    """The linkage of the records behind a crowd."""
    with api.link_sheet(sheet([*crowd(), *records]), MAPPING, **options) as linkage:
        yield linkage


def rows(*records):
    """Row numbers that :func:`linked` gives the records."""
    first = len(crowd()) + 2
    return tuple(range(first, first + len(records)))


def probability(one, other):
    """How probable the model finds it that the two records are one person; 0 where they were not worth keeping."""
    with linked(one, other) as linkage:
        wanted = rows(one, other)
        return next((p.probability for p in linkage.pairs(0.0) if (p.left, p.right) == wanted), 0.0)
