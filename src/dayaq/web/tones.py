"""The five tones of a status. A tone is never alone: a word and a shape stand with the colour.

| tone     | means                         | colour      | shape         |
|----------|-------------------------------|-------------|---------------|
| waiting  | somebody must act             | saffron     | half circle   |
| progress | under way, nobody is late     | teal        | ring          |
| done     | reached what it was for       | sage        | tick          |
| danger   | ended badly or cannot be undone | pomegranate | cross       |
| neutral  | not begun, or no longer active  | paper grey  | dash        |
"""

from __future__ import annotations

from typing import Final

WAITING: Final = "waiting"
PROGRESS: Final = "progress"
DONE: Final = "done"
DANGER: Final = "danger"
NEUTRAL: Final = "neutral"
TONES: Final = (WAITING, PROGRESS, DONE, DANGER, NEUTRAL)

_STATES: Final = {
    WAITING: "submitted waitlisted needs_information appealed plan_submitted plan_returned suspended queued returned "
    "due requested received assets_ordered ordered declared finding notice remedy suppressed waiting overdue_soon "
    "examined unconfirmed staged proposed pending review conflict conflicting trial presumed partly",
    PROGRESS: "in_assessment enrolled direction_chosen in_training trained plan_approved contract_signed equipped "
    "in_monitoring open active in_force signed published under_way planned_visit handed_over sent admitted scored "
    "offered accepted running assessed reserved obliged scheduled matched",
    DONE: "approved completed transferred overturned paid verified valid closed done recovered awarded held passed met "
    "eligible delivered imported allocated trading applied recorded",
    DANGER: "refused breached plan_refused written_off lost failed revoked refuted rejected terminated void overdue "
    "not_met not_eligible cancelled late faulty not_trading",
    NEUTRAL: "draft withdrawn exited planned expired superseded upheld released declined undetermined unknown "
    "skipped inactive undone",
}
TONE_OF: Final[dict[str, str]] = {state: tone for tone, states in _STATES.items() for state in states.split()}


def tone_of(state: object) -> str:
    """The tone of a state's value (or of a tone's own name); neutral for one not listed."""
    value = str(getattr(state, "value", state))
    return value if value in TONES else TONE_OF.get(value, NEUTRAL)
