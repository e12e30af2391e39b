"""An uploaded file between its preview and its import.

It is kept in the cache that all processes share, one for each account, packed and for an hour: the
browser sends back only which file was looked at. Where it is gone, the file is asked for again.
"""

import zlib
from dataclasses import asdict, dataclass
from datetime import date
from hashlib import sha256

from django.core.cache import cache

from datasets.importing.open_data import Edition
from datasets.importing.problems import Refused
from datasets.importing.reading import PublishedFile

MEGABYTE = 1024 * 1024
MOST = 10 * MEGABYTE
AN_HOUR = 3600
LONGEST_NAME = 100


@dataclass(frozen=True)
class Upload:
    """A file, and what was said of it when it was sent."""

    name: str
    content: bytes
    mapping: str = ""
    edition: str = ""
    released_on: date | None = None

    @property
    def digest(self) -> str:
        """Of the content and of what was said of it."""
        said = repr((self.name, self.mapping, self.edition, self.released_on)).encode()
        return sha256(said + self.content).hexdigest()

    @property
    def file(self) -> PublishedFile:
        return PublishedFile.of(self.name, self.content)

    @property
    def release_edition(self) -> Edition | None:
        return Edition(self.edition, self.released_on) if self.edition else None


def content_of(file) -> bytes:
    """Raises Refused for more than is kept."""
    content = file.read(MOST + 1)
    if len(content) > MOST:
        raise Refused(
            f"The file is larger than {MOST // MEGABYTE} MB. Import it with manage.py "
            "import_open_data, which reads it row by row."
        )
    return content


def _key(user) -> str:
    return f"open-data-upload-{user.pk}"


def keep(user, upload: Upload) -> None:
    """In the place of the one before it."""
    packed = asdict(upload) | {"content": zlib.compress(upload.content)}
    cache.set(_key(user), packed, AN_HOUR)


def kept(user, digest: str) -> Upload | None:
    """The account's file, if it still is the one of that digest."""
    packed = cache.get(_key(user))
    if not digest or packed is None:
        return None
    upload = Upload(**packed | {"content": zlib.decompress(packed["content"])})
    return upload if upload.digest == digest else None


def forget(user) -> None:
    cache.delete(_key(user))
