"""Who works in the demonstration country: organisations, offices with their holders, one account a role."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Final

from django.contrib.auth.hashers import make_password

from dayaq.accounts.api import give_role, system_user
from dayaq.accounts.models import Office, OfficeHolding, Organisation, User
from dayaq.core.api import audit, clock
from dayaq.places.models import AdministrativeUnit

PASSWORD: Final = "dayaq-demo-2026"  # noqa: S105 – printed at the start of every demonstration
SINCE: Final = date(2016, 4, 7)

Kind = Organisation.Kind
_ORGANISATIONS: Final = (
    ("eesmn", Kind.MINISTRY, "", "Əmək və Əhalinin Sosial Müdafiəsi Nazirliyi",
     "Ministry of Labour and Social Protection of the Population"),
    ("dma", Kind.AGENCY, "eesmn", "Dövlət Məşğulluq Agentliyi", "State Employment Agency"),
    ("dost", Kind.AGENCY, "eesmn", "DOST Agentliyi", "DOST Agency"),
    ("ahik", Kind.SOCIAL_PARTNER, "", "Azərbaycan Həmkarlar İttifaqları Konfederasiyası",
     "Trade Unions Confederation of Azerbaijan"),
    ("ahik-education", Kind.SOCIAL_PARTNER, "ahik", "Təhsil işçilərinin həmkarlar ittifaqı",
     "Trade union of education workers"),
    ("ahik-health", Kind.SOCIAL_PARTNER, "ahik", "Səhiyyə işçilərinin həmkarlar ittifaqı",
     "Trade union of health workers"),
    ("ahik-agriculture", Kind.SOCIAL_PARTNER, "ahik", "Aqrar sahə işçilərinin həmkarlar ittifaqı",
     "Trade union of agricultural workers"),
    ("world-bank", Kind.OTHER, "", "Dünya Bankı", "World Bank"),
)  # fmt: skip
_OFFICES: Final = (
    ("minister", "eesmn", "Əmək və əhalinin sosial müdafiəsi naziri",
     "Minister of Labour and Social Protection of the Population",
     ((SINCE, date(2022, 1, 10), "Tapdıq Dərvişli"), (date(2022, 1, 10), None, "Sənubər Çobanzadə"))),
    ("dma-chair", "dma", "Dövlət Məşğulluq Agentliyi İdarə Heyətinin sədri",
     "Chair of the Board of the State Employment Agency",
     ((SINCE, date(2020, 2, 3), "Dilavər Bünyadzadə"), (date(2020, 2, 3), None, "Nurcahan Uğurlu"))),
    ("ahik-chair", "ahik", "Həmkarlar İttifaqları Konfederasiyasının sədri", "Chair of the Trade Unions Confederation",
     ((SINCE, None, "Surxay Göyüşov"),)),
)  # fmt: skip


@dataclass(frozen=True)
class DemoAccount:
    """An account to try Dayaq with: its role in both languages, how to sign in, whose it is."""

    label_az: str
    label_en: str
    username: str
    password: str
    name: str
    role: str
    organisation: str
    unit: str = ""


def _demo(az: str, en: str, name: str, role: str, organisation: str, unit: str = "", username: str = "") -> DemoAccount:
    return DemoAccount(az, en, username or role, PASSWORD, name, role, organisation, unit)


ACCOUNTS: Final = (
    _demo("Operator (Lənkəran)", "Operator (Lənkəran)", "Aytac Sədizadə", "operator", "dost", "AZ-LAN"),
    _demo("Sosial işçi (Lənkəran)", "Caseworker (Lənkəran)", "Elçin Tağızadə", "caseworker", "dma", "AZ-LAN"),
    _demo("Sosial işçi (Masallı)", "Caseworker (Masallı)", "Fidan Çıraqova", "caseworker", "dma", "AZ-MAS",
          "caseworker_masalli"),
    _demo("Qərar verən məmur", "Decision officer", "Gülər Əfəndizadə", "decision_officer", "dma"),
    _demo("Qərar verən məmur (şikayətlər)", "Decision officer (appeals)", "Valeh Axundlu", "decision_officer", "dma",
          "", "decision_officer_2"),
    _demo("Proqram üzrə məmur", "Programme officer", "Könül Bəylərli", "programme_officer", "dma"),
    _demo("Fond üzrə məmur", "Fund officer", "Cavid Dilbazov", "fund_officer", "eesmn"),
    _demo("Komissiya üzvü", "Committee member", "Rübabə Yüzbaşova", "committee_member", "dma"),
    _demo("Komissiya üzvü (2)", "Committee member (2)", "İlqam Oruczadə", "committee_member", "dost", "",
          "committee_member_2"),
    _demo("Komissiya üzvü (3)", "Committee member (3)", "Mehparə Qoşunova", "committee_member", "ahik", "",
          "committee_member_3"),
    _demo("Komissiya üzvü (4)", "Committee member (4)", "Ziyad Kəbləyev", "committee_member", "dma", "",
          "committee_member_4"),
    _demo("Monitorinq üzrə mütəxəssis", "Monitor", "Seymur Talışlı", "monitor", "dma"),
    _demo("Tərəfdaş (AHİK)", "Partner (AHİK)", "Pərvin Zərgərli", "partner", "ahik-education"),
    _demo("Analitik", "Analyst", "Nəzrin Mirzəxanlı", "analyst", "eesmn"),
    _demo("Auditor", "Auditor", "Sabit Hətəmov", "auditor", "eesmn"),
    _demo("Fərdi məlumatların mühafizəsi üzrə məsul şəxs", "Data protection officer", "Turanə Cavadzadə",
          "data_protection_officer", "eesmn"),
    _demo("İnzibatçı", "Administrator", "Ülkər Şıxəlizadə", "administrator", "eesmn"),
)  # fmt: skip
#: Whoever did the work of the past years: their accounts are closed.
PAST: Final = (
    _demo("", "", "Balakişi Namazov", "operator", "dost", "", "past_operator"),
    _demo("", "", "Telli Ocaqlı", "caseworker", "dma", "", "past_caseworker"),
    _demo("", "", "Mövsüm Dadaşov", "decision_officer", "dma", "", "past_decision_officer"),
    _demo("", "", "Zərnişan Alxaslı", "programme_officer", "dma", "", "past_programme_officer"),
    _demo("", "", "Xıdır Şamxalov", "monitor", "dma", "", "past_monitor"),
)
#: Others who work there today; nobody signs in as them in a demonstration.
COLLEAGUES: Final = (
    _demo("", "", "Sənəm Kəngərli", "operator", "dost", "AZ-MAS", "operator_masalli"),
    _demo("", "", "Nəcibə Tarverdiyeva", "operator", "dost", "AZ-SM", "operator_sumqayit"),
    _demo("", "", "Toğrul Sarvanlı", "caseworker", "dma", "AZ-SM", "caseworker_sumqayit"),
    _demo("", "", "Şəhla Qaçayeva", "operator", "dost", "AZ-GA", "operator_gence"),
    _demo("", "", "Rəsul Binnətov", "caseworker", "dma", "AZ-GA", "caseworker_gence"),
    _demo("", "", "Turac Novruzəliyeva", "monitor", "dma", "", "monitor_regions"),
)


@dataclass(frozen=True)
class Staff:
    """The accounts by user name."""

    users: dict[str, User]

    def __getitem__(self, username: str) -> User:
        return self.users[username]


def make_staff(on: date) -> Staff:
    """Organisations, offices, accounts and roles. The password hashes follow from the seed, so they repeat as well."""
    system = system_user()
    organisations = _organisations(system)
    users = {}
    # One hash for all: they share one password that everybody knows. Its salt is of the clock's reproducible bytes.
    shared = make_password(PASSWORD, salt=clock.token_bytes(12).hex())
    for number, account in enumerate((*ACCOUNTS, *COLLEAGUES, *PAST), start=1):
        past = account in PAST
        user = User.objects.create(
            username=account.username,
            display_name=account.name,
            human_id=f"DEMO-{number:03d}",
            password=shared if account in ACCOUNTS else "!",
        )
        audit.record(by=system, event="account.created", obj=user, after={"username": user.username})
        unit = AdministrativeUnit.objects.on(on).get(code=account.unit) if account.unit else None
        give_role(
            by=system,
            account=user,
            organisation=organisations[account.organisation],
            role=account.role,
            unit=unit,
            valid_from=SINCE,
            valid_to=on if past else None,
        )
        users[user.username] = user
    return Staff(users)


def close_past_accounts(staff: Staff) -> None:
    """Nobody signs in to the accounts of the past."""
    system = system_user()
    for account in PAST:
        user = staff[account.username]
        user.is_active = False
        user.save(update_fields=["is_active"])
        audit.record(by=system, event="account.deactivated", obj=user)


def _organisations(system: User) -> dict[str, Organisation]:
    made: dict[str, Organisation] = {}
    for code, kind, parent, az, en in _ORGANISATIONS:
        made[code] = Organisation.objects.create(
            code=code, kind=kind, parent=made.get(parent), label={"az": az, "en": en}
        )
        audit.record(by=system, event="organisation.created", obj=made[code], detail={"code": code})
    for code, organisation, az, en, holders in _OFFICES:
        office = Office.objects.create(code=code, organisation=made[organisation], label={"az": az, "en": en})
        for since, until, name in holders:
            OfficeHolding.objects.create(office=office, holder_name=name, valid_from=since, valid_to=until)
        audit.record(by=system, event="office.created", obj=office, detail={"code": code})
    return made
