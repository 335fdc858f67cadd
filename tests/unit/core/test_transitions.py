import pytest

from dayaq.core.transitions import Transition, Workflow

TRAFFIC = Workflow(
    name="traffic light",
    initial={"red": "light.installed"},
    transitions=(Transition("red", "green", "light.went"), Transition("green", "red", "light.stopped")),
)


def test_a_workflow_tells_where_one_can_go():
    assert TRAFFIC.targets("red") == ("green",)
    assert TRAFFIC.allows("green", "red")
    assert not TRAFFIC.allows("green", "green")


def test_a_transition_that_stands_twice_is_refused():
    with pytest.raises(ValueError, match="stands twice"):
        Workflow("x", {"a": "x.made"}, (Transition("a", "b", "x.went"), Transition("a", "b", "x.came")))
