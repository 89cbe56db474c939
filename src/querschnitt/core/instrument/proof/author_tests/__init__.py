"""The author's own tests: the sheet `tests` of a workbook, row by row."""
