"""Memory of a service: of its process, and of the workers that it started."""

from pathlib import Path

KIBIBYTE = 1024


def family(pid: int) -> list[int]:
    """A process and all that it started, as far as they are still there."""
    children = Path(f"/proc/{pid}/task/{pid}/children")
    try:
        direct = [int(one) for one in children.read_text().split()]
    except OSError:
        return [pid]
    return [pid, *(one for child in direct for one in family(child))]


def resident(pid: int, which: str = "VmRSS") -> int:
    """Bytes of them together, now or each at most so far (`VmHWM`)."""
    return sum(_resident(one, which) for one in family(pid))


def _resident(pid: int, which: str) -> int:
    try:
        status = Path(f"/proc/{pid}/status").read_text()
    except OSError:
        return 0
    line = next((one for one in status.splitlines() if one.startswith(which)), f"{which}: 0")
    return int(line.split()[1]) * KIBIBYTE
