"""An assessment as it is given: what was asked, of which versions, and the answer itself."""

import datetime
import hashlib
from dataclasses import dataclass
from functools import cached_property

from riskmodel.storage.canonical import canonical
from riskmodel.storage.packing import packed


@dataclass(frozen=True)
class Given:
    """One answer, ready to be kept.

    All three are JSON: `asked` is the household record in canonical form, `versions` what the
    answer was made with, `message` the answer as it leaves the house, on one line.
    `agreement` and `band` repeat what the message says, and `area_code` what the record says, so
    that a list can be held to them.
    """

    assessment_id: str
    household_id: str
    as_of_date: datetime.date
    asked: str
    versions: str
    message: bytes
    agreement: str | None = None
    band: str | None = None
    area_code: str | None = None

    def prepare(self) -> None:
        """Work out now what keeping it takes."""
        _ = self.sha256, self.packed

    @cached_property
    def sha256(self) -> str:
        """The digest that the audit log keeps of all of it: of the canonical list of the six.

        The message is put into the list as it is, so that nothing of its size is parsed or written
        again: in a text on one line only backslashes and quotation marks are escaped.
        """
        before = canonical(
            [
                self.assessment_id,
                self.household_id,
                self.as_of_date.isoformat(),
                self.asked,
                self.versions,
            ]
        )
        escaped = self.message.replace(b"\\", b"\\\\").replace(b'"', b'\\"')
        whole = hashlib.sha256(before[:-1].encode())
        for part in (b',"', escaped, b'"]'):
            whole.update(part)
        return whole.hexdigest()

    @cached_property
    def packed(self) -> bytes:
        """The message as it is kept."""
        return packed(self.message)
