"""Why a case cannot be called, or a call not be written down so: one sentence each, for the person at the screen."""

from enum import StrEnum

from app.calling.states import CaseState
from app.errors import N_, CaseClosed, ConsentWithdrawn, FieldworkError


class Obstacle(StrEnum):
    """What stands in the way."""

    CLOSED = "closed"
    WITHDRAWN = "withdrawn"
    WITH_LEAD = "with_lead"
    IN_HAND = "in_hand"
    NOT_YOURS = "not_yours"
    LANGUAGE = "language"
    ASSIGNED = "assigned"
    SAME_CALLER = "same_caller"
    NO_NUMBER = "no_number"
    WINDOW = "window"
    EARLY = "early"
    PROMISED = "promised"
    HOURS = "hours"
    REST = "rest"
    NOT_YET = "not_yet"
    TODAY = "today"
    WEEK = "week"
    USED_UP = "used_up"


SENTENCES = {
    Obstacle.CLOSED: N_("This parent does not need a call any more: the case is closed."),
    Obstacle.WITHDRAWN: ConsentWithdrawn.sentence,
    Obstacle.WITH_LEAD: N_("The lead looks at this case first. Nobody calls until then."),
    Obstacle.IN_HAND: N_("A colleague has this case in hand now. Take another one."),
    Obstacle.NOT_YOURS: N_("You do not have this case in hand any more. Take it again to go on; nothing is lost."),
    Obstacle.LANGUAGE: N_("This parent is called in a language that you do not speak."),
    Obstacle.ASSIGNED: N_("The lead gave this case to a colleague."),
    Obstacle.SAME_CALLER: N_("This parent told you rather not. Somebody else tries now."),
    Obstacle.NO_NUMBER: N_("There is no number left that works."),
    Obstacle.WINDOW: N_("The weeks in which we could call this parent are over."),
    Obstacle.EARLY: N_("It is too early: this parent was promised a call later."),
    Obstacle.PROMISED: N_("Another time was agreed with this parent. Call then."),
    Obstacle.HOURS: N_("We do not call at this hour."),
    Obstacle.REST: N_("This parent said rather not. We leave them in peace for a week."),
    Obstacle.NOT_YET: N_("It is too soon after the last call."),
    Obstacle.TODAY: N_("This parent was called today already. Once a day is enough."),
    Obstacle.WEEK: N_("This parent was called often enough this week."),
    Obstacle.USED_UP: N_("This parent has been called as often as we may."),
}


class CallRefused(FieldworkError):
    """The rules of the round say no; `obstacle` is which of them."""

    status = 409

    def __init__(self, obstacle: Obstacle) -> None:
        self.obstacle = obstacle
        super().__init__(SENTENCES[obstacle])


class EndedMeanwhile(CallRefused, CaseClosed):
    """A colleague closed it, or its own rules."""


def ended(state: CaseState) -> Obstacle:
    """What a final state is to somebody who still wants to call: that a person stopped is said as it is."""
    return Obstacle.WITHDRAWN if state == CaseState.WITHDRAWN else Obstacle.CLOSED


def refused(obstacle: Obstacle) -> CallRefused:
    """The refusal that belongs to an obstacle."""
    return EndedMeanwhile(obstacle) if obstacle in {Obstacle.CLOSED, Obstacle.WITHDRAWN} else CallRefused(obstacle)
