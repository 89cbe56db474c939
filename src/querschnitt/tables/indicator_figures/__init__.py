"""Series of indicators in spreadsheets of any layout: what fits is read, every other cell is told with its reason."""

from querschnitt.tables.indicator_figures.reading import read_indicator_figures
from querschnitt.tables.indicator_figures.series import Place, ReadFigure, ReadIndicators, ReadSeries

__all__ = ["Place", "ReadFigure", "ReadIndicators", "ReadSeries", "read_indicator_figures"]
