"""In what order jobs run, and what those before a job came to."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from tests.actions.documents import WorkflowError, listed
from tests.actions.results import Conclusion
from tests.actions.values import Value, to_text

Jobs = Mapping[str, Mapping[str, Value]]


def in_order(jobs: Jobs) -> list[str]:
    """The jobs, each after those that it needs; WorkflowError for a circle and for a job that is not there."""
    order: list[str] = []
    while len(order) < len(jobs):
        ready = next((name for name in jobs if name not in order and set(needs(jobs, name)) <= set(order)), None)
        if ready is None:
            raise WorkflowError(f"the jobs {sorted(set(jobs) - set(order))} need each other, or a job that does not exist")
        order.append(ready)
    return order


def needs(jobs: Jobs, name: str) -> list[str]:
    """The jobs that a job names in `needs`."""
    return [to_text(need) for need in listed(jobs[name].get("needs"))]


def before(jobs: Jobs, name: str) -> set[str]:
    """All jobs that must have ended before a job: those that it needs, those that they need."""
    direct = needs(jobs, name)
    return set(direct).union(*(before(jobs, need) for need in direct))


def summed(conclusions: Iterable[Conclusion]) -> Conclusion:
    """What several jobs came to together, for the `if:` of a later one: a skipped one is no success."""
    found = set(conclusions)
    order: tuple[Conclusion, ...] = ("failure", "cancelled", "skipped")
    return next((conclusion for conclusion in order if conclusion in found), "success")
