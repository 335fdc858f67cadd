"""Documents, letters, the law and places as people see them: accessible, in both languages, on a screen and a phone."""

from datetime import UTC, date, datetime

import pytest
from django.urls import reverse

from dayaq.core import clock
from dayaq.documents.api import DocumentKind, check_code, issue_document
from dayaq.law.api import add_calendar_override, load_law
from dayaq.notices.api import deliver_pending
from dayaq.places.api import load_places
from dayaq.places.models import AdministrativeUnit
from tests import make
from tests.journeys.browser import axe, forgive, shot
from tests.unit.documents.support import DATA
from tests.unit.notices.test_notices import tell
from tests.unit.registry.given import person as registered

pytestmark = [pytest.mark.django_db(transaction=True)]
SCREENS = [("az", 1280), ("en", 1280), ("az", 390)]


@pytest.fixture
def papers():
    """An administrator, a caseworker who sees a document and its letter, and a day that was declared."""
    load_places()
    load_law()
    admin = make.user("administrator", username="admin")
    make.user("caseworker", username="officer")
    add_calendar_override(
        by=admin,
        date=date(2026, 12, 5),
        is_working=True,
        reason={"az": "Köçürülmüş iş günü", "en": "Working day moved"},
    )
    somebody = registered()
    with clock.frozen(datetime(2026, 3, 2, 8, 0, tzinfo=UTC)):
        kind = DocumentKind.HANDOVER_ACT
        document = issue_document(
            by=admin, kind=kind, language="az", template=kind.value, data=DATA[kind.value], subject=somebody
        )
        newer = issue_document(
            by=admin,
            kind=kind,
            language="az",
            template=kind.value,
            data=DATA[kind.value],
            subject=somebody,
            supersedes=document,
        )
        tell(admin, somebody, document=newer)
        deliver_pending()
    return document, newer


@pytest.mark.parametrize(("language", "width"), SCREENS)
def test_every_page_is_accessible(page_as, live_server, papers, language, width) -> None:
    document, newer = papers
    seen = {
        "officer": {
            "documents": reverse("documents:index"),
            "document": reverse("documents:show", args=[document.pk]),
            "letters": reverse("notices:index"),
            "letter": reverse("notices:show", args=[newer.notices.get().pk]),
        },
        "admin": {
            "law": reverse("law:index"),
            "parameter": reverse("law:parameter", args=["se.contract_months"]),
            "parameter-form": reverse("law:set_parameter", args=["application.count_from"]),
            "acts": reverse("law:acts"),
            "act": reverse("law:act", args=["cabinet-168-2020"]),
            "act-form": reverse("law:register_act"),
            "calendar": reverse("law:calendar"),
            "day-form": reverse("law:declare_day"),
            "places": reverse("places:index"),
            "place": reverse("places:show", args=[AdministrativeUnit.objects.get(code="AZ-AGR").pk]),
        },
        "": {
            "verify": reverse("verify:index"),
            "verify-superseded": reverse("verify:show", args=[document.token]),
            "verify-valid": reverse("verify:show", args=[newer.token]),
        },
    }
    for username, pages in seen.items():
        page = page_as(username, language=language, width=width)
        for name, address in pages.items():
            page.goto(live_server.url + address)
            axe(page)
            shot(page, f"{name}-{language}-{width}")


def test_whoever_holds_the_paper_types_number_and_code_and_learns_whether_it_holds(
    page_as, live_server, papers
) -> None:
    _document, newer = papers
    page = page_as("")
    forgive(page, "422")
    page.goto(live_server.url + reverse("verify:index"))
    page.get_by_label("Sənədin nömrəsi").fill(newer.number.lower())
    page.get_by_label("Yoxlama kodu").fill("AAAAA-AAAAA")
    page.get_by_role("button", name="Sənədi yoxla").click()
    assert "Hər ikisini kağızla müqayisə edin." in page.content()
    axe(page)
    page.get_by_label("Yoxlama kodu").fill(check_code(newer.token))
    page.get_by_role("button", name="Sənədi yoxla").click()
    page.get_by_text("Bu sənəd həqiqidir və qüvvədədir.").wait_for()
    assert "Nümunəyev" not in page.content()


def test_an_administrator_enters_a_value_with_the_keyboard_and_the_history_shows_it(
    page_as, live_server, papers
) -> None:
    page = page_as("admin")
    page.goto(live_server.url + reverse("law:parameter", args=["appeal.days"]))
    page.get_by_role("button", name="Yeni qiymət daxil et").press("Enter")
    page.get_by_label("Yeni qiymət").fill("20")
    page.get_by_label("Qüvvəyə minmə tarixi").fill("01.01.2027")
    page.get_by_label("Mənbə").fill("Nümunə akt")
    page.get_by_role("button", name="Qiyməti qeydə al").press("Enter")
    page.get_by_text("Yeni qiymət qeydə alındı.").wait_for()
    assert "20 təqvim günü" in page.content()
