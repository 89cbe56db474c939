"""What the conditions of a questionnaire can and cannot be, for every answer that anybody may give.

A condition is judged over whole sets of answers at once (`extents`, `judging`); where the set is too large to say yes
or no, it is split (`splitting`), until each part is decided or the budget is spent (`solving`). Then the outcome is
"could not be decided", and says so.
"""
