"""How a flag is said: what stands out, and what one could ask. Each sentence can be read to the person it is about."""

from app.errors import N_

TITLES = {
    "fast": N_("Faster than the words"),
    "straight": N_("The same answer all through"),
    "unknown": N_("Many questions without an answer"),
    "languages": N_("More than one language"),
    "hours": N_("At an unusual hour"),
    "at_once": N_("Several answers in one second"),
    "after_end": N_("Changed after the end"),
    "child": N_("A child interpreted"),
    "far_minutes": N_("Another length than the others"),
    "far_none": N_("Another share without an answer than the others"),
    "far_scale": N_("Other answers than the others"),
}
STANDS_OUT = {
    "fast": N_("%(count)s of %(of)s questions took less time than reading them aloud takes."),
    "straight": N_("All %(count)s statements got the same answer: point %(point)s."),
    "unknown": N_("%(count)s of %(of)s questions ended in “does not know” or “rather not say”."),
    "languages": N_("Answers in %(languages)s languages; %(count)s of them in the second one."),
    "hours": N_("It began at about %(hour)s o'clock, far from the hours of the activity, or at night."),
    "at_once": N_("%(count)s answers came within the same second."),
    "after_end": N_("Something was changed after the end: %(count)s times."),
    "child": N_("A child interpreted for the parent."),
    "far_minutes": N_("Half of the interviews take longer than %(own)s minutes; with the others %(others)s minutes."),
    "far_none": N_("%(own)s per cent of the questions stay without an answer; with the others %(others)s per cent."),
    "far_scale": N_("On one of the scales the mean is %(own)s; with the others %(others)s."),
}
ASK = {
    "fast": N_("Was it read aloud, or did the parent read along? What made it go so quickly?"),
    "straight": N_(
        "Did the parent take it in, or was it enough after a long evening? Did the five answers come across?"
    ),
    "unknown": N_("Which questions were hard to understand? Was there somebody listening in?"),
    "languages": N_("Which language was best in the end? Would an interpreter or another student help?"),
    "hours": N_("Is the clock of the phone right? Was this held at another moment than planned?"),
    "at_once": N_("Was this first written down elsewhere? Or did the phone hang for a moment?"),
    "after_end": N_("What came up after the end? Should something be corrected?"),
    "child": N_("How did that go? Is there somebody else who could interpret another time?"),
    "far_minutes": N_("How do the conversations go? What takes the time, or what saves it?"),
    "far_none": N_("How do you go on when somebody does not know? Shall we practise it once together?"),
    "far_scale": N_("Which schools and parents did you have? How do you read out the five answers?"),
}
PER_CENT = frozenset({"far_none"})
ONE_DECIMAL = frozenset({"far_minutes", "far_scale"})
