"""A model file on this machine: llama.cpp's own server in a process beside ours.

    ASSISTANT_LLM_MODEL=~/models/qwen3-4b.gguf  python app.py

A process of its own because the library writes to standard output, which may belong to a protocol,
and because a model file that crashes it must not take the index along. It listens on the loopback,
under a key of the moment, and ends when our end of its input closes, however we end.

    python -m assistant.local FILE   (key on standard input; prints its address)
"""

from __future__ import annotations

import contextlib
import secrets
import subprocess
import sys
import threading
import weakref
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

from assistant.deadline import limit, wait_for
from assistant.settings import Settings
from index.errors import ModelError, SettingError

if TYPE_CHECKING:
    from xllamacpp import CommonParams

LOAD_SECONDS = 180.0  # a large file comes from the disk first
SLOTS = 2  # questions written at the same time
CONTEXT = 4096  # tokens for each: twelve evidence sentences take about 1,500
_ADDRESS = "address "
# API address -> its server, as long as somebody holds it.
_ours: weakref.WeakValueDictionary[str, LocalServer] = weakref.WeakValueDictionary()


def ended(url: str) -> str | None:
    """The name of the file that a server of ours ran at this address, if its process has ended."""
    server = _ours.get(url)
    return server.file.name if server is not None and not server.running else None


class LocalServer:
    """A running server of one model file. Close it."""

    def __init__(self, file: Path) -> None:
        """Start it; it loads the model meanwhile.

        Raises:
            SettingError: there is no such file, or the extra is not installed.
        """
        from importlib.util import find_spec

        if not file.is_file():
            raise SettingError(f"ASSISTANT_LLM_MODEL names {file.name}, which is no file here.")
        if not find_spec("xllamacpp"):
            raise SettingError(
                'A model file needs a further package: pip install -e ".[local]". Or name a '
                "server with ASSISTANT_LLM_BASE_URL."
            )
        self.key = secrets.token_urlsafe()
        self._process = subprocess.Popen(
            [sys.executable, "-m", "assistant.local", str(file.resolve())],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            cwd=Path(__file__).resolve().parent.parent,
            text=True,
        )
        self.file = file
        self._address = ""  # once the model is loaded
        self._heard = threading.Event()  # set then, or when its process ended without
        self._listener = threading.Thread(target=self._listen, name="load-model", daemon=True)
        self._listener.start()

    def _listen(self) -> None:
        process = self._process
        assert process.stdin
        assert process.stdout
        # Reading has no time limit of its own; without a process there is nothing to read.
        late = threading.Timer(LOAD_SECONDS, process.kill)
        late.daemon = True
        late.start()
        try:
            with contextlib.suppress(BrokenPipeError):
                process.stdin.write(f"{self.key}\n")
                process.stdin.flush()
            for line in process.stdout:
                if line.startswith(_ADDRESS):
                    self._address = line.removeprefix(_ADDRESS).strip()
                    break
        finally:
            late.cancel()
            self._heard.set()

    @property
    def url(self) -> str:
        """Its API's address, once the model is loaded: who asks before then waits.

        Raises:
            ModelError: the file cannot be loaded, or is not by the deadline of what is done here;
                it goes on loading then.
            Stopped: nobody waits for it any more.
        """
        deadline = limit(LOAD_SECONDS + 5)  # by then its process was ended
        if not wait_for(self._heard.is_set, deadline):
            raise ModelError(
                f"The model file {self.file.name} is still being loaded after "
                f"{deadline.seconds:.0f} seconds. Ask again in a while, or raise "
                "ASSISTANT_LLM_TIMEOUT."
            )
        if not self._address:
            self.close()
            raise ModelError(
                f"The model file {self.file.name} cannot be loaded: it is no GGUF file of a chat "
                "model, or the memory does not hold it. `python -m assistant.local FILE` shows "
                "what it says."
            )
        url = f"{self._address}/v1"
        _ours[url] = self
        return url

    @property
    def running(self) -> bool:
        return self._process.poll() is None

    def settings(self, settings: Settings) -> Settings:
        """These settings with this server as the one that is asked. Waits and raises as `url`."""
        return replace(
            settings,
            llm_base_url=self.url,
            llm_api_key=self.key,
            llm_schema=settings.llm_form,  # what is a server by now was a file
            llm_model=self.file.name,  # what fails is told with it: not where the file lies
        )

    def close(self) -> None:
        """End the server's process."""
        process = self._process
        if not self._heard.is_set():  # it looks at nothing while it loads
            process.kill()
        self._listener.join()  # a stream that is being read is not closed
        for stream in (process.stdin, process.stdout):
            if stream is not None:
                with contextlib.suppress(BrokenPipeError):
                    stream.close()
        try:
            process.wait(timeout=5)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()


def parameters(file: str, key: str) -> CommonParams:
    """How the file is served."""
    import xllamacpp

    params = xllamacpp.CommonParams()
    params.model.path = file
    params.hostnames, params.port = ["127.0.0.1"], 0
    params.api_keys = [key]
    params.n_parallel, params.n_ctx = SLOTS, SLOTS * CONTEXT
    params.ui = False
    # Every question has a prompt of its own: kept, they came to 4.6 GB in 140 questions.
    params.cache_ram_mib = 0
    params.enable_reasoning = 0  # a model that can think would spend its tokens and the time on it
    return params


def serve(file: str) -> None:
    """Serve the file until standard input ends."""
    import xllamacpp

    server = xllamacpp.Server(parameters(file, sys.stdin.readline().strip()))
    print(f"{_ADDRESS}{server.listening_address}", flush=True)
    sys.stdin.read()


if __name__ == "__main__":
    serve(sys.argv[1])
