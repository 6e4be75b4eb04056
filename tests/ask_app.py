"""Ask a running app one question: URL, question, what the answer must hold. Used by .ci/run."""

import sys
import time

from gradio_client import Client


def main(url: str, question: str, wanted: str) -> int:
    """0 when the answer holds what is wanted, within two minutes of the app's start."""
    deadline = time.monotonic() + 120
    while True:
        try:
            client = Client(url, verbose=False)
            break
        except Exception as error:  # noqa: BLE001 - whatever fails while the app starts
            if time.monotonic() > deadline:
                print(f"no app at {url}: {error}")
                return 1
            time.sleep(1)
    answer = client.predict(question, api_name="/ask")
    print(answer["answer"], [c["file"] for c in answer["citations"]])
    return 0 if wanted in answer["answer"] else 1


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:4]))
