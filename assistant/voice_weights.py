"""The weights of further reports, written by evals/fit_voices.py. Not by hand."""

VOICE = {
    "bias": -1.2339,
    "alone": 0.2015,
    "marked": 0.4332,
    "near_first": 1.6639,
    "rival": 1.4936,
}

HEARD = 0.5
