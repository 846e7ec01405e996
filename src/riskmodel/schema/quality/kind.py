"""What sort of thing a data-quality check finds, so that an office can sort its work."""

from enum import StrEnum


class CheckKind(StrEnum):
    """The kind of a check."""

    CONTRADICTION = "contradiction"
    INCOMPLETE = "incomplete"
    IMPLAUSIBLE = "implausible"
    MISSED_CLUE = "missed_clue"
    LATE = "late"

    @property
    def name_zh(self) -> str:
        """The kind in Chinese."""
        return _MEANING[self][0]

    @property
    def name_en(self) -> str:
        """The kind in English."""
        return self.value.replace("_", " ")

    @property
    def meaning(self) -> str:
        """What is wrong with a record of which such a check is true."""
        return _MEANING[self][1]


_MEANING = {
    CheckKind.CONTRADICTION: ("矛盾", "parts of the record cannot all be so"),
    CheckKind.INCOMPLETE: ("缺失", "what must be recorded by now is not"),
    CheckKind.IMPLAUSIBLE: ("存疑", "it could be so, but seldom is"),
    CheckKind.MISSED_CLUE: ("线索遗漏", "the record itself shows a problem to be looked into"),
    CheckKind.LATE: ("超期", "what had to be done or written by now is overdue"),
}
