"""Articles in, passages out. Knows nothing of language models, prompts or the environment."""
