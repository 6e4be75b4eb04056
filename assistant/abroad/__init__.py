"""Questions in German, French, Spanish and Chinese over articles of the same language.

The selector reads English alone. A sentence of one of these languages is weighed by words and by
the kind of answer that is wanted; which language a text is in is told by its little words.
"""

from assistant.abroad.kinds import held, kind_of, matter

__all__ = ["held", "kind_of", "matter"]  # `weighing` loads numpy, which not all of us need
