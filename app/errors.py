"""Refusals in words of the field, each with its status."""


class FieldworkError(Exception):
    """A refusal the person at the screen can act on."""

    status = 400


class InstrumentError(FieldworkError):
    """A questionnaire that cannot be used; each line says `file:line: sentence`."""

    status = 422
