"""Where a table lies and what runs its expressions: DuckDB in this process, or Spark."""

from __future__ import annotations

import tempfile
import uuid
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cache, cached_property, partial, reduce
from itertools import islice
from pathlib import Path
from typing import Any

import duckdb
import ibis
import ibis.expr.schema as sch
import ibis.expr.types as ir
import narwhals
import pyarrow as pa

from querschnitt.core.errors import InputError
from querschnitt.tables.scans.batches import Batch, is_plain, rows_of_files, rows_of_table
from querschnitt.tables.scans.files import common_schema, for_duckdb, local_files, named_by_folders, unreadable

THREADS, MEMORY = 2, "600MB"
WIDE_ON_SPARK = 40
"""Sums asked of Spark at a time: beyond about a hundred it stops compiling a query and interprets it."""


@dataclass(frozen=True)
class Source:
    """A table and the engine that it lies in.

    Attributes
    ----------
    opened : the table as an Ibis expression, made when it is first asked for: who reads the rows needs no engine
    schema : its columns
    run : executes an expression on it
    stream : the same, for a result that is large
    write : writes an expression on it as Parquet
    widest : how many sums are asked of the engine at a time; None: all
    rows : reads columns a batch of rows at a time; None where that is slower than asking the engine for sums
    threads : how many batches are added up at a time
    """

    opened: Callable[[], ir.Table]
    schema: sch.Schema
    run: Callable[[ir.Table], pa.Table]
    stream: Callable[[ir.Table], Iterable[pa.RecordBatch]]
    write: Callable[[ir.Table, Path], object]
    widest: int | None = None
    rows: Callable[[Sequence[str]], Iterable[Batch] | None] = lambda columns: None
    threads: int = THREADS

    @cached_property
    def table(self) -> ir.Table:
        """The table as an Ibis expression."""
        return self.opened()

    def derived(self, table: ir.Table) -> Source:
        """Return the source of another expression on the table: the engine makes its columns, nobody reads rows."""
        if table is self.table:
            return self
        return replace(self, opened=lambda: table, schema=table.schema(), rows=lambda columns: None)

    def grouped(self, table: ir.Table, keys: Mapping[str, ir.Value], sums: Mapping[str, ir.Value]) -> pa.Table:
        """Return the sums of each group, in one scan, or in as many as the engine needs for their number."""
        parts = [_grouped(table, keys, part) for part in _in_parts(sums, self.widest)]
        results = [self.run(part) for part in parts]
        if not keys or len(results) == 1:
            return reduce(_beside, results)
        order = [(name, "ascending") for name in keys]
        return reduce(_beside, [result.sort_by(order) for result in results])


def open_table(source: object, *, threads: int = THREADS, memory: str = MEMORY) -> Source:
    """Take a table as it comes.

    Parameters
    ----------
    source : path or pattern of Parquet files, a relation of DuckDB, a table of Ibis (on DuckDB, Spark, Trino …), a data
        frame of Spark, or a table in memory (Arrow, polars, pandas)
    threads, memory : of DuckDB, where we start it

    Raises
    ------
    InputError : for a file that is not there, or something that is no table.
    """
    if isinstance(source, Source):
        return source
    if isinstance(source, str | Path):
        return _parquet(source, threads=threads, memory=memory)
    if isinstance(source, duckdb.DuckDBPyRelation):
        return _relation(source)
    if isinstance(source, ir.Table):
        return _bound(source)
    if type(source).__module__.startswith("pyspark."):
        return _spark(source)
    return _in_memory(source, threads=threads, memory=memory)


def local_spark(*, folder: Path, cores: int = 2, memory: str = "2g") -> Any:
    """Start Spark on this machine, listening on nothing but the loopback.

    Parameters
    ----------
    folder : where it may put what it spills
    """
    from pyspark.sql import SparkSession

    return (
        SparkSession.builder.master(f"local[{cores}]")
        .config("spark.driver.host", "127.0.0.1")
        .config("spark.driver.bindAddress", "127.0.0.1")
        .config("spark.driver.memory", memory)
        .config("spark.ui.enabled", "false")
        .config("spark.ui.showConsoleProgress", "false")
        .config("spark.sql.shuffle.partitions", str(2 * cores))
        .config("spark.local.dir", str(folder))
        .config("spark.sql.warehouse.dir", str(folder))
        .getOrCreate()
    )


