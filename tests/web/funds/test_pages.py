"""Funds in the browser."""

from __future__ import annotations

from datetime import UTC, date, datetime
from decimal import Decimal

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from dayaq.accounts.models import Organisation
from dayaq.core import clock
from dayaq.core.models import AuditEvent
from dayaq.funds import actions
from dayaq.funds.history import HistoryRow, record_history
from dayaq.funds.models import FundSource
from dayaq.funds.queries import balance
from dayaq.registry.models import StatusKind
from tests import make
from tests.unit.funds.support import draft_fund, officer, open_fund, reference

pytestmark = pytest.mark.django_db
NOW = datetime(2026, 3, 2, 8, tzinfo=UTC)


@pytest.fixture(autouse=True)
def _day():
    with clock.frozen(NOW, seed="funds"):
        yield


@pytest.fixture
def as_(client):
    def sign_in(user, language="en"):
        client.force_login(user, backend="allauth.account.auth_backends.AuthenticationBackend")
        client.cookies["django_language"] = language
        return client

    return sign_in


def url(name: str, *args: object) -> str:
    return reverse(f"funds:{name}", args=args)


def text(response) -> str:
    return response.content.decode().replace("\u00a0", " ")


def send(client, address: str, record=None, **values: object):
    data = {"submission": clock.token_bytes(8).hex(), **values}
    if record is not None:
        data["version"] = type(record).objects.get(pk=record.pk).version
    return client.post(address, data)


def statements_of(client, address: str) -> int:
    client.get(address)
    with CaptureQueriesContext(
        connection,
    ) as captured:
        assert client.get(address).status_code == 200
    return len(captured)


# The list


def test_the_list_says_what_is_promised_and_what_is_left(as_):
    fund = open_fund("200000", targeting=["war_veteran"])
    StatusKind.objects.get_or_create(code="war_veteran", defaults={"label": {"az": "Veteran", "en": "War veteran"}})
    actions.reserve(by=officer(), fund=fund, amount=Decimal(50_000), reference=reference())
    page = as_(officer()).get(url("index"))
    assert page.status_code == 200
    for words in (fund.name, "200,000.00", "150,000.00", "75 %"):
        assert words in text(page)


def test_an_empty_list_says_how_to_get_the_first(as_):
    assert url("new") in text(as_(officer()).get(url("index")))
    assert url("new") not in text(as_(make.user("auditor")).get(url("index")))


def test_a_partner_sees_their_organisations_fund_and_not_that_another_exists(as_):
    own = open_fund(organisation=make.organisation("bank", "bank"), code="own-fund")
    other = open_fund(code="other-fund")
    client = as_(make.user("partner", of=make.organisation("bank", "bank")))
    assert "own-fund" in text(client.get(url("index")))
    assert "other-fund" not in text(client.get(url("index")))
    for name in ("show", "statement", "statement_csv"):
        assert client.get(url(name, own.pk)).status_code == 200
        assert client.get(url(name, other.pk)).status_code == 404
    assert client.get(url("sponsor", own.organisation_id)).status_code == 200
    assert client.get(url("sponsor", other.organisation_id)).status_code == 404


@pytest.mark.parametrize("role", ["caseworker", "analyst", "administrator"])
def test_whoever_has_no_right_over_funds_is_refused(as_, role):
    fund = open_fund()
    client = as_(make.user(role))
    for address in (url("index"), url("show", fund.pk), url("statement", fund.pk), url("new")):
        assert client.get(address).status_code == 403


def test_whoever_only_reads_changes_nothing(as_):
    fund = open_fund()
    client = as_(make.user("programme_officer"))
    assert url("allocate", fund.pk) not in text(client.get(url("show", fund.pk)))
    for name in ("new", "allocate", "withdraw", "close", "open"):
        address = url(name) if name == "new" else url(name, fund.pk)
        assert client.post(address, {"amount": "1"}).status_code == 403
    assert FundSource.objects.get(pk=fund.pk).state == "open"


