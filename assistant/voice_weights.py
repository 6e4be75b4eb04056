"""The weights of further reports, written by evals/fit_voices.py. Not by hand."""

VOICE = {
    "bias": -1.2801,
    "alone": 0.2380,
    "near_first": 2.6475,
    "rival": 2.0329,
    "beside": 0.4314,
    "beside_gap": 0.2545,
}

HEARD = 0.4
