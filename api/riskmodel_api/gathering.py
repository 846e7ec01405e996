"""What comes in one turn of the event loop is handed to the database together."""

import asyncio
from collections.abc import Sequence
from concurrent.futures import Future
from typing import NamedTuple

from riskmodel.storage.assessments import Deposit
from riskmodel.storage.given import Given
from riskmodel.storage.group_commit import out_of_time
from riskmodel.storage.store import Store

MOST_TOGETHER = 8
"""More wait no longer: the database is to write some while the loop makes the next."""


class _Waiting(NamedTuple):
    deposit: Deposit
    kept: asyncio.Future[bytes]


class Gathering:
    """Hands over, once a turn, what has come, and wakes each who waits for it.

    With many connections most turns bring several assessments. To hand over each alone would wake
    the thread that commits, and be woken by it, as many times; both wait for the interpreter's
    lock.
    """

    def __init__(self, store: Store) -> None:
        self._store = store
        self._waiting: list[_Waiting] = []

    async def keep(self, given: Given, asked_by: str) -> bytes:
        """The message on record; raises what `Store.record` raises."""
        loop = asyncio.get_running_loop()
        one = _Waiting(Deposit([given], asked_by), loop.create_future())
        self._waiting.append(one)
        if len(self._waiting) == 1:
            loop.call_soon(self._hand_over, loop)
        elif len(self._waiting) == MOST_TOGETHER:
            self._hand_over(loop)
        return await one.kept

    def _hand_over(self, loop: asyncio.AbstractEventLoop) -> None:
        together, self._waiting = self._waiting, []
        if not together:  # they were so many that they went before
            return
        try:
            committed = self._store.submit([one.deposit for one in together])
        except Exception as error:  # noqa: BLE001 - whoever waits must hear of it
            _fail(together, error)
            return
        late = loop.call_later(self._store.patience, _give_up, together, committed)
        committed.add_done_callback(
            lambda done: loop.call_soon_threadsafe(_settle, together, done, late)
        )


def _settle(
    together: Sequence[_Waiting],
    committed: Future[list[list[bytes] | None]],
    late: asyncio.TimerHandle,
) -> None:
    late.cancel()
    if committed.cancelled():  # who waited has been told
        return
    error = committed.exception()
    if error is not None:
        _fail(together, error)
        return
    for one, messages in zip(together, committed.result(), strict=True):
        if messages is not None and not one.kept.done():  # who asked may have gone
            one.kept.set_result(messages[0])


def _give_up(together: Sequence[_Waiting], committed: Future[list[list[bytes] | None]]) -> None:
    """What no commit has taken by now none will take; whoever waits is told either way."""
    committed.cancel()
    _fail(together, out_of_time())


def _fail(together: Sequence[_Waiting], error: BaseException) -> None:
    for one in together:
        if not one.kept.done():
            one.kept.set_exception(error)
