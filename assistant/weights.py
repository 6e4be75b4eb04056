"""The scorer's weights, written by evals/fit.py. Do not edit by hand."""

SENTENCE = {
    "bias": -6.0,
    "cover": 2.0,
    "context": 1.5,
    "rest": 1.5,
    "pairs": 1.0,
    "cosine": 2.0,
    "cosine_title": 1.5,
    "passage": 1.0,
    "passage_cosine": 0.0,
    "kind": 1.0,
    "figures": 0.5,
    "no_figures": -0.5,
    "leans": -0.2,
    "short": -0.5,
    "long": -0.1,
    "lead": 0.2,
    "title": -0.5,
    "first": 0.2,
    "kind_cover": 0.0,
}

REFUSAL = {
    "bias": 0.0,
    "best": 1.0,
    "mass": 0.0,
    "cover": 0.0,
    "context": 0.0,
    "kind": 0.0,
    "pairs": 0.0,
    "cosine": 0.0,
    "any_cosine": 0.0,
    "any_passage": 0.0,
    "any_context": 0.0,
    "no_figures": 0.0,
    "long": 0.0,
}
