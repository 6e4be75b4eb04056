"""The weights of further reports, written by evals/fit_voices.py. Not by hand."""

VOICE = {
    "bias": -1.5268,
    "alone": 0.3661,
    "marked": 0.3255,
    "near_first": 2.7177,
    "rival": 1.2689,
}

HEARD = 0.4
