"""The form of every error that the service answers: a problem document (RFC 9457)."""

from pydantic import BaseModel, ConfigDict


class Fault(BaseModel):
    """One fault: where it is, its stable code, and what would be accepted."""

    model_config = ConfigDict(frozen=True)

    pointer: str
    code: str
    remedy_en: str
    remedy_zh: str


class Problem(BaseModel):
    """A problem document; `code` is stable, the titles and details are for people."""

    model_config = ConfigDict(frozen=True)

    type: str
    title: str
    title_zh: str
    status: int
    code: str
    detail: str
    detail_zh: str
    errors: list[Fault] = []
