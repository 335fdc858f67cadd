"""Our fields as an import knows them, and what others call them in Azerbaijani, English, Russian and Turkish."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING, Final

from django.utils.translation import gettext_lazy as _

from dayaq.core.aztext import cyrillic_to_latin, fold

if TYPE_CHECKING:
    from dayaq.core.errors import Text


@dataclass(frozen=True, slots=True)
class Field:
    """One of our fields: ``name`` as in a mapping, ``label`` as shown, ``headers`` by which files call it.

    ``longest``: most characters that are stored. ``several``: more columns than one may feed it, joined in their order.
    """

    name: str
    label: Text
    headers: tuple[str, ...]
    longest: int = 100
    several: bool = False


def field_of(name: str, label: Text, headers: str, longest: int = 100, *, several: bool = False) -> Field:
    """A field whose headers stand in one text, parted by semicolons."""
    return Field(name, label, tuple(part.strip() for part in headers.split(";")), longest, several)


_ALL: Final = (
    field_of(
        "surname", _("Surname"),
        "soyad; soyadı; familiya; familiyası; surname; last name; family name; lname; фамилия; soyisim; soyisim adı",
    ),
    field_of("given_name", _("Given name"), "ad; adı; given name; first name; forename; fname; имя; isim; öz adı"),
    field_of(
        "father_name", _("Father's name"),
        "ata adı; atasının adı; atasının; atası; father name; father's name; fathers name; patronymic; отчество; "
        "имя отца; baba adı; middle name",
    ),
    field_of(
        "full_name", _("Full name in one column"),
        "soyad ad ata adı; soyadı adı atasının adı; soyadı adı ata adı; s.a.a; saa; ad soyad; adı soyadı; ad və soyad; "
        "soyad ad; soyadı adı; soyad və ad; tam ad; tam adı; full name; name; фио; ф.и.о; имя фамилия; "
        "фамилия имя отчество; "
        "adı soyadı ata adı; ad soyad ata adı",
        300,
    ),
    field_of("sex", _("Sex"), "cins; cinsi; cinsiyyət; cinsiyyəti; sex; gender; пол; cinsiyet; cinsiyeti", 20),
    field_of(
        "birth_date", _("Date of birth"),
        "doğum tarixi; doğulduğu tarix; doğulduğu gün; anadan olduğu tarix; təvəllüd; təvəllüdü; doğum günü; "
        "date of birth; birth date; birthdate; birthday; dob; born; дата рождения; doğum tarihi; d.tarixi",
        several=True,
    ),
    field_of("death_date", _("Date of death"), "vəfat tarixi; ölüm tarixi; date of death; дата смерти; ölüm tarihi"),
    field_of(
        "fin", _("FİN"),
        "fin; fin kod; fin kodu; ş.v. fin; fərdi identifikasiya nömrəsi; pin; pin code; "
        "personal identification number; "
        "пин; пин код; финкод; фин",
        20,
    ),
    field_of(
        "phone", _("Telephone"),
        "telefon; telefonu; telefon nömrəsi; mobil; mobil nömrə; mobil nömrəsi; mobil telefon; əlaqə nömrəsi; əlaqə; "
        "əlaqə telefonu; tel; phone; phone number; telephone; mobile; mobile phone; телефон; "
        "номер телефона; cep telefonu",
    ),
    field_of(
        "email", _("E-mail"),
        "e-poçt; e poçt; elektron poçt; elektron ünvan; email; e-mail; mail; e-posta; eposta; электронная почта; почта",
        254,
    ),
    field_of(
        "unit", _("District"),
        "rayon; rayonu; rayon/şəhər; şəhər/rayon; rayon şəhər; rayon (şəhər); şəhər (rayon); şəhər; yaşadığı rayon; "
        "qeydiyyat rayonu; yaşayış rayonu; district; unit; unit code; region; район; город; район/город; ilçe; "
        "il/ilçe; rayon və şəhər",
        200,
    ),
    field_of(
        "address", _("Address"),
        "ünvan; ünvanı; yaşayış ünvanı; faktiki ünvan; qeydiyyat ünvanı; küçə; ev; mənzil; kənd; qəsəbə; address; "
        "street; street number; street address; address 1; address 2; address line 1; address line 2; suburb; city; "
        "postcode; postal code; zip; zip code; town; county; province; house number; flat; apartment; state; "
        "адрес; улица; дом; квартира; adres; poçt indeksi",
        500, several=True,
    ),
    field_of(
        "document_number", _("Document number"),
        "vəsiqə; vəsiqənin nömrəsi; vəsiqə nömrəsi; şəxsiyyət vəsiqəsi; şəxsiyyət vəsiqəsinin nömrəsi; ş.v. nömrəsi; "
        "ş/v; ş/v nömrəsi; sənəd; sənədin nömrəsi; sənəd nömrəsi; pasport; pasport nömrəsi; document number; document; "
        "id card; id card number; passport; passport number; soc sec id; national id; паспорт; номер документа; "
        "номер паспорта; удостоверение личности; kimlik no; pasaport no",
        50,
    ),
    field_of(
        "document_series", _("Document series"),
        "seriya; seriyası; sənədin seriyası; vəsiqənin seriyası; series; document series; серия; seri", 20,
    ),
    field_of(
        "household", _("Household number"),
        "ailə nömrəsi; ailənin nömrəsi; ailə №; ailə no; ailə kodu; ailə; ailə id; household; household id; "
        "household number; household no; family number; номер семьи; семья; hane no; aile no",
        200,
    ),
    field_of(
        "head", _("Head of the household (yes or no)"),
        "ailə başçısı; başçı; ailə başçısıdır; ailə başçısı (hə/yox); head; head of household; household head; "
        "is head; "
        "глава семьи; глава; hane reisi; aile reisi",
        50,
    ),
    field_of(
        "relation", _("Relation to the head"),
        "qohumluq; qohumluq dərəcəsi; qohumluğu; ailə başçısına münasibəti; münasibəti; relation; relationship; "
        "relation to head; родство; степень родства; yakınlık; yakınlık derecesi",
        50,
    ),
    field_of(
        "status", _("Status"),
        "status; statusu; sosial status; sosial statusu; kateqoriya; kateqoriyası; sosial kateqoriya; category; "
        "social category; social status; статус; категория; kategori",
        200, several=True,
    ),
    field_of(
        "status_from", _("Status from"),
        "status tarixi; statusun verilmə tarixi; statusun tarixi; status from; status date; дата статуса",
    ),
    field_of("evidence", _("Evidence of the status"), "statusun əsası; əsas sənəd; evidence; основание", 500),
    field_of(
        "percent", _("Disability, per cent"),
        "əlillik faizi; funksiyaların pozulma faizi; faiz; disability percent; процент инвалидности", 20,
    ),
    field_of(
        "income", _("Income of the household"),
        "gəlir; gəliri; aylıq gəlir; aylıq gəliri; orta aylıq gəlir; ailənin gəliri; gəlir (azn); gəlir (manat); "
        "gəlir manat; gəlir azn; income; monthly income; household income; доход; месячный доход; gelir",
        50,
    ),
    field_of("income_month", _("Month of the income"), "gəlir ayı; gəlirin ayı; ay; income month; month; месяц", 50),
)  # fmt: skip

FIELDS: Final[dict[str, Field]] = {field.name: field for field in _ALL}
KEY: Final = "key"
#: Headers of a column that names a row for good; a running number ("№", "sıra") is none.
_KEY_HEADERS: Final = (
    "rec id; id; unique id; record id; person id; client id; kod; şəxsin kodu; qeydiyyat nömrəsi; uçot nömrəsi; "
    "şəxsi iş nömrəsi; unikal nömrə; registration number; case number; код; регистрационный номер; kayıt no"
)

_PARTED: Final = re.compile(r"[^\w]+")


@lru_cache(maxsize=4_096)
def header_word(text: str) -> str:
    """A header under which its spellings meet: "Doğum_tarixi", "DOĞUM TARİXİ:" and "dogum tarixi" are one."""
    plain = fold(cyrillic_to_latin(text.replace("№", "no"))).translate(_PLAIN)
    return " ".join(_PARTED.split(plain.replace("_", " "))).strip()


_PLAIN: Final = str.maketrans("əıöüğçş", "eiougcs")


#: What a row about somebody, or about a household, says besides; see ``filesets/contents.py`` for which file says what.
LINKED: Final[dict[str, Field]] = {
    field.name: field
    for field in (
        field_of(
            "person", _("Key of the person"),
            "şəxsin kodu; şəxs kodu; şəxs; şəxsin nömrəsi; uçot nömrəsi; person; person id; person key; person code; "
            "record id; rec id; код лица; код человека; kişi kodu",
            500, several=True,
        ),
        field_of(
            "relative", _("Key of the relative"),
            "qohumun kodu; qohum kodu; qohumun uçot nömrəsi; ikinci şəxs; ikinci şəxsin kodu; relative; relative id; "
            "relative key; second person; related person; код родственника; родственник; akraba kodu",
            500, several=True,
        ),
        field_of(
            "relation_kind", _("What the relative is to the person"),
            "qohumluq; qohumluq dərəcəsi; qohumluğu; kimdir; kimi olur; münasibəti; əlaqə növü; relation; "
            "relationship; role; kind; relation kind; родство; степень родства; yakınlık",
            50,
        ),
        field_of(
            "guardian_of", _("Of whom one is guardian"),
            "qəyyumluğun növü; qəyyumluğun əsası; guardian of; basis; guardianship; основание опеки", 100,
        ),
        field_of(
            "status_kind", _("Status"),
            "status; statusu; statusun növü; sosial status; kateqoriya; kateqoriyası; sosial kateqoriya; növü; növ; "
            "category; status kind; kind; social category; статус; категория; kategori",
            200,
        ),
        field_of(
            "document_kind", _("Kind of the document"),
            "sənədin növü; sənəd növü; növü; növ; document kind; document type; kind; type; вид документа; "
            "тип документа; belge türü",
            100,
        ),
        field_of(
            "issuer", _("Issued by"),
            "verən orqan; sənədi verən orqan; verən; verən qurum; kim verib; issuer; issued by; authority; кем выдан; "
            "veren kurum",
            200,
        ),
        field_of(
            "valid_from", _("From"),
            "tarixdən; başlama tarixi; başlanğıc tarixi; etibarlıdır (tarixdən); verilmə tarixi; verildiyi tarix; "
            "statusun verilmə tarixi; verildi; qoşulma tarixi; valid from; from; since; start date; issue date; "
            "issued; issued on; дата выдачи; с; действует с; veriliş tarixi",
        ),
        field_of(
            "valid_to", _("Until"),
            "tarixədək; tarixə qədər; bitmə tarixi; etibarlıdır (tarixədək); etibarlılıq müddəti; son tarix; "
            "çıxma tarixi; köçmə tarixi; valid to; to; until; end date; expires; expiry date; действителен до; по; до; "
            "bitiş tarixi",
        ),
        field_of("evidence", _("Paper it rests on"), "əsas sənəd; evidence; основание", 500),
        field_of("conflict", _("Conflict"), "münaqişə; müharibə; conflict; war; конфликт; savaş", 100),
        field_of(
            "income_source", _("Kind of income"),
            "gəlirin növü; gəlir növü; gəlirin mənbəyi; mənbə; income source; source; income kind; вид дохода; "
            "gelir türü",
            100,
        ),
    )
}  # fmt: skip


@lru_cache(maxsize=1)
def any_headers() -> frozenset[str]:
    """Header words of all fields, by which the row of the column names is found in a file of any content."""
    return frozenset(known_headers()) | {header_word(one) for field in LINKED.values() for one in field.headers}


@lru_cache(maxsize=1)
def known_headers() -> dict[str, str]:
    """Header word → name of our field of a person, or "key"."""
    found = {header_word(header): KEY for header in _KEY_HEADERS.split("; ")}
    for field in _ALL:
        found.update({header_word(header): field.name for header in field.headers})
    return found


def label_of(name: str) -> Text:
    """Our word for a field; the name itself where it is none of ours."""
    if name == KEY:
        return _("Row key")
    field = FIELDS.get(name) or LINKED.get(name)
    return field.label if field else name
