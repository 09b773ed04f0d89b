"""A file that somebody chose and sent, with the fields beside it; bounded before it is read."""

from collections.abc import AsyncGenerator

from fastapi import Request
from starlette.datastructures import UploadFile
from starlette.formparsers import MultiPartException, MultiPartParser

from app.errors import FieldworkError, TooLarge
from app.routes.interviews import bounded
from app.security.headers import LARGER
from app.security.headers import TOO_LARGE as SENTENCES


async def posted(request: Request, *, refusal: FieldworkError) -> tuple[str, bytes, dict[str, str]]:
    """The name and content of the field `file`, and the other fields; empty when nothing was chosen.

    Raises:
        TooLarge: It is more than this way takes; says how much that is.
        FieldworkError: `refusal`, when it is not the form of ours.
    """
    path = request.url.path
    try:
        body = await bounded(request, LARGER[path])
    except TooLarge:
        raise TooLarge(SENTENCES[path]) from None
    try:
        form = await MultiPartParser(request.headers, _whole(body)).parse()
    except (MultiPartException, KeyError):
        raise refusal from None
    file = form.get("file")
    name, content = (file.filename or "", await file.read()) if isinstance(file, UploadFile) else ("", b"")
    fields = {key: value for key, value in form.items() if isinstance(value, str)}
    await form.close()
    return name.replace("\\", "/").rpartition("/")[2], content, fields


async def _whole(body: bytes) -> AsyncGenerator[bytes, None]:
    yield body
