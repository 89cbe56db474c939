"""The jobs of the bench of estimation: their data, how we do them, how others do."""
