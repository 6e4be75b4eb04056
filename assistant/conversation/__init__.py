"""A follow-up and the conversation before it -> a question that stands by itself.

Rules, no model: what the follow-up leans on ("it", "there", "and Goldman?", "why?") is looked up in
the last questions and answers and written out. What the rules cannot place is put after its topic
with a colon. The question as understood is shown to the person.
"""

from assistant.conversation.follow_up import on_topic, recent, understood

__all__ = ["on_topic", "recent", "understood"]
