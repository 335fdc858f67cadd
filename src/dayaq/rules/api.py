"""The one door of the rule engine: what other parts of Dayaq may use."""

from .decide import Hindrance, decide, recompute, what_would_change
from .decision import (
    ConditionResult,
    Decision,
    Eligibility,
    LayerResult,
    ParameterValue,
    PriorityResult,
    Standing,
)
from .errors import (
    PROBLEM_CODES,
    DocumentError,
    ExpressionError,
    FactError,
    Problem,
    RecomputeError,
    RuleError,
    SchemaError,
)
from .evaluate import Evaluation, Outcome, evaluate
from .expression import CompiledExpression, compile_rule
from .facts import Classification, Fact, FactSchema, FactType, FactValue
from .reading import Label
from .ruleset import Article, Condition, Effect, Layer, Parameter, PriorityItem, PriorityLayer, RuleSet
from .trace import Fault, TraceNode

__all__ = [
    "PROBLEM_CODES",
    "Article",
    "Classification",
    "CompiledExpression",
    "Condition",
    "ConditionResult",
    "Decision",
    "DocumentError",
    "Effect",
    "Eligibility",
    "Evaluation",
    "ExpressionError",
    "Fact",
    "FactError",
    "FactSchema",
    "FactType",
    "FactValue",
    "Fault",
    "Hindrance",
    "Label",
    "Layer",
    "LayerResult",
    "Outcome",
    "Parameter",
    "ParameterValue",
    "PriorityItem",
    "PriorityLayer",
    "PriorityResult",
    "Problem",
    "RecomputeError",
    "RuleError",
    "RuleSet",
    "SchemaError",
    "Standing",
    "TraceNode",
    "compile_rule",
    "decide",
    "evaluate",
    "recompute",
    "what_would_change",
]
