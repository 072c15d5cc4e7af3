/** `almanac generate`: writes a synthetic export for trying things out. */
import { generate } from "@almanac/synthetic/generate"
import type { GenerateSummary } from "@almanac/synthetic/options"
import * as Console from "effect/Console"
import { Command, Flag } from "effect/cli"
import * as Effect from "effect/Effect"
import * as Option from "effect/Option"
import { jsonFlag, quietFlag } from "../flags.ts"
import { guardOutput } from "../guard/guard-output.ts"

const DEFAULT_AS_OF = "2026-11-23"
const DEFAULT_ORGS = 5
const MEMORY_LIMIT_MB = 512

const count = (value: number) => value.toLocaleString("en-US")

export const generateCommand = Command.make(
  "generate",
  {
    contacts: Flag.Int("contacts").pipe(
      Flag.withMetavar("N"),
      Flag.withDescription("Number of rows of contacts; a small share of them is invalid on purpose"),
    ),
    out: Flag.String("out").pipe(
      Flag.withMetavar("DIR"),
      Flag.withDescription("Directory for the files <table>.parquet; new or empty"),
    ),
    orgs: Flag.Int("orgs").pipe(
      Flag.withMetavar("K"),
      Flag.withDescription(
        `Number of organisations; the first is the largest (default ${DEFAULT_ORGS}, or N if that is less)`,
      ),
      Flag.optional,
    ),
    seed: Flag.Int("seed").pipe(
      Flag.withMetavar("S"),
      Flag.withDescription("Seed of the random numbers; the same seed gives the same files (default 1)"),
      Flag.withDefault(1),
    ),
    asOf: Flag.String("as-of").pipe(
      Flag.withMetavar("YYYY-MM-DD"),
      Flag.withDescription(`Day on which the export was taken (default ${DEFAULT_AS_OF})`),
      Flag.withDefault(DEFAULT_AS_OF),
    ),
    ownSettings: Flag.Boolean("own-settings").pipe(
      Flag.withDescription(
        "Give organisations settings of their own, and some contacts opt-outs of single email types; the first organisation keeps the settings of the configuration",
      ),
      Flag.withDefault(false),
    ),
    json: jsonFlag,
    quiet: quietFlag("Print no progress and no table"),
  },
  Effect.fnUntraced(function* ({ contacts, out, orgs, seed, asOf, ownSettings, json, quiet }) {
    const console = yield* Console.Console
    yield* guardOutput({ flag: "--out", path: out, kind: "directory" }, {})
    const summary = yield* generate({
      contacts,
      orgs: Option.getOrElse(orgs, () => Math.max(1, Math.min(DEFAULT_ORGS, contacts))),
      seed,
      asOf,
      directory: out,
      ownSettings,
      memoryLimitMb: MEMORY_LIMIT_MB,
      onProgress: ({ table, rows, tablesDone, tablesTotal }) => {
        if (!quiet && !json) console.error(`${tablesDone}/${tablesTotal} ${table}: ${count(rows)} rows`)
      },
    })
    if (json) console.log(asJson(summary))
    else if (!quiet) console.log(asTable(summary))
  }),
).pipe(
  Command.withExamples([
    {
      command: "almanac generate --contacts 20000 --out sample",
      description: "Make a sample to try a run on",
    },
    {
      command: "almanac generate --contacts 3000000 --orgs 20 --seed 7 --as-of 2027-01-04 --out big",
      description: "Make a large export with another seed and day",
    },
  ]),
)

function asJson({ directory, contacts, orgs, seed, asOf, tables, seconds }: GenerateSummary): string {
  return JSON.stringify({ directory, contacts, orgs, seed, as_of: asOf, tables, seconds })
}

function asTable({ directory, seed, asOf, tables, seconds }: GenerateSummary): string {
  const width = Math.max(...tables.map(({ table }) => table.length))
  const lines = tables.map(({ table, rows, bytes }) => {
    return `${table.padEnd(width)}  ${count(rows).padStart(12)} rows  ${count(bytes).padStart(14)} bytes`
  })
  return [...lines, `${directory}: as of ${asOf}, seed ${seed}, in ${seconds.toFixed(1)} s`].join("\n")
}
