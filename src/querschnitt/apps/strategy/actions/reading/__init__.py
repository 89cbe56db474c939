"""Read the folder of a strategy: TOML files in, typed values out, each fault named with file, table and key."""

from querschnitt.apps.strategy.actions.reading.editions import WrittenEdition
from querschnitt.apps.strategy.actions.reading.folder import WrittenStrategy, read_strategy

__all__ = ["WrittenEdition", "WrittenStrategy", "read_strategy"]
