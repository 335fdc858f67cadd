"""Kinds of documents, relatives, conflicts and incomes by what files call them; codes are understood too."""

from __future__ import annotations

from typing import Final

from dayaq.registry.imports.cells import words_latin
from dayaq.registry.models import IncomeSource
from dayaq.registry.models.relation import INVERSE

DECLARED_TOTAL: Final = "declared_total"
BOTH_WAYS: Final = frozenset({"spouse", "sibling"})
_DOCUMENTS: Final = {
    "id_card": "şəxsiyyət vəsiqəsi; vəsiqə; ş.v.; ş/v; id card; identity card; удостоверение личности; kimlik",
    "birth_certificate": "doğum haqqında şəhadətnamə; doğum şəhadətnaməsi; doğum şəhadətnamesi; birth certificate; "
    "свидетельство о рождении; doğum belgesi",
    "passport": "pasport; xarici pasport; ümumvətəndaş pasportu; passport; паспорт; загранпаспорт; pasaport",
    "residence_permit": "daimi yaşamaq icazəsi; müvəqqəti yaşamaq icazəsi; yaşayış icazəsi; daimi yaşayış icazəsi; "
    "residence permit; вид на жительство; oturma izni",
    "foreign_document": "xarici sənəd; əcnəbinin pasportu; foreign document; foreign passport; иностранный документ",
    "temporary": "müvəqqəti şəxsiyyət vəsiqəsi; müvəqqəti vəsiqə; müvəqqəti sənəd; temporary document; temporary; "
    "временное удостоверение",
    "other": "digər; digər sənəd; other; other document; другой; diğer",
}
_ROLES: Final = {
    "parent": "valideyn; valideyni; ata; atası; ana; anası; parent; father; mother; отец; мать; родитель; anne",
    "child": "övlad; övladı; oğul; oğlu; qız; qızı; uşaq; child; son; daughter; ребенок; ребёнок; сын; дочь; çocuk",
    "spouse": "həyat yoldaşı; ər; əri; arvad; arvadı; xanımı; spouse; husband; wife; супруг; супруга; муж; жена; eş",
    "sibling": "qardaş; qardaşı; bacı; bacısı; sibling; brother; sister; брат; сестра; kardeş",
    "grandparent": "baba; babası; nənə; nənəsi; grandparent; grandfather; grandmother; дедушка; бабушка",
    "grandchild": "nəvə; nəvəsi; grandchild; grandson; granddaughter; внук; внучка; torun",
    "guardian": "qəyyum; qəyyumu; himayəçi; himayəçisi; guardian; trustee; опекун; попечитель; vasi",
    "ward": "qəyyumluqda; himayədə; himayədə olan; ward; подопечный",
}
_CONFLICTS: Final = {
    "first_karabakh": "birinci qarabağ müharibəsi; i qarabağ müharibəsi; 1-ci qarabağ müharibəsi; qarabağ müharibəsi; "
    "first karabakh war; первая карабахская война",
    "april_2016": "aprel döyüşləri; 2016-cı il aprel döyüşləri; april fighting; апрельские бои",
    "tovuz_2020": "tovuz döyüşləri; tovuz fighting; товузские бои",
    "patriotic_war_2020": "vətən müharibəsi; 44 günlük müharibə; ikinci qarabağ müharibəsi; ii qarabağ müharibəsi; "
    "patriotic war; отечественная война",
}
_GUARDIANS: Final = {
    "child": "uşağın; uşaq; azyaşlı; yetkinlik yaşına çatmayan; child; of a child; ребенок; ребёнок",
    "incapable": "fəaliyyət qabiliyyəti olmayan; fəaliyyət qabiliyyətsiz; incapable; недееспособный",
}


def _known(table: dict[str, str]) -> dict[str, str]:
    found = {code: code for code in table}
    for code, names in table.items():
        found |= {words_latin(name): code for name in names.split(";")}
    return found


_DOCUMENT_WORDS: Final = _known(_DOCUMENTS)
_ROLE_WORDS: Final = _known(_ROLES)
_CONFLICT_WORDS: Final = _known(_CONFLICTS)
_GUARDIAN_WORDS: Final = _known(_GUARDIANS)
_TURNED: Final = {inverse: kind for kind, inverse in INVERSE.items() if kind != inverse}


def document_kind(text: str) -> str:
    """The code of a kind of document, "" when it is not known."""
    return _DOCUMENT_WORDS.get(words_latin(text), "")


def conflict(text: str) -> str:
    """The code of a conflict, "" when it is not known."""
    return _CONFLICT_WORDS.get(words_latin(text), "")


def guardian_of(text: str) -> str:
    """Of whom one is guardian: "child" or "incapable"; "" when it is not known."""
    return _GUARDIAN_WORDS.get(words_latin(text), "")


def role(text: str) -> tuple[str, bool] | None:
    """What the relative is to the person, as the kind of a relation, and whether the relative stands first in it."""
    found = _ROLE_WORDS.get(words_latin(text))
    if found is None:
        return None
    kind = _TURNED.get(found, found)
    return kind, kind == found and kind not in BOTH_WAYS


def income_words() -> dict[str, str]:
    """Word → code of a source of income, read once: one statement."""
    found: dict[str, str] = {}
    for source in IncomeSource.objects.all():
        found |= {words_latin(name): source.code for name in (source.code, *source.label.values())}
    return found