def _parquet(pattern: str | Path, *, threads: int, memory: str) -> Source:
    paths = local_files(pattern)
    folders = named_by_folders(paths, pattern)
    opened = cache(lambda: _scanned(pattern, paths, folders=folders, threads=threads, memory=memory))
    schema = common_schema(paths) if paths else None
    if schema is None or folders or not is_plain(schema):
        source = _bound(opened())
    else:
        source = _lazily(opened, ibis.Schema.from_pyarrow(schema))
    rows = partial(rows_of_files, paths) if paths and not folders else source.rows
    run, stream = partial(_reading, pattern, source.run), partial(_streaming, pattern, source.stream)
    return replace(source, run=run, stream=stream, rows=rows, threads=threads)


def _scanned(pattern: str | Path, paths: Sequence[Path], *, folders: bool, threads: int, memory: str) -> ir.Table:
    connection = _connection(threads, memory)
    try:
        if not paths:
            return connection.read_parquet(pattern)
        return connection.read_parquet(for_duckdb(paths), hive_partitioning=folders)
    except (duckdb.Error, OSError) as error:
        raise unreadable(pattern, error) from error


def _reading(where: str | Path, run: Callable[[ir.Table], pa.Table], expression: ir.Table) -> pa.Table:
    try:
        return run(expression)
    except duckdb.Error as error:
        raise unreadable(where, error) from error


def _streaming(
    where: str | Path, stream: Callable[[ir.Table], Iterable[pa.RecordBatch]], expression: ir.Table
) -> Iterator[pa.RecordBatch]:
    try:
        yield from stream(expression)
    except (duckdb.Error, OSError) as error:
        raise unreadable(where, error) from error


def _in_memory(source: object, *, threads: int, memory: str) -> Source:
    try:
        given: Any = source
        arrow = given if isinstance(given, pa.Table) else narwhals.from_native(given, eager_only=True).to_arrow()
    except TypeError as error:
        expected = "a Parquet file, a DuckDB relation, an Ibis or Spark table, or a table in memory"
        raise InputError("This is no table", expected=expected, got=type(source).__name__) from error
    connection, name = _connection(threads, memory), _name()
    connection.con.register(name, arrow)
    return replace(_bound(connection.table(name)), rows=partial(rows_of_table, arrow), threads=threads)


def _connection(threads: int, memory: str) -> Any:
    connection = ibis.duckdb.connect(threads=threads, memory_limit=memory, temp_directory=tempfile.gettempdir())
    connection.raw_sql("SET preserve_insertion_order = false")  # groups need none, and it holds rows in memory
    connection.raw_sql("SET enable_progress_bar = false")
    return connection


def _bound(table: ir.Table) -> Source:
    source = _lazily(lambda: table, table.schema())
    return replace(source, widest=WIDE_ON_SPARK if table.get_backend().name == "pyspark" else None)


def _lazily(opened: Callable[[], ir.Table], schema: sch.Schema) -> Source:
    return Source(
        opened,
        schema,
        run=lambda expression: expression.to_pyarrow(),
        stream=lambda expression: expression.to_pyarrow_batches(),
        write=lambda expression, into: expression.to_parquet(into),
    )


def _relation(relation: duckdb.DuckDBPyRelation) -> Source:
    """Run on the connection of the relation, which alone can see what it is made of."""
    name = _name()
    schema = ibis.Schema.from_pyarrow(relation.limit(0).to_arrow_table().schema)

    def asked(expression: ir.Table) -> duckdb.DuckDBPyRelation:
        return relation.query(name, str(ibis.to_sql(expression, dialect="duckdb")))

    return Source(
        lambda: ibis.table(schema, name=name),
        schema,
        run=lambda expression: asked(expression).to_arrow_table(),
        stream=lambda expression: asked(expression).to_arrow_reader(),
        write=lambda expression, into: asked(expression).write_parquet(str(into)),
    )


def _spark(frame: Any) -> Source:
    name = _name()
    frame.createOrReplaceTempView(name)
    return _bound(ibis.pyspark.connect(frame.sparkSession).table(name))


def _name() -> str:
    return f"scan_{uuid.uuid4().hex}"


def _in_parts(sums: Mapping[str, ir.Value], widest: int | None) -> list[dict[str, ir.Value]]:
    items = iter(sums.items())
    return [dict(part) for part in iter(lambda: list(islice(items, widest)), [])]


def _grouped(table: ir.Table, keys: Mapping[str, ir.Value], sums: Mapping[str, ir.Value]) -> ir.Table:
    return table.group_by(**keys).aggregate(**sums) if keys else table.aggregate(**sums)


def _beside(left: pa.Table, right: pa.Table) -> pa.Table:
    for name in right.column_names:
        if name not in left.column_names:
            left = left.append_column(name, right[name])
    return left
