"""The population register: extract, definition of the background, and the frame of a wave."""

from querschnitt.tables.register.comparing import (
    Cell,
    Comparison,
    DefinitionCount,
    DefinitionsCompared,
    Moves,
    compare_definitions,
    comparison_rows,
    write_comparison,
)
from querschnitt.tables.register.conditions import ADULTS, CONDITIONS
from querschnitt.tables.register.counts import COUNTED, frame_counts
from querschnitt.tables.register.definition import (
    Definition,
    Inheritance,
    Rule,
    Source,
    parse_definition,
    read_definition,
)
from querschnitt.tables.register.derive import AGE_CLASSES, STAY_CLASSES, Derived, derive, read_boroughs
from querschnitt.tables.register.districts import District, boroughs_of, parse_districts
from querschnitt.tables.register.extract import (
    Coded,
    Extract,
    Numbered,
    Reject,
    read_extract,
    write_extract,
    write_rejects,
)
from querschnitt.tables.register.frame import FRAME_VARIABLES, FrameFile, Populations, frame, read_columns
from querschnitt.tables.register.groups import OUTSIDE, Groups, OriginGroup, parse_groups, read_groups
from querschnitt.tables.register.population import (
    OUTSIDE_REASONS,
    LeftOut,
    PopulationRule,
    parse_population,
    population_table,
)
from querschnitt.tables.register.profile import Profile, parse_profile, read_profile

__all__ = [
    "ADULTS",
    "CONDITIONS",
    "Cell",
    "Comparison",
    "DefinitionCount",
    "DefinitionsCompared",
    "Moves",
    "compare_definitions",
    "comparison_rows",
    "write_comparison",
    "Inheritance",
    "Rule",
    "Source",
    "AGE_CLASSES",
    "COUNTED",
    "FRAME_VARIABLES",
    "OUTSIDE",
    "OUTSIDE_REASONS",
    "STAY_CLASSES",
    "Coded",
    "Definition",
    "Derived",
    "District",
    "Extract",
    "FrameFile",
    "Groups",
    "LeftOut",
    "Numbered",
    "OriginGroup",
    "PopulationRule",
    "Populations",
    "Profile",
    "Reject",
    "boroughs_of",
    "derive",
    "frame",
    "frame_counts",
    "parse_definition",
    "parse_districts",
    "parse_groups",
    "parse_population",
    "parse_profile",
    "population_table",
    "read_boroughs",
    "read_columns",
    "read_definition",
    "read_extract",
    "read_groups",
    "read_profile",
    "write_extract",
    "write_rejects",
]