@pytest.mark.parametrize("language", ["az", "en"])
def test_the_pages_speak_both_languages(as_, language):
    fund = open_fund()
    client = as_(officer(), language)
    for address in (
        url("index"),
        url("new"),
        url("show", fund.pk),
        url("allocate", fund.pk),
        url("withdraw", fund.pk),
        url("close", fund.pk),
        url("statement", fund.pk),
        url("sponsor", fund.organisation_id),
    ):
        page = client.get(address)
        assert page.status_code == 200
        assert f'<html lang="{language}"' in text(page)
    assert ("Ödənilib" if language == "az" else "Paid") in text(client.get(url("show", fund.pk)))


# From a promise to an open fund


def test_a_fund_officer_makes_a_fund_allocates_opens_withdraws_and_closes_it(as_):
    StatusKind.objects.get_or_create(code="war_veteran", defaults={"label": {"az": "Veteran", "en": "War veteran"}})
    sponsor = make.organisation("ahik", "social_partner")
    client = as_(officer(), "az")
    done = send(
        client,
        url("new"),
        label_az="AHİK fondu",
        label_en="Confederation fund",
        code="ahik-2026",
        kind="memorandum",
        organisation=sponsor.pk,
        amount="200.000,00",
        valid_from="01.01.2026",
        valid_to="31.12.2026",
        order="10",
        targeting=["war_veteran"],
    )
    fund = FundSource.objects.get()
    assert done.url == url("show", fund.pk)
    assert (fund.amount, fund.valid_to, fund.targeting) == (200_000, date(2027, 1, 1), ["war_veteran"])

    send(client, url("allocate", fund.pk), amount="150.000,00", memo="Ödəniş tapşırığı 12")
    assert balance(fund).allocated == 150_000
    send(client, url("open", fund.pk), fund)
    send(client, url("withdraw", fund.pk), amount="50.000,00")
    assert balance(fund).allocated == 100_000
    refused = send(client, url("close", fund.pk), fund, reason="")
    assert refused.status_code == 422
    send(client, url("close", fund.pk), fund, reason="Memorandum bitdi")
    fund.refresh_from_db()
    assert fund.state == "closed"
    assert url("allocate", fund.pk) not in text(client.get(url("show", fund.pk)))


def test_what_cannot_be_allocated_is_said_beside_the_amount_and_kept(as_):
    fund = draft_fund(amount=Decimal(1000))
    page = send(as_(officer()), url("allocate", fund.pk), amount="1,000.01")
    assert page.status_code == 422
    assert "more than the sponsor promised" in text(page)
    assert 'value="1,000.01"' in text(page)
    assert balance(fund).allocated == 0


def test_the_same_form_sent_twice_allocates_once(as_):
    fund = draft_fund(amount=Decimal(1000))
    client = as_(officer())
    for _ in range(2):
        client.post(url("allocate", fund.pk), {"submission": "one-press", "amount": "10"})
    assert balance(fund).allocated == 10


def test_a_stale_tab_gets_the_conflict_page(as_):
    fund = draft_fund()
    FundSource.objects.filter(pk=fund.pk).update(version=4)
    page = as_(officer()).post(url("open", fund.pk), {"submission": "k", "version": 1})
    assert page.status_code == 409


def test_a_fund_opened_twice_says_so_and_stays_open(as_):
    fund = open_fund()
    page = send(as_(officer()), url("open", fund.pk), fund)
    assert page.url == url("show", fund.pk)
    assert FundSource.objects.get(pk=fund.pk).state == "open"


# The fund page and its statement


@pytest.fixture
def lived():
    by, whom = officer(), reference()
    with clock.frozen(datetime(2026, 1, 10, 8, tzinfo=UTC)):
        fund = open_fund("1000", by)
    with clock.frozen(datetime(2026, 2, 10, 8, tzinfo=UTC)):
        actions.reserve(by=by, fund=fund, amount=Decimal(400), reference=whom, memo="ceiling")
    with clock.frozen(datetime(2026, 2, 20, 8, tzinfo=UTC)):
        actions.oblige(by=by, reference=whom, amount=Decimal(300))
        actions.pay(by=by, reference=whom, amount=Decimal(250))
    return fund


