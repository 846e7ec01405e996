"""The languages of the words on the terminal."""

from enum import StrEnum


class Language(StrEnum):
    """Languages of the words."""

    EN = "en"
    ZH = "zh"
