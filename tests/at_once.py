"""Eight questions at once to a running app, round after round: ``python tests/at_once.py URL``.

Different golden questions, so that no answer is remembered; over ``POST /ask``, as other software
asks. Prints how long an answer took, and whose words it has: the model's, or quotes alone.
"""

from __future__ import annotations

import argparse
import collections
import statistics
import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import httpx

from evals.goldens import load
from evals.run import spread

GOLDEN = Path(__file__).parent.parent / "evals" / "golden"


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("url")
    parser.add_argument("--at-once", type=int, default=8)
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--answerer", choices=["extractive", "llm"])
    chosen = parser.parse_args()
    alone = [golden for golden in load(GOLDEN).goldens if not golden.history]
    cases = spread(alone, chosen.at_once * chosen.rounds)
    with httpx.Client(base_url=chosen.url, timeout=600, trust_env=False) as client:

        def ask(question: str) -> tuple[float, str]:
            asked = {"question": question}
            if chosen.answerer:
                asked["answerer"] = chosen.answerer
            start = time.perf_counter()
            reply = client.post("/ask", json=asked)
            reply.raise_for_status()
            told = reply.json()
            took = time.perf_counter() - start
            if told["refused"]:
                return took, "refused"
            origins = {one["origin"] for one in told["statements"]}
            return took, "quotes" if origins == {"quote"} else "with the model's words"

        took: list[float] = []
        by: collections.Counter[str] = collections.Counter()
        start = time.perf_counter()
        with ThreadPoolExecutor(chosen.at_once) as pool:
            for first in range(0, len(cases), chosen.at_once):
                some = [golden.question for golden in cases[first : first + chosen.at_once]]
                for seconds, who in pool.map(ask, some):
                    took.append(seconds)
                    by[who] += 1
        whole = time.perf_counter() - start
    cuts = statistics.quantiles(took, n=20)
    print(f"{len(took)} questions, {chosen.at_once} at once, {whole:.1f} s in all")
    print(f"p50 {statistics.median(took):.2f} s, p95 {cuts[-1]:.2f} s, longest {max(took):.2f} s")
    print(", ".join(f"{who}: {count}" for who, count in by.most_common()))


if __name__ == "__main__":
    main()
