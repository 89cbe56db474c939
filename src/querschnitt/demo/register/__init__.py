"""The synthetic population register: nobody in it exists."""

from querschnitt.demo.register.build import Register, build_register
from querschnitt.demo.register.extract import write_extract

__all__ = ["Register", "build_register", "write_extract"]
