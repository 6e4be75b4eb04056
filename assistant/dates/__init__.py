"""What a question says about time: what it asks about, and as of which day it is to be known.

"As of September 2025, what had X reported for the second quarter?" has both: the first decides
which articles may be seen, the second is part of what is asked.
"""

from assistant.dates.reading import read_time
from assistant.dates.times import QuestionTime, When

__all__ = ["QuestionTime", "When", "read_time"]
