/** `almanac export`: writes the tables of the store to files. */

import { EXPORT_TABLES, exportTables } from "@almanac/store/transfer/export"
import * as Console from "effect/Console"
import { Command, Flag } from "effect/cli"
import * as Effect from "effect/Effect"
import { jsonFlag, notEmpty } from "../flags.ts"
import { guardOutput } from "../guard/guard-output.ts"
import { table } from "../print/numbers.ts"
import { dbFlag, openDb } from "../store-flags.ts"
import { tablesFlag, tablesNamed } from "../transfer-flags.ts"

export const exportCommand = Command.make(
  "export",
  {
    db: dbFlag,
    out: Flag.String("out").pipe(Flag.withMetavar("DIR"), Flag.withDescription("Directory for the files")),
    tables: tablesFlag("Write only these tables (default: all, including the records of the store)"),
    format: Flag.Literals("format", ["parquet", "csv"]).pipe(
      Flag.withDescription("Format of the files (default parquet)"),
      Flag.withDefault("parquet" as const),
    ),
    json: jsonFlag,
  },
  Effect.fnUntraced(function* (flags) {
    yield* notEmpty("--out", flags.out)
    const tables = (yield* tablesNamed(flags.tables, EXPORT_TABLES)) ?? EXPORT_TABLES
    yield* guardOutput({ flag: "--out", path: flags.out, kind: "directory" }, { store: flags.db })
    const options = { output: flags.out, tables, format: flags.format }
    const written = yield* Effect.scoped(
      Effect.flatMap(openDb(flags.db), (store) => exportTables(store, options)),
    )
    yield* Console.log(
      flags.json
        ? JSON.stringify({ out: flags.out, format: flags.format, tables: written })
        : table([["Table", "Rows"], ...Object.entries(written)], ""),
    )
  }),
).pipe(
  Command.withExamples([
    { command: "almanac export --db almanac.db --out exported", description: "Write all tables as Parquet" },
    {
      command: "almanac export --db almanac.db --out exported --table email_schedules --format csv",
      description: "Write plan and history as CSV",
    },
  ]),
)
