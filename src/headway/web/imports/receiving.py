"""Receives an upload: streamed into the home, bounded, under names of our own."""

import shutil
from collections.abc import Callable
from typing import Any, BinaryIO

from django.core.exceptions import TooManyFilesSent
from django.core.files.uploadedfile import UploadedFile
from django.core.files.uploadhandler import FileUploadHandler, StopUpload
from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _
from django.views.decorators.csrf import csrf_protect

from headway.errors import DataError
from headway.store.unpacking import limits
from headway.store.uploads import Upload
from headway.web.reading import home


class IntoUpload(FileUploadHandler):
    """Writes each file of a form into one upload, and stops where it grows too large."""

    def __init__(self, upload: Upload, most_bytes: int) -> None:
        super().__init__()
        self.upload, self.left = upload, most_bytes
        self.number = 0
        self.file: BinaryIO

    def new_file(self, *args: Any, **kwargs: Any) -> None:  # noqa: ANN401 -- Django's signature
        """Open a place for the next file; a field left empty has no name and no place."""
        super().new_file(*args, **kwargs)
        self.file = self.upload.place(self.number, self.file_name).open("xb")
        self.number += 1

    def receive_data_chunk(self, raw_data: bytes, start: int) -> None:  # noqa: ARG002 -- Django's signature
        """Write on, as long as there is room."""
        self.left -= len(raw_data)
        if self.left < 0:
            # The rest is read and thrown away, so that the browser can show why.
            raise StopUpload(connection_reset=False)
        self.file.write(raw_data)

    def file_complete(self, file_size: int) -> UploadedFile:
        """Close the file; it stays where it is."""
        self.file.close()
        return UploadedFile(name=self.file_name, size=file_size)


def received(request: HttpRequest, upload: Upload, then: Callable[[HttpRequest], HttpResponse]) -> HttpResponse:
    """Take the request's files into the upload, check the form's token, and go on.

    Raises:
        DataError: it is too large, holds too many files, or none.
    """
    most = limits(home()).packed_bytes
    _check_room(request, most)
    handler = IntoUpload(upload, most)
    # Files are read on first touch: the handler has to stand before the token in the same body is looked for.
    request.upload_handlers = [handler]
    try:
        return csrf_protect(lambda checked: _whole(checked, handler, then))(request)
    except TooManyFilesSent as fault:
        raise DataError(_("These are too many files at once. Pack them as one zip and hand that over.")) from fault


def _whole(request: HttpRequest, handler: IntoUpload, then: Callable[[HttpRequest], HttpResponse]) -> HttpResponse:
    # Asking for the files reads them all, unless looking for the token has done so.
    if not request.FILES and handler.left >= 0:
        raise DataError(_("No file was handed over. Choose the export's files, its folder or a zip of it."))
    if handler.left < 0:
        raise DataError(_too_large(limits(home()).packed_bytes))
    return then(request)


def _check_room(request: HttpRequest, most: int) -> None:
    """Refuse by the length the browser announces, before a byte is read."""
    announced = int(request.META.get("CONTENT_LENGTH") or 0)
    # A form's own words come on top of its files.
    if announced > most + 1_000_000:
        raise DataError(_too_large(most))
    if announced > shutil.disk_usage(home().path).free:
        raise DataError(_("The disk has not enough room for this upload. Make room and try again."))


def _too_large(most: int) -> str:
    return _(
        "This is more than %(most)s MB, the most that is taken in one go. Hand it over in parts, raise "
        "imports.upload_mb in headway.toml, or import on the machine itself: headway build --from SYSTEM=FOLDER."
    ) % {"most": f"{most // 1_000_000:,}"}
