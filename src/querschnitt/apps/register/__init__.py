"""Register extracts, definitions, the frame, and samples as drawn. Names and addresses stand behind a wall of their own."""
