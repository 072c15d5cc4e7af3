/**
 * `almanac import`: reads tables into the store, from files or from the SQLite database of an earlier system.
 */
import { resolve } from "node:path"
import { refuse } from "@almanac/core/domain/refusal"
import { removing } from "@almanac/files/file-error"
import { tableEntries } from "@almanac/pipeline/inputs/discover"
import type { Store } from "@almanac/store/store"
import {
  type Imported,
  type ImportedTable,
  type ImportOptions,
  importTables,
} from "@almanac/store/transfer/import"
import { mapTables } from "@almanac/store/transfer/mapped"
import { type Mapping, parseMapping, readMapping } from "@almanac/store/transfer/mapping"
import { type Converted, checkSqlite, convertSqlite } from "@almanac/store/transfer/sqlite"
import * as Console from "effect/Console"
import { Command, Flag } from "effect/cli"
import * as Effect from "effect/Effect"
import * as Option from "effect/Option"
import { contentOf } from "../config/read-config.ts"
import { jsonFlag, readRejectShare, rejectShareFlag } from "../flags.ts"
import { guardOutput } from "../guard/guard-output.ts"
import { count, table } from "../print/numbers.ts"
import { authorFlag, dbFlag, openDb } from "../store-flags.ts"
import { tablesFlag, tablesNamed } from "../transfer-flags.ts"

export const importCommand = Command.make(
  "import",
  {
    db: dbFlag,
    input: Flag.String("in").pipe(
      Flag.withMetavar("DIR"),
      Flag.withDescription(
        "Directory of the tables, <table>.parquet or .csv (also .csv.gz, .csv.zst), or any number of these below <table>/",
      ),
      Flag.optional,
    ),
    sqlite: Flag.String("from-sqlite").pipe(
      Flag.withMetavar("FILE"),
      Flag.withDescription(
        "SQLite database of an earlier system. Everything except its plans is imported; times without a zone are read as UTC",
      ),
      Flag.optional,
    ),
    tables: tablesFlag("Import only these tables (default: all that exist)"),
    mode: Flag.Literals("mode", ["merge", "replace"]).pipe(
      Flag.withDescription(
        "merge adds rows and updates those with the same id or name; replace also removes all other rows. Claimed and sent emails are never changed (default merge)",
      ),
      Flag.withDefault("merge" as const),
    ),
    rejects: Flag.String("rejects").pipe(
      Flag.withMetavar("FILE"),
      Flag.withDescription("Write the table, row number and reason of every rejected row to this CSV file"),
      Flag.optional,
    ),
    map: Flag.String("map").pipe(
      Flag.withMetavar("MAPPING"),
      Flag.withDescription(
        "Names and dates as another system writes them: column=mail:email,status=bounced:failed,type=anniversary:effective_date,date=MM/DD/YYYY, or a JSON or YAML file with the same",
      ),
      Flag.optional,
    ),
    maxRejectShare: rejectShareFlag,
    author: authorFlag,
    json: jsonFlag,
  },
  Effect.fnUntraced(function* (flags) {
    const [input, sqlite] = [Option.getOrUndefined(flags.input), Option.getOrUndefined(flags.sqlite)]
    if ((input === undefined) === (sqlite === undefined)) {
      return yield* refuse("it is not clear what to import", "give either --in or --from-sqlite")
    }
    if (Option.isSome(flags.rejects)) {
      yield* guardOutput(
        { flag: "--rejects", path: flags.rejects.value, kind: "file" },
        { store: flags.db, inputs: [input, sqlite] },
      )
    }
    const options = {
      only: yield* tablesNamed(flags.tables),
      mode: flags.mode,
      rejects: Option.getOrUndefined(flags.rejects),
      rejectShare: yield* readRejectShare(flags.maxRejectShare),
      actor: flags.author,
    }
    const mapping = Option.isNone(flags.map) ? undefined : yield* mappingOf(flags.map.value)
    // An input that does not exist is refused before a new store is made for it.
    if (input !== undefined) yield* tableEntries(input)
    if (sqlite !== undefined) yield* checkSqlite(sqlite)
    const outcome = yield* Effect.scoped(
      Effect.gen(function* () {
        const store = yield* openDb(flags.db, { create: true })
        return yield* imported(store, { input, sqlite, mapping }, options)
      }),
    )
    yield* Console.log(flags.json ? JSON.stringify(outcome) : importText(flags.db, outcome))
  }),
).pipe(
  Command.withExamples([
    { command: "almanac import --db almanac.db --in exports", description: "Import all tables of an export" },
    {
      command: "almanac import --db almanac.db --in exports --table contacts --mode replace",
      description: "Replace the contacts by those of an export",
    },
    {
      command: "almanac import --db almanac.db --from-sqlite old.db",
      description: "Import contacts, campaigns, clicks and sent emails of an earlier system",
    },
  ]),
)

