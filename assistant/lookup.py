"""Host names looked up within the time of a call.

The system's own lookup knows no end but its own: with a resolver that is silent it takes half a
minute, and no timeout of an HTTP client covers it. So it runs in a thread that is left behind when
the time is over, or the work is stopped.
"""

from __future__ import annotations

import socket
import threading
from collections.abc import Iterable

import httpcore
import httpx

from assistant.deadline import Deadline, check_stopped

_LOOK = 0.05  # seconds between two looks at whether the work was stopped
_LONGEST = 60.0  # seconds, for a client without a limit of its own


def bound_lookups(client: httpx.Client) -> None:
    """Have this client look names up within its time to connect."""
    network = _Network()
    # httpx has no way to be given a network; the proxies of the environment have one each.
    for transport in (client._transport, *client._mounts.values()):
        if isinstance(transport, httpx.HTTPTransport):
            transport._pool._network_backend = network


def addresses(host: str, port: int, deadline: Deadline) -> list[str]:
    """The numeric addresses of a host, those to try first at the front.

    Raises:
        TimeoutError: the system has not said by the deadline.
        OSError: there is no such host, in the system's words.
        Stopped: the work that is done here was stopped.
    """
    found: list[str] = []
    fault: list[OSError] = []
    done = threading.Event()

    def look() -> None:
        try:
            told = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
            found.extend(dict.fromkeys(str(address[0]) for *_, address in told))
        except OSError as error:
            fault.append(error)
        except UnicodeError as error:  # an empty label, or one that is too long
            fault.append(OSError(f"its name is none: {error}"))
        finally:
            done.set()

    # A daemon: left behind, it must not keep the process alive.
    threading.Thread(target=look, name="lookup", daemon=True).start()
    while not done.wait(max(0.0, min(_LOOK, deadline.left))):
        check_stopped()
        if deadline.left <= 0:
            raise TimeoutError(f"its name was not found in {deadline.seconds:.0f} seconds")
    if fault:
        raise fault[0]
    return found


class _Network(httpcore.SyncBackend):
    """The network as httpcore has it, with names looked up here."""

    def connect_tcp(
        self,
        host: str,
        port: int,
        timeout: float | None = None,
        local_address: str | None = None,
        socket_options: Iterable[httpcore.SOCKET_OPTION] | None = None,
    ) -> httpcore.NetworkStream:
        deadline = Deadline.after(timeout if timeout is not None else _LONGEST)
        try:
            numeric = addresses(host, port, deadline)
        except TimeoutError as error:
            raise httpcore.ConnectTimeout(str(error)) from error
        except OSError as error:
            raise httpcore.ConnectError(str(error)) from error
        fault: Exception = httpcore.ConnectError("its name has no address")
        for address in numeric:
            try:
                left = max(0.001, deadline.left)
                return super().connect_tcp(address, port, left, local_address, socket_options)
            except (httpcore.ConnectError, httpcore.ConnectTimeout) as error:
                fault = error
        raise fault
