"""Register extracts, definitions, frames, samples as drawn. Names stand behind a wall of their own."""