interface Given {
  readonly input: string | undefined
  readonly sqlite: string | undefined
  readonly mapping: Mapping | undefined
}

/** The mapping in the flag, or in the file that the flag names. */
const mappingOf = Effect.fnUntraced(function* (given: string) {
  if (!/\.(json|ya?ml)$/.test(given)) return yield* Effect.fromResult(parseMapping(given))
  return yield* Effect.fromResult(readMapping(yield* contentOf(given), given))
})

type Outcome = Imported & { readonly sqlite?: Converted }

const imported = (store: Store, given: Given, options: Omit<ImportOptions, "input">) =>
  Effect.scoped(
    Effect.gen(function* () {
      const scratch = `${resolve(store.path)}.converting`
      const remove = removing(scratch)
      yield* Effect.acquireRelease(remove, () => remove)
      const { sqlite: file, mapping } = given
      let input = given.input ?? ""
      const sqlite = file === undefined ? undefined : yield* convertSqlite(store.sql, file, scratch)
      if (sqlite !== undefined) input = scratch
      if (mapping !== undefined) input = yield* mapTables(store.sql, input, `${scratch}/map`, mapping)
      const details = {
        ...(sqlite !== undefined && { from: "sqlite" }),
        ...(mapping !== undefined && { mapping }),
      }
      const from = file ?? given.input ?? ""
      const leaveUnusable = sqlite !== undefined
      const taken = yield* importTables(store, { ...options, input, from, leaveUnusable, details })
      const outcome: Outcome = { ...taken, ...(sqlite !== undefined && { sqlite }) }
      return outcome
    }),
  )

const SHOWN = 50

function importText(db: string, { tables, stays_behind, sqlite }: Outcome): string {
  const head = ["Table", "Rows", "Taken", "Unchanged", "Rejected", ""]
  const rows = tables.map((one) => [
    one.table,
    one.rows,
    one.taken,
    one.unchanged,
    one.rejected,
    remarks(one),
  ])
  const left = (sqlite?.tables ?? []).flatMap(({ table, plans_left, columns_left }) => [
    ...(plans_left > 0 ? [`${count(plans_left)} emails that were only planned are not imported`] : []),
    ...(columns_left.length > 0
      ? [`columns of ${table} that are not imported: ${columns_left.join(", ")}`]
      : []),
  ])
  const others = sqlite?.tables_left ?? []
  if (others.length > 0) left.push(`tables that are not imported: ${others.join(", ")}`)
  if (stays_behind.length > 0) {
    left.push(
      `${count(stays_behind.length)} campaign types and instances are not imported, nor are their enrolments: correct them in the SQLite database and import again`,
      ...stays_behind.slice(0, SHOWN).map(({ problem }) => `  ${problem}`),
      ...(stays_behind.length > SHOWN ? ["  … (--json gives all of them)"] : []),
    )
  }
  return [`Imported into ${db}`, table([head, ...rows]), ...left].join("\n")
}

function remarks({ rejected_by_reason, unreadable, warned }: ImportedTable): string {
  return [
    ...Object.entries(rejected_by_reason).map(([reason, n]) => `${count(n)} ${reason}`),
    ...Object.entries(unreadable).map(([column, n]) => `${count(n)} with an unreadable ${column}`),
    ...Object.entries(warned).map(([kind, n]) => `${count(n)} with the warning ${kind}`),
  ].join(", ")
}
