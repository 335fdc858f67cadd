"""The registry's persons are compared where they are, and only those whom one may see."""

import random
from datetime import date

import pytest
from click.testing import CliRunner

from dayaq.accounts.api import system_user
from dayaq.cli.people import command
from dayaq.core.models import AuditEvent
from dayaq.registry import api
from dayaq.registry.models import CandidatePair
from tests.unit.registry.given import astara, operator, person
from tests.unit.registry.linkage.given import MEN, SURNAMES

pytestmark = pytest.mark.django_db


@pytest.fixture
def crowd(db):
    draw = random.Random(5)
    for number in range(60):
        person(
            surname=draw.choice(SURNAMES),
            given_name=draw.choice(MEN),
            father_name=draw.choice(MEN),
            birth_date=date(1950 + number % 50, 1 + number % 12, 1 + number % 28),
        )


@pytest.mark.usefixtures("crowd")
def test_a_person_registered_twice_is_found_by_key():
    one = person(fin="5ABC12D", given_name="Elçin", birth_date=date(1980, 4, 12))
    other = person(surname="Алиев", given_name="Эльчин", father_name="Мамед", birth_date=date(1980, 12, 4))
    pairs = list(api.find_pairs_in_registry(system_user(), least=0.5))
    assert [(pair.left, pair.right) for pair in pairs] == [(one.pk, other.pk)]
    weights = {weight.comparison: weight for weight in pairs[0].weights}
    assert (weights["given_name"].left, weights["given_name"].right) == ("Elçin", "Эльчин")
    assert weights["birth_date"].level == "swapped"


@pytest.mark.usefixtures("crowd")
def test_what_was_found_is_asked_about_in_the_queue_and_the_same_again_asks_nothing_more():
    one = person(fin="5ABC12D", given_name="Elçin", birth_date=date(1980, 4, 12))
    other = person(surname="Алиев", given_name="Эльчин", father_name="Мамед", birth_date=date(1980, 12, 4))
    for added in (1, 0):
        told = CliRunner().invoke(command, ["duplicates", "--registry", "--queue"])
        assert told.exit_code == 0, told.stderr
        assert f"The queue: 1 pairs, {added} of them new, 0 asked about again." in told.stderr
    pair = CandidatePair.objects.get()
    assert (pair.left, pair.right, pair.state) == (one, other, "waiting")
    assert pair.run.model.startswith("linkage-")
    assert {weight["comparison"] for weight in pair.weights} >= {"surname", "given_name", "birth_date"}
    assert AuditEvent.objects.filter(event="pairs.recorded").count() == 2


@pytest.mark.usefixtures("crowd")
def test_rows_of_a_file_and_what_a_district_sees_are_not_put_into_the_queue(tmp_path):
    file = tmp_path / "people.csv"
    file.write_text("surname\nƏliyev\n", encoding="utf-8")
    refused = CliRunner().invoke(command, ["duplicates", str(file), "--queue"])
    assert (refused.exit_code, "--registry" in refused.stderr) == (2, True)
    clerk = operator()
    person(given_name="Elçin", birth_date=date(1980, 4, 12))
    person(given_name="Elçin", birth_date=date(1980, 4, 12))
    refused = CliRunner().invoke(command, ["duplicates", "--registry", "--queue", "--as", clerk.username])
    assert refused.exit_code != 0
    assert not CandidatePair.objects.exists()


@pytest.mark.usefixtures("crowd")
def test_whom_one_may_not_see_is_not_compared():
    person(given_name="Elçin", birth_date=date(1980, 4, 12), unit=astara())
    person(given_name="Elçin", birth_date=date(1980, 4, 12), unit=astara())
    lerik = operator()
    with api.link_registry(lerik) as linkage:
        assert linkage.count == 60
        assert list(linkage.pairs(0.5)) == []


@pytest.mark.django_db(transaction=False)
def test_an_empty_registry_is_refused_in_words():
    from dayaq.core.errors import Invalid

    with pytest.raises(Invalid, match="boşdur"), api.link_registry(system_user()):
        pass
