"""How the files behind `table` are read: one file a format, and the steps that they share.

| file | what it knows |
|---|---|
| database | the connection to DuckDB, and its errors as ours |
| delimited | CSV, TSV and other separated text; whether there is a header |
| dialect | which character separates and which one quotes |
| json_lines | JSON lines, and an array of objects |
| parquet | Parquet |
| cells | which columns of text are numbers or dates |
| replaced | texts that stand for others |
| compressed | whether a .gz or .zst file is whole |
| pieces | large text cut into small files |
| large | large text, read a piece at a time |
| store | other large tables, by way of a database on disk |
| spooled | the columns of large tables in a scratch file |
"""