def test_the_fund_page_shows_the_stages_and_the_entries(as_, lived):
    page = text(as_(make.user("auditor")).get(url("show", lived.pk)))
    for words in ("Free", "600.00", "100.00", "50.00", "250.00", "Reserved", "ceiling"):
        assert words in page


def test_the_entries_are_filtered_and_taken_away_as_a_file_with_a_reason(as_, lived):
    client = as_(officer())
    address = url("show", lived.pk) + "?kind=reserve&at_from=2026-02-01"
    page = text(client.get(address))
    assert "ceiling" in page
    assert "Found: <strong>1</strong>" in page.replace("\n", "")
    file = client.post(address, {"export": "csv", "why": "Audit"})
    lines = b"".join(file.streaming_content).decode()
    assert "Reserved;400,00" in lines
    assert "ceiling" not in lines  # a note may hold words about a person
    assert AuditEvent.objects.filter(event="list.exported").count() == 1


def test_a_statement_at_a_past_date(as_, lived):
    page = text(as_(officer()).get(url("statement", lived.pk), {"on": "15.02.2026", "since": "01.02.2026"}))
    assert "01.02.2026 – 15.02.2026" in page
    for amount in ("1,000.00", "400.00", "600.00"):
        assert amount in page
    assert "250.00" not in page


def test_a_statement_with_days_that_are_none_falls_back_to_today_and_says_what_is_wrong(as_, lived):
    page = as_(officer()).get(url("statement", lived.pk), {"on": "31.02.2026"})
    assert page.status_code == 200
    assert "Write the date" in text(page)
    assert "02.03.2026" in text(page)


def test_the_statement_as_a_file_holds_the_same_sums(as_, lived):
    file = as_(officer()).get(url("statement_csv", lived.pk), {"on": "15.02.2026"})
    lines = text(file).splitlines()
    assert lines[0].startswith("\ufeff")
    assert "Reserved;0,00;400,00" in lines
    assert "Residual;0,00;600,00" in lines
    assert "Reserved;1;400,00" in lines


def test_a_sponsor_is_told_about_all_their_funds_together(as_, lived):
    open_fund("500", organisation=lived.organisation)
    page = text(as_(officer()).get(url("sponsor", lived.organisation_id), {"on": "02.03.2026"}))
    for amount in ("1,500.00", "1,100.00"):
        assert amount in page


# Cost


def many_funds(number: int) -> None:
    by = officer()
    sponsor = Organisation.objects.get(code="ministry")
    FundSource.objects.bulk_create(
        FundSource(
            code=f"bulk-{number}-{place}",
            label={"az": f"Fond {place}", "en": f"Fund {place}"},
            kind="grant",
            organisation=sponsor,
            amount=Decimal(1000),
            valid_from=date(2020, 1, 1),
            state="open",
            targeting=["war_veteran"],
        )
        for place in range(number)
    )
    funds = FundSource.objects.filter(code__startswith=f"bulk-{number}-")
    rows = [HistoryRow(fund.pk, "allocate", Decimal(1000), NOW) for fund in funds]
    rows += [
        HistoryRow(funds[0].pk, "reserve", Decimal("0.10"), NOW, "programmes.enrolment", key) for key in range(number)
    ]
    record_history(by=by, rows=rows)


@pytest.mark.parametrize("role", ["fund_officer", "partner"])
def test_the_pages_run_the_same_number_of_statements_with_ten_and_with_a_thousand_rows(as_, role):
    make.organisation()
    client = as_(make.user(role))
    found = []
    for number in (10, 1_000):
        many_funds(number)
        fund = FundSource.objects.get(code=f"bulk-{number}-0")
        found.append(
            [
                statements_of(client, address)
                for address in (
                    url("index"),
                    url("show", fund.pk),
                    url("statement", fund.pk),
                    url("sponsor", fund.organisation_id),
                )
            ]
        )
    assert found[0] == found[1]
    assert max(found[0]) <= 16
