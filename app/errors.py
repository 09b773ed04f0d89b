"""Refusals that a person at a screen can act on. One handler renders them all."""


def N_(sentence: str) -> str:  # noqa: N802 - the usual mark for "translate this later"
    """Mark a sentence for the message catalogues; it is translated where it is shown."""
    return sentence


class FieldworkError(Exception):
    """What happened, that nothing is lost, and what to do; never a system word.

    Args:
        sentence: An English msgid with named placeholders; the class has a default.
        item: The item of the instrument that the sentence is about, if any.
        values: What goes into the placeholders.
    """

    status = 400
    sentence = N_("This did not work. Nothing was changed; try again.")

    def __init__(self, sentence: str | None = None, *, item: str | None = None, **values: object) -> None:
        self.msgid = sentence or self.sentence
        self.item = item
        self.values = values
        self.headers: dict[str, str] = {}  # what the reply says to the script beside the sentence
        super().__init__(self.msgid % values if values else self.msgid)


class InstrumentError(FieldworkError):
    """A questionnaire file that cannot be used; says file, line and what to mend."""

    status = 422


class SettingsError(FieldworkError):
    """A setting that would be unsafe; the server refuses to start."""


class SignInNeeded(FieldworkError):
    """Nobody is signed in on this phone, or the sign-in has ended."""

    status = 401
    sentence = N_("You are not signed in. What you filled in is kept on this phone; sign in to send it.")


class NotAllowed(FieldworkError):
    """Signed in, but this page belongs to another role."""

    status = 403
    sentence = N_("This page is for somebody else in the team.")


class NotFound(FieldworkError):
    """No such thing, or not yours; the answer is the same, so that nothing can be guessed."""

    status = 404
    sentence = N_("This does not exist, or it is not yours.")


class TooManyTries(FieldworkError):
    """Sign-in was tried too often from one place."""

    status = 429
    sentence = N_("That was tried too often. Wait a few minutes, or ask the lead for a new code.")


class LinkNotValid(FieldworkError):
    """A sign-in link or code that is unknown, used or expired."""

    status = 410
    sentence = N_("This link or code was used already or is too old. Ask the lead for a new one.")


class ForeignRequest(FieldworkError):
    """A change that another website asked for in somebody's name."""

    status = 403
    sentence = N_("This came from another website and was refused. Nothing was changed.")


class Broken(FieldworkError):
    """A fault of ours, not of the person at the screen."""

    status = 500
    sentence = N_("Something went wrong here. Nothing that you filled in is lost; try again in a minute.")


class InterviewClosed(FieldworkError):
    """A finished interview never changes; the phone keeps its copy and asks for help."""

    status = 409
    sentence = N_("This interview was finished already. The change is kept on the phone; ask the lead.")


class InterviewVoided(InterviewClosed):
    """The lead voided it; what a phone sends of it later is kept beside it, and the phone is done with it."""

    sentence = N_("The lead decided that this interview does not count. What you sent is kept; you can let it rest.")


class InterviewConflict(FieldworkError):
    """The same revision arrived with other content; nothing is overwritten."""

    status = 409
    sentence = N_("The server holds another version of this interview. Yours is kept on the phone; ask the lead.")


class SnapshotRefused(FieldworkError):
    """A snapshot that the instrument or the study does not allow; it names the item."""

    status = 422
    sentence = N_("The server could not read this interview. It is kept on the phone; ask the lead.")


class TooLarge(FieldworkError):
    """More than any interview can be."""

    status = 413
    sentence = N_("This is far larger than an interview can be. It is kept on the phone; ask the lead.")


class NumberImpossible(FieldworkError):
    """A telephone number that cannot exist."""

    status = 422
    sentence = N_("This number cannot be right. Read it back digit by digit and correct it.")


class ContactSealed(FieldworkError):
    """Name or number were sealed on the phone with a key that this server does not have (any more), or damaged."""

    status = 422
    sentence = N_(
        "Name and number were sealed with a key that has been replaced. They are kept on the phone; ask the lead."
    )


class DecidedAlready(FieldworkError):
    """A colleague was faster, or the same button was tapped twice."""

    status = 409
    sentence = N_("This was decided already, by %(name)s. Nothing was changed.")


class ChangedMeanwhile(FieldworkError):
    """What was compared is not what we hold any more."""

    status = 409
    sentence = N_("The interview changed while you were looking. Nothing was decided; look at it again.")


class CannotBeAccepted(FieldworkError):
    """A parked snapshot that the study has no place for, now; the page says what would make one."""

    status = 409
    sentence = N_("This cannot be accepted as it is. Nothing was changed.")


class CaseClosed(FieldworkError):
    """The case was closed meanwhile, by a colleague or by its own rules."""

    status = 409
    sentence = N_("This parent does not need a call any more: the case is closed.")


class ConsentWithdrawn(CaseClosed):
    """She stopped, by whichever way; whoever still has her on a screen is told at the next request."""

    sentence = N_(
        "This person does not take part any more. Nobody calls, and name and number are gone. Nothing was written down."
    )


class PhoneForgets(FieldworkError):
    """The same, said to whoever was speaking with her; no refusal, because her phone has nothing more to do."""

    status = 200
    sentence = N_("This person does not take part any more. The interview is gone from this phone; nothing was kept.")


class TakenBack(FieldworkError):
    """The same, said to herself, on her own telephone."""

    status = 410
    sentence = N_("You have stopped, and we do not keep anything new. You can close this page.")


class UnknownLink(FieldworkError):
    """A link that is not ours, or was cut off or changed on its way."""

    status = 404
    sentence = N_("This link does not work. Scan the code again, or ask the student.")


class EveningOver(FieldworkError):
    """The activity of this link has ended."""

    status = 410
    sentence = N_("This evening is over, so nothing more can be filled in. What you sent before is kept. Thank you.")


class NotYet(FieldworkError):
    """The activity of this link is on a later day."""

    status = 409
    sentence = N_("It is not time yet: this link works on the day itself.")


class TooManyStarts(FieldworkError):
    """More people than an evening has began with one link, or at one moment."""

    status = 429
    sentence = N_("Very many people are starting at this moment. Wait a minute, and try again.")


class StartAgain(FieldworkError):
    """A sheet without a cookie that names whose it is."""

    status = 410
    sentence = N_("This questionnaire is closed on this phone. Scan the code to begin.")


class OwnLinkOver(FieldworkError):
    """A personal link whose time is over, or that was taken back."""

    status = 410
    sentence = N_("This link has ended. What you filled in is kept. Ask us for a new link if you want to go on.")


class WentOnElsewhere(FieldworkError):
    """A questionnaire that another browser took up with the personal link."""

    status = 410
    sentence = N_("You went on with this on another phone. To go on here, open the link in our message again.")


class TakenOver(FieldworkError):
    """The student goes on with it."""

    status = 410
    sentence = N_("The student goes on with your questionnaire. You can put your phone away.")
