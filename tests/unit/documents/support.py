"""Data for a document of each kind."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Any

ISSUER = "Əmək və Əhalinin Sosial Müdafiəsi Nazirliyi"
PERSON = {"name": "Nümunəyev Vüqar Əli oğlu", "fin": "5AB12CD", "address": "Sumqayıt şəhəri"}
ITEMS = [
    {"description": "Yuyucu qurğu", "quantity": 2, "price": Decimal("1234.50"), "serial": "SN-1"},
    {"description": "Köpük çiləyici", "quantity": 1, "price": Decimal("200.00")},
]
DAY = date(2026, 3, 2)
HEAD = {"issuer": ISSUER, "recipient": PERSON}
APPLICATION = HEAD | {"application_number": "SE-2026-000001", "programme": "Özünüməşğulluq proqramı"}
CASE = HEAD | {"contract_number": "CT-2026-000001", "business_line": "Avtoyuma"}

DATA: dict[str, dict[str, Any]] = {
    "receipt": APPLICATION | {"received_on": DAY, "channel": "Operator", "answer_until": date(2026, 3, 26)},
    "letter_decision": APPLICATION
    | {
        "decided_on": DAY,
        "outcome": "refused",
        "reason": "Birinci səbəb.\nİkinci səbəb.",
        "legal_basis": ["“Məşğulluq haqqında” Qanun, maddə 24.10"],
        "conditions": [{"text": "İşsiz kimi qeydiyyatdadır", "met": "no", "article": "24.11"}],
        "next_steps": ["Qərarla tanış olun"],
        "appeal_until": date(2026, 4, 1),
        "appeal_how": "Şikayəti istənilən quruma təqdim edin.",
    },
    "letter_appeal": APPLICATION
    | {"appealed_on": DAY, "decided_on": DAY, "outcome": "overturned", "reason": "Səbəb.", "legal_basis": []},
    "contract": HEAD
    | {
        "programme": "Özünüməşğulluq proqramı",
        "business_line": "Avtoyuma",
        "place": "Sumqayıt",
        "starts_on": DAY,
        "ends_on": date(2027, 3, 2),
        "months": 12,
        "items": ITEMS,
        "clauses": ["Aktivlər satıla bilməz.", "Pozuntu olduqda aktivlər qaytarılır."],
        "legal_basis": ["168 nömrəli Qərar"],
    },
    "handover_act": CASE
    | {
        "place": "Sumqayıt",
        "handed_on": DAY,
        "items": ITEMS,
        "category": "Müharibə iştirakçısı",
        "fund": "Memorandum",
        "witnesses": [{"name": "Şahidov Ə.", "organisation": "Konfederasiya"}],
    },
    "notice_breach": HEAD
    | {
        "contract_number": "CT-2026-000001",
        "found_on": DAY,
        "finding": "Aktiv yerində deyil.",
        "remedy_until": date(2026, 4, 1),
        "consequences": "Aktivlər geri alınır.",
        "legal_basis": [],
    },
    "ownership_act": CASE | {"transferred_on": DAY, "items": ITEMS, "legal_basis": []},
    "letter_erasure": HEAD
    | {
        "request_number": "ER-2026-000001",
        "requested_on": DAY,
        "decided_on": DAY,
        "outcome": "refused",
        "reason": "İş davam edir.",
        "legal_basis": ["998-IIIQ"],
    },
    "extract": HEAD
    | {
        "made_by": "Turanə Cavadzadə",
        "identity_check": "Şəxsiyyət vəsiqəsi AZE 12345678",
        "sections": [
            {"title": "Şəxsiyyətiniz", "records": [{"title": "", "facts": [{"label": "Soyad", "value": "Nümunəyev"}]}]},
            {"title": "Statuslar", "records": []},
        ],
    },
}
