"""`dayaq people duplicates`: what it prints, how it ends, and how well it finds on published data."""

import csv
import json
from collections import defaultdict
from itertools import combinations
from pathlib import Path

import pytest
from click.testing import CliRunner

from dayaq.cli.people import command
from tests.unit.registry.linkage.given import ELCIN, changed, content, crowd

ROOT = Path(__file__).resolve().parents[3]
DATA = ROOT / "tests" / "data" / "people"


def run(*arguments):
    return CliRunner().invoke(command, ["duplicates", *map(str, arguments)])


@pytest.fixture
def people(tmp_path):
    path = tmp_path / "people.csv"
    path.write_bytes(content([*crowd(40, 0), ELCIN, changed(fin="5ABC13D", given="Elchin")]))
    return path


def test_pairs_and_clusters_come_as_json_and_the_command_ends_with_zero(people):
    result = run(people, "--json")
    assert result.exit_code == 0, result.stderr
    found = json.loads(result.stdout)
    last = found["records"] + 1
    pair = found["pairs"][0]
    assert (pair["left"], pair["right"], pair["left_key"]) == (last - 1, last, "5ABC12D")
    assert 0.5 < pair["probability"] <= 1
    assert {"comparison", "level", "bits", "left", "right"} == set(pair["weights"][0])
    assert found["clusters"][0] == {"cluster": 1, "rows": [last - 1, last], "keys": ["5ABC12D", "5ABC13D"]}
    assert found["expected"]["precision"] >= 0.995
    assert found["model"].startswith("linkage-")


def test_people_read_how_many_there_are_and_how_sure_it_is(people):
    text = run(people).stderr
    for words in ("1 pairs are one person, in 1 clusters", "Expected:", "5ABC13D", "Mapping: proposed"):
        assert words in text


def test_pairs_are_written_as_csv_and_the_model_scores_again(people, tmp_path):
    out, model = tmp_path / "pairs.csv", tmp_path / "model.json"
    assert run(people, "--out", out, "--save-model", model).exit_code == 0
    rows = list(csv.DictReader(out.read_text(encoding="utf-8").splitlines()))
    assert [row["right_key"] for row in rows] == ["5ABC13D"]
    again = tmp_path / "again.csv"
    assert run(people, "--model", model, "--out", again).exit_code == 0
    assert again.read_text() == out.read_text()


def test_a_threshold_that_is_given_is_kept(people):
    found = json.loads(run(people, "--threshold", "0.75", "--json").stdout)
    assert found["threshold"] == 0.75
    assert run(people, "--threshold", "1.5").exit_code == 2


def test_a_row_that_cannot_be_read_ends_with_one_and_is_told(people):
    people.write_bytes(people.read_bytes() + b"only,three,cells\r\n")
    result = run(people, "--json")
    assert result.exit_code == 1
    assert len(json.loads(result.stdout)["rejected"]) == 1


def test_wrong_use_ends_with_two(people, tmp_path):
    assert run().exit_code == 2
    assert run(people, "--registry").exit_code == 2
    nothing = tmp_path / "empty.csv"
    nothing.write_bytes(b"a,b\r\n1,2\r\n")
    assert run(nothing).exit_code != 0


def test_the_mapping_that_would_be_used_can_be_seen_and_corrected(people, tmp_path):
    shown = run(people, "--show-map")
    assert shown.exit_code == 0
    file = tmp_path / "map.toml"
    file.write_text(shown.stdout.replace('phone = "Telefon"\n', "") + '\n[compare]\nline = "Telefon"\n')
    found = json.loads(run(people, "--map", file, "--json").stdout)
    assert "line" in {field["name"] for field in found["fields"]}
    assert "phone" not in {field["name"] for field in found["fields"]}


def f1(found, truth):
    groups = defaultdict(list)
    for key, person in truth.items():
        groups[person].append(key)
    right = {pair for members in groups.values() for pair in combinations(sorted(members), 2)}
    linked = {tuple(sorted((pair["left_key"], pair["right_key"]))) for pair in found["pairs"]}
    return 2 * len(linked & right) / (len(linked) + len(right))


def test_febrl3_is_found_through_its_mapping_alone():
    result = run(DATA / "febrl3.csv", "--map", ROOT / "examples" / "febrl3.toml", "--json")
    keys = [row[0].strip() for row in csv.reader((DATA / "febrl3.csv").read_text().splitlines())][1:]
    assert f1(json.loads(result.stdout), {key: key.split("-")[1] for key in keys}) >= 0.995


def test_fake_1000_is_found_through_its_mapping_alone():
    result = run(DATA / "fake_1000.csv", "--map", ROOT / "examples" / "fake_1000.toml", "--json")
    truth = {
        row["unique_id"]: row["cluster"] for row in csv.DictReader((DATA / "fake_1000.csv").read_text().splitlines())
    }
    assert f1(json.loads(result.stdout), truth) >= 0.95
