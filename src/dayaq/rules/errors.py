"""What can be wrong with a rule, a fact or a record, said in both languages.

Messages never carry the value of a fact: they may reach a log, and a fact is personal data.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

_MESSAGES: dict[str, tuple[str, str]] = {
    # code: (Azerbaijani, English); {0} is a name or an operator of the rule's own text
    "syntax": ("Sintaksis xətası: {0}", "Syntax error: {0}"),
    "unknown_name": ("Elan olunmamış ad: {0}", "Name that is not declared: {0}"),
    "type_mismatch": ("Bu əməliyyat bu növ qiymətlərə tətbiq edilmir: {0}", "Operation does not fit these types: {0}"),
    "not_allowed": ("Qaydada istifadəsinə icazə verilməyən element: {0}", "Not allowed in a rule: {0}"),
    "presence": (
        "Qayda faktın məlum olub-olmamasını yoxlaya bilməz: naməlum fakt qərarı qeyri-müəyyən edir",
        "A rule cannot ask whether a fact is known: a missing fact makes the decision undetermined",
    ),
    "null": (
        "null qaydada işlədilmir: naməlum fakt onsuz da qərarı qeyri-müəyyən edir",
        "null is not used in a rule: a missing fact makes the decision undetermined by itself",
    ),
    "date_use": (
        "Tarix yalnız tarixlə, yəni tarix faktı və ya 'iiii-aa-gg' yazılışı ilə müqayisə edilə bilər",
        "A date can only be compared with a date: a date fact, or text written 'yyyy-mm-dd'",
    ),
    "text_order": (
        "Mətnlər kiçik-böyük kimi müqayisə edilmir; yalnız bərabərlik yoxlanılır",
        "Texts have no order here; they can only be equal or not",
    ),
    "shadowed": (
        "Dövr dəyişəninin adı artıq məşğuldur: {0}",
        "The name of the loop variable is already taken: {0}",
    ),
    "wrong_result": ("İfadənin nəticəsi bu növdə olmalıdır: {0}", "The result of the expression must be: {0}"),
    "too_large": ("İfadə həddən artıq böyükdür və ya dərindir", "The expression is too long or too deep"),
    "empty": ("İfadə boşdur", "The expression is empty"),
    "engine": ("İfadə emal oluna bilmədi: {0}", "The expression cannot be processed: {0}"),
}

PROBLEM_CODES: tuple[str, ...] = tuple(_MESSAGES)


@dataclass(frozen=True, slots=True)
class Problem:
    """One fault of an expression. `line` and `column` count from 1, in characters."""

    code: str
    line: int
    column: int
    detail: str = ""

    @property
    def message_az(self) -> str:
        return _MESSAGES[self.code][0].format(self.detail)

    @property
    def message_en(self) -> str:
        return _MESSAGES[self.code][1].format(self.detail)

    def __str__(self) -> str:
        return f"line {self.line}, column {self.column}: {self.message_en}"


class RuleError(ValueError):
    """Base of everything this package refuses."""


class ExpressionError(RuleError):
    """An expression does not compile; `problems` in order of position."""

    def __init__(self, problems: Sequence[Problem]) -> None:
        self.problems = tuple(sorted(problems, key=lambda p: (p.line, p.column, p.code, p.detail)))
        super().__init__("; ".join(str(problem) for problem in self.problems))


class SchemaError(RuleError):
    """A declaration of facts contradicts itself."""


class FactError(RuleError):
    """A fact or a parameter that is handed over is not declared, or is not of its declared type."""

    def __init__(self, name: str, message: str) -> None:
        self.name = name
        super().__init__(f"{name}: {message}")


class DocumentError(RuleError):
    """A dictionary is not the document it should be; `path` points at the place, e.g. `conditions[0].lable`."""

    def __init__(self, path: str, message: str) -> None:
        self.path = path
        self.reason = message
        super().__init__(f"{path or 'document'}: {message}")


class RecomputeError(RuleError):
    """A stored record cannot be computed again: it belongs to another version of the rules."""
