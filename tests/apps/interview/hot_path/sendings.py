"""What is sent in tests of states: answers that are right, wrong or anything, addresses that are there or not."""

from __future__ import annotations

import random
from collections.abc import Mapping

from hypothesis import strategies as st

from querschnitt.apps.interview.codes import new_code
from querschnitt.core.instrument.values import Missing

CODES = tuple(new_code(random.Random(seed).choice) for seed in range(8))
BROWSERS = range(3)
PAGES = ("person", "work", "search", "wishes")
ON_THE_WAY = ("/page/", "/review")

VALID: Mapping[str, Mapping[str, Mapping[str, object]]] = {
    "birth_year": {"1985": {"birth_year": 1985}, "١٩٩٠": {"birth_year": 1990}},
    "born_here": {"yes": {"born_here": "yes"}, "no": {"born_here": "no"}, "__dk__": {"born_here": Missing.DONT_KNOW}},
    "searched": {"yes": {"searched": "yes"}, "no": {"searched": "no"}},
    "problems": {"language": {"problems": ("language",)}, "none": {"problems": ("none",)}},
    "wish": {"Mehr Bäume": {"wish": "Mehr Bäume"}, "<b>&amp;": {"wish": "<b>&amp;"}},
}
"""Field -> what is sent in it -> the answer that it is."""

OF_PAGE = {
    "person": ("birth_year", "born_here"),
    "work": ("searched",),
    "search": ("problems",),
    "wishes": ("wish",),
}
SHOWN = {
    "person": "birth_year born_here arrival",
    "work": "searched rent",
    "search": "problems",
    "wishes": "intro wish moved",
}
WRONG = {
    "birth_year": ["1", "x", "", "2e9"],
    "rent": ["viel"],
    "problems": ["nothing", "none"],
    "moved": ["31.02.2020"],
}

browsers = st.sampled_from(BROWSERS)
ways = st.booleans()
tongues = st.sampled_from(["de", "en", "ar", "ti", "xx", ""])
anything = st.text(max_size=40)
names = (
    st.sampled_from([*VALID, *WRONG, "__shown__", "__age__", "at", "from", "l", "code", "language", "arrival"])
    | anything
)
forms = st.lists(st.tuples(names, anything | st.sampled_from(["yes", "no", "1985", "next"])), max_size=8)
FIXED = (
    "/ /info /language /continue /review /send /finished /pause /delete /deleted /talk /talk/sent /results"
    " /results/sent /privacy /accessibility /start/x /audio/x /nowhere /page/person /page/work /page/search"
    f" /page/wishes /page/person/1 /page/nowhere /c/x /c/{CODES[1]}"
)
addresses = st.sampled_from(FIXED.split()) | anything.map(lambda text: "/" + text.encode("utf-8", "ignore").hex())
methods = st.sampled_from(["GET", "HEAD", "POST", "PUT", "DELETE", "OPTIONS"])
buttons = st.sampled_from(["next", "save"]) | st.sampled_from(
    ["back", "pause", "language", "talk", "delete", "privacy", "accessibility", "search", "x"]
)
