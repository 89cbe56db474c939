"""The way that nearly every request takes: from code to receipt, answered from bytes and with one statement a page.

Whatever is not on this way, or not as expected, is left to Django's views, which can do all of it. Both share what
decides: `queries`, `actions`, and the functions of `views` that know no request.
"""

from querschnitt.apps.interview.hot_path.application import Application
from querschnitt.apps.interview.hot_path.files import BuiltFiles

__all__ = ["Application", "BuiltFiles"]
