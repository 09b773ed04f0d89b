"""A small table that leaves as a file."""

from fastapi.responses import Response

from app.export.csv import Sheet


def download(sheet: Sheet, name: str) -> Response:
    """A table as a file, whole before the reply begins: a failure half-way is an error, not a file that ends early."""
    headers = {"content-disposition": f'attachment; filename="{name}"'}
    return Response(sheet.csv(), media_type="text/csv; charset=utf-8", headers=headers)
