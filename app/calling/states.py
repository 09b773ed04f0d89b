"""Where a case stands."""

from enum import StrEnum


class CaseState(StrEnum):
    """Where a case stands: five states in which we still try, seven in which it ended."""

    SCHEDULED = "scheduled"
    RETRY = "retry"
    APPOINTMENT = "appointment"
    COOLING = "cooling"
    SUPERVISOR = "supervisor"
    COMPLETE = "complete"
    PARTIAL = "partial"
    REFUSED = "refused"
    WITHDRAWN = "withdrawn"
    NONCONTACT = "noncontact"
    LANGUAGE = "language"
    OTHER = "other"


OPEN = frozenset({CaseState.SCHEDULED, CaseState.RETRY, CaseState.APPOINTMENT, CaseState.COOLING, CaseState.SUPERVISOR})
FINAL = frozenset(CaseState) - OPEN
