"""How kernels are compiled: on first use, kept on disk where that can be written."""

from collections.abc import Callable
from typing import TypeVar, cast

import numba

Kernel = TypeVar("Kernel", bound=Callable[..., object])


def compiled(kernel: Kernel) -> Kernel:
    """The kernel as machine code that holds no lock while it runs.

    Numba keeps it beside the source or in the user's cache folder, by processor; where neither
    can be written it is compiled in each process. No fast-math: sums keep their order.
    """
    try:
        found = numba.njit(nogil=True, cache=True)(kernel)
    except RuntimeError:  # "no locator available": there is nowhere to keep it
        found = numba.njit(nogil=True)(kernel)
    return cast("Kernel", found)
