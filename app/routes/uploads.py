"""A form with a file in it, read no further than it may be large."""

from collections.abc import AsyncGenerator
from dataclasses import dataclass
from typing import Annotated

from fastapi import Depends, Request
from starlette.datastructures import UploadFile
from starlette.formparsers import MultiPartException, MultiPartParser

from app.errors import FieldworkError, TooLarge
from app.routes.interviews import bounded
from app.security.headers import LARGER, TOO_LARGE


@dataclass(frozen=True)
class Sent:
    """The fields of a form, and its file."""

    fields: dict[str, str]
    file: bytes

    def __getitem__(self, name: str) -> str:
        """A field; one that was not sent is empty."""
        return self.fields.get(name, "")


async def sent(request: Request) -> Sent:
    """What a form brings.

    Raises:
        TooLarge: More than this page takes; the rest is not read.
        FieldworkError: It is not a form.
    """
    path = request.url.path
    try:
        body = await bounded(request, LARGER[path])
    except TooLarge:
        raise TooLarge(TOO_LARGE.get(path)) from None

    async def whole() -> AsyncGenerator[bytes, None]:
        yield body

    try:
        form = await MultiPartParser(request.headers, whole(), max_part_size=LARGER[path]).parse()
    except (MultiPartException, KeyError):
        raise FieldworkError from None
    fields = {name: value for name, value in form.items() if isinstance(value, str)}
    file = form.get("file")
    content = await file.read() if isinstance(file, UploadFile) else b""
    await form.close()
    return Sent(fields, content)


SentDep = Annotated[Sent, Depends(sent)]
