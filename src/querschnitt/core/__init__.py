"""Ground floor: the subject matter in pure Python, without framework, database, clock or network."""
