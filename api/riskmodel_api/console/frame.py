"""What every page has around it: who reads it, in which language, and the proof of its forms."""

import hashlib
import hmac
import secrets
from dataclasses import dataclass
from typing import Annotated, Any
from urllib.parse import urlencode

from fastapi import Depends, Query, Request
from fastapi.responses import HTMLResponse, RedirectResponse

from riskmodel.access.refusals import form_not_ours
from riskmodel.access.scopes import Scope
from riskmodel_api.admission import Caller
from riskmodel_api.console.languages import Language, translations
from riskmodel_api.console.menu import Entry, menu
from riskmodel_api.console.pages import render
from riskmodel_api.guard import guard
from riskmodel_api.people import CONSOLE, SESSION_COOKIE, session_token
from riskmodel_api.requests import read_form

_LANGUAGE_COOKIE, _FORM_COOKIE = "riskmodel_language", "riskmodel_form"
_YEAR = 365 * 24 * 3600
FORM_TOKEN = "form_token"  # noqa: S105 - a field's name
_PROTECTED = {
    "Content-Security-Policy": "default-src 'none'; style-src 'self'; img-src 'self'; "
    "script-src 'self'; connect-src 'self'; form-action 'self'; base-uri 'none'; "
    "frame-ancestors 'none'",
    "Referrer-Policy": "no-referrer",
    "X-Content-Type-Options": "nosniff",
    "Cache-Control": "no-store",
}
AskedLanguage = Annotated[Language | None, Query(alias="lang")]


@dataclass(frozen=True)
class Frame:
    """The frame of one page for one reader; `browser` is what only that browser knows.

    A form carries a digest of it and of the session: a page of another origin can neither read
    the one nor guess the other, and a form of before the signing in is worth nothing after it.
    """

    language: Language
    path: str
    switch: str
    """Where the same page is found in the other language."""
    person: str
    signed_in: bool
    is_open: bool
    browser: str
    known_browser: bool
    form_token: str
    secure: bool
    asked: Language | None
    scopes: frozenset[Scope] = frozenset()

    @property
    def menu(self) -> list[Entry]:
        """The pages that the reader may open."""
        return menu(self.language, self.scopes)

    def page(self, template: str, status: int = 200, **values: Any) -> HTMLResponse:
        """A page in this frame."""
        html = render(template, self.language, frame=self, **values)
        response = HTMLResponse(html, status, headers=_PROTECTED)
        if not self.known_browser:
            self.keep(response, _FORM_COOKIE, self.browser)
        if self.asked is not None:
            self.keep(response, _LANGUAGE_COOKIE, self.asked, _YEAR)
        return response

    def keep(
        self, response: HTMLResponse | RedirectResponse, name: str, value: str,
        seconds: int | None = None,
    ) -> None:  # fmt: skip
        """Give the browser a cookie that no script and no other site can use."""
        response.set_cookie(
            name, value, max_age=seconds, path=CONSOLE, httponly=True, samesite="strict",
            secure=self.secure,
        )  # fmt: skip

    def word(self, english: str) -> str:
        """A word of the catalogue."""
        return translations(self.language).gettext(english)


def frame_of(
    request: Request, caller: Caller | None = None, asked: Language | None = None
) -> Frame:
    """The frame for who asks; without a caller nobody is known."""
    person = caller.name if caller else ""
    language = _language(request, asked)
    browser = request.cookies.get(_FORM_COOKIE, "")
    made = browser or secrets.token_urlsafe(32)
    session = session_token(request.scope)
    reads = request.method == "GET"
    kept = [(name, value) for name, value in request.query_params.multi_items() if name != "lang"]
    return Frame(
        language=language,
        path=request.url.path,
        switch="?" + urlencode([*(kept if reads else []), ("lang", language.other.value)]),
        person=person,
        signed_in=bool(session) and bool(person),
        is_open=request.app.state.entrance.is_open,
        browser=made,
        known_browser=bool(browser),
        form_token=_proof(made, session),
        secure=request.url.scheme == "https",
        asked=asked,
        scopes=caller.identity.scopes if caller else frozenset(),
    )


# Both async, so that they need no thread.
async def _frame(
    request: Request,
    caller: Annotated[Caller | None, Depends(guard)],
    asked: AskedLanguage = None,
) -> Frame:
    return frame_of(request, caller, asked)


FrameNow = Annotated[Frame, Depends(_frame)]
"""The frame of the page that is asked for."""


async def _form(request: Request, frame: FrameNow) -> dict[str, str]:
    given = await read_form(request)
    token = given.pop(FORM_TOKEN, "")
    if not (
        frame.known_browser and hmac.compare_digest(token.encode(), frame.form_token.encode())
    ):
        raise form_not_ours()
    # A browser ends lines as the mail of old did.
    return {name: value.replace("\r\n", "\n") for name, value in given.items()}


FormNow = Annotated[dict[str, str], Depends(_form)]
"""The fields of a form that this console gave to this browser; raises AccessError for another."""


def go_to(path: str) -> RedirectResponse:
    """After a form: the page to read, so that going back or loading again sends nothing twice."""
    return RedirectResponse(path, 303, headers={"Cache-Control": "no-store"})


def signed_in(frame: Frame, token: str, path: str) -> RedirectResponse:
    """To a page, with a session."""
    response = go_to(path)
    frame.keep(response, SESSION_COOKIE, token)
    return response


def signed_out(path: str) -> RedirectResponse:
    """To a page, without one."""
    response = go_to(path)
    response.delete_cookie(SESSION_COOKIE, path=CONSOLE)
    return response


def _proof(browser: str, session: str) -> str:
    return hashlib.sha256(f"form\0{browser}\0{session}".encode()).hexdigest()


def _language(request: Request, asked: Language | None) -> Language:
    """As asked for, else as last time, else as the browser prefers, else Chinese."""
    if asked is not None:
        return asked
    kept = request.cookies.get(_LANGUAGE_COOKIE, "")
    if kept in list(Language):
        return Language(kept)
    preferred = request.headers.get("accept-language", "")[:2].lower()
    return Language.ENGLISH if preferred == Language.ENGLISH else Language.CHINESE
