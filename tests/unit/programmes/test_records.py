"""A decision computes to itself, whatever the facts: property tests without a database."""

import json
from pathlib import Path

from hypothesis import given as over
from hypothesis import strategies as st

from dayaq.programmes import queries
from dayaq.programmes.models import DecisionRecord, RuleVersion
from dayaq.programmes.reasons import articles_of, default_reason
from dayaq.rules.api import Eligibility, FactType, ParameterValue, RuleSet, decide

FILE = Path(queries.__file__).parents[1] / "rulesets" / "self_employment_2020.json"
RULES = RuleSet.from_dict(json.loads(FILE.read_text(encoding="utf-8")))
VALUES = {
    FactType.BOOL: st.booleans(),
    FactType.INT: st.integers(0, 1200),
    FactType.MONEY: st.integers(0, 10**9),
}
FACTS = st.fixed_dictionaries({fact.name: st.none() | VALUES[fact.type] for fact in RULES.facts})
PARAMETERS = st.fixed_dictionaries(
    {},
    optional={
        parameter.name: st.builds(
            ParameterValue, VALUES[parameter.type], st.just("2020-05-13"), st.sampled_from(["S20 [S]", "[U]"])
        )
        for parameter in RULES.parameters
    },
)


def record_of(facts, parameters) -> DecisionRecord:
    """As the database gives it back: through JSON."""
    decision = decide(RULES, facts, parameters)
    outcome = "approved" if decision.outcome is Eligibility.ELIGIBLE else "refused"
    stored = json.loads(json.dumps(decision.to_dict()))
    version = RuleVersion(ruleset=RULES.to_dict(), digest=RULES.digest)
    return DecisionRecord(decision=stored, facts={}, outcome=outcome, rule_version=version)


@over(FACTS, PARAMETERS)
def test_a_record_recomputes_to_the_stored_outcome(facts, parameters):
    record = record_of(facts, parameters)

    assert queries.recompute(record) == record.result
    assert queries.recomputes(record)


@over(FACTS, PARAMETERS)
def test_an_altered_outcome_does_not_recompute(facts, parameters):
    record = record_of(facts, parameters)
    others = [outcome for outcome in Eligibility if outcome.value != record.decision["outcome"]]

    for other in others:
        record.decision["outcome"] = other.value
        assert not queries.recomputes(record)


@over(FACTS, PARAMETERS)
def test_approval_is_never_carried_by_anything_but_eligible(facts, parameters):
    record = record_of(facts, parameters)
    record.outcome = "approved"

    assert queries.recomputes(record) == (record.decision["outcome"] == "eligible")


@over(FACTS, PARAMETERS)
def test_a_refusal_by_the_rules_has_words_and_articles_in_both_languages(facts, parameters):
    decision = decide(RULES, facts, parameters)
    if decision.outcome is not Eligibility.UNDETERMINED:
        outcome = "approved" if decision.outcome is Eligibility.ELIGIBLE else "refused"
        assert default_reason(decision, "az")
        assert default_reason(decision, "en")
        assert articles_of(decision, outcome)
