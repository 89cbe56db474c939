"""From a question of LimeSurvey to rows of a workbook, one module for each family of types."""
