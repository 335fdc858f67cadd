from __future__ import annotations

import copy
import json
from typing import Any

import pytest

from dayaq.rules.api import DocumentError, RuleSet
from tests.rules.support import self_employment_document


def refused(change: Any) -> DocumentError:
    document = self_employment_document()
    change(document)
    with pytest.raises(DocumentError) as caught:
        RuleSet.from_dict(document)
    return caught.value


def test_a_rule_set_goes_out_as_it_came_in() -> None:
    document = self_employment_document()
    ruleset = RuleSet.from_dict(document)
    assert ruleset.to_dict() == document
    assert RuleSet.from_dict(json.loads(json.dumps(ruleset.to_dict()))) == ruleset


def mappings(value: Any, path: str = "") -> list[tuple[str, Any]]:
    """Every mapping of a document with fixed keys, with its path."""
    found: list[tuple[str, Any]] = []
    if isinstance(value, dict):
        if path not in ("facts", "parameters"):
            found.append((path, value))
        for key, inner in value.items():
            found += mappings(inner, f"{path}.{key}" if path else key)
    elif isinstance(value, list):
        for index, inner in enumerate(value):
            found += mappings(inner, f"{path}[{index}]")
    return found


def test_an_unknown_key_anywhere_is_an_error_that_names_it() -> None:
    for path, _ in mappings(self_employment_document()):
        document = self_employment_document()
        dict(mappings(document))[path]["lable"] = "x"
        with pytest.raises(DocumentError) as caught:
            RuleSet.from_dict(document)
        assert caught.value.path == (f"{path}.lable" if path else "lable")
        assert caught.value.reason == "unknown key"


def test_a_missing_key_anywhere_is_an_error_that_names_it() -> None:
    for path, mapping in mappings(self_employment_document()):
        for key in mapping:
            document = self_employment_document()
            del dict(mappings(document))[path][key]
            with pytest.raises(DocumentError) as caught:
                RuleSet.from_dict(document)
            weight = key == "order"
            assert caught.value.path == (path if weight else f"{path}.{key}" if path else key)


@pytest.mark.parametrize("value", [None, 7, [], {}, "", "   "])
def test_a_value_of_the_wrong_kind_is_an_error_that_names_it(value: Any) -> None:
    for path, mapping in mappings(self_employment_document()):
        for key in mapping:
            if (key in ("facts", "parameters") and value == {}) or (key == "priorities" and value == []):
                continue  # no priorities is a fair rule set; no facts fails at the first expression
            if key == "order" and value == 7:
                continue
            document = self_employment_document()
            dict(mappings(document))[path][key] = copy.deepcopy(value)
            with pytest.raises(DocumentError):
                RuleSet.from_dict(document)


@pytest.mark.parametrize("document", [None, [], "x", {1: 2}])
def test_what_is_no_mapping_is_no_rule_set(document: Any) -> None:
    with pytest.raises(DocumentError):
        RuleSet.from_dict(document)


def test_a_rule_that_does_not_compile_is_named_with_its_place() -> None:
    error = refused(lambda d: d["conditions"][1].update(expression="age >=\n param.zz"))
    assert error.path == "conditions[1].expression"
    assert "line 2, column 7" in error.reason
    error = refused(lambda d: d["priorities"][1]["items"][0].update(expression="age"))
    assert error.path == "priorities[1].items[0].expression"


def test_a_rule_set_without_conditions_would_admit_everybody_and_is_refused() -> None:
    assert refused(lambda d: d.update(conditions=[])).path == "conditions"


def test_an_id_names_one_rule_only() -> None:
    def change(document: dict[str, Any]) -> None:
        document["priorities"][0]["items"][0]["id"] = "running-contract"

    assert "used twice" in refused(change).reason


def test_policy_never_stands_before_the_law() -> None:
    assert refused(lambda d: d["priorities"].reverse()).path == "priorities"
    assert refused(lambda d: d["priorities"].append(d["priorities"][1])).path == "priorities"
    error = refused(lambda d: d["priorities"][1].update(layer="sponsor"))
    assert error.path == "priorities[1].layer"


def test_a_layer_counts_points_or_orders_but_not_both() -> None:
    def both(document: dict[str, Any]) -> None:
        document["priorities"][0]["items"][0]["points"] = 1

    def mixed(document: dict[str, Any]) -> None:
        del document["priorities"][0]["items"][0]["order"]
        document["priorities"][0]["items"][0]["points"] = 1

    assert refused(both).path == "priorities[0].items[0]"
    assert refused(mixed).path == "priorities[0].items"
    assert refused(lambda d: d["priorities"][0]["items"][0].update(order=0)).path == "priorities[0].items[0].order"
    assert refused(lambda d: d["priorities"][0]["items"][0].update(order=True)).path == "priorities[0].items[0].order"
    assert refused(lambda d: d["priorities"][0].update(items=[])).path == "priorities[0].items"


def test_a_fact_cannot_bear_a_name_of_the_language() -> None:
    assert refused(lambda d: d["facts"].update({"in": d["facts"]["age"]})).path == "facts"


def test_another_format_is_not_guessed_at() -> None:
    assert refused(lambda d: d.update(format=2)).path == "format"


def test_the_digest_follows_every_word() -> None:
    one = RuleSet.from_dict(self_employment_document())
    assert one.digest == RuleSet.from_dict(self_employment_document()).digest
    document = self_employment_document()
    document["conditions"][0]["not_met"]["az"] += " "
    assert RuleSet.from_dict(document).digest != one.digest
