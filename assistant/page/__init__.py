"""What the page shows and may do: answers, articles, lists in, escaped HTML out. No gradio."""
