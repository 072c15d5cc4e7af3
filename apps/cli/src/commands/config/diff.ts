/** `almanac config diff`: compares two versions of the store, setting by setting. */
import { configDifferences } from "@almanac/store/config/differences"
import { configOf } from "@almanac/store/config/versions"
import * as Console from "effect/Console"
import { Command } from "effect/cli"
import * as Effect from "effect/Effect"
import { jsonFlag } from "../../flags.ts"
import { value } from "../../print/diff-causes-text.ts"
import { dbFlag, openDb } from "../../store-flags.ts"
import { versionFlag } from "./flags.ts"

export const configDiff = Command.make(
  "diff",
  {
    db: dbFlag,
    from: versionFlag("The version to compare from", "from"),
    to: versionFlag("The version to compare to", "to"),
    json: jsonFlag,
  },
  Effect.fnUntraced(function* ({ db, from, to, json }) {
    const [a, b] = yield* Effect.scoped(
      Effect.gen(function* () {
        const { sql } = yield* openDb(db)
        return [yield* configOf(sql, from), yield* configOf(sql, to)] as const
      }),
    )
    const differences = configDifferences(a.config, b.config)
    if (json) {
      const listed = differences.map(({ setting, a, b }) => ({ setting, from: a ?? null, to: b ?? null }))
      return yield* Console.log(JSON.stringify({ from, to, differences: listed }))
    }
    const lines = differences.map(({ setting, a, b }) => `${setting}: ${value(a)} → ${value(b)}`)
    yield* Console.log(
      lines.length === 0 ? `versions ${from} and ${to} have the same settings` : lines.join("\n"),
    )
  }),
).pipe(
  Command.withDescription("Show which settings differ between two versions"),
  Command.withExamples([
    {
      command: "almanac config diff --db almanac.db --from 3 --to 4",
      description: "Show what version 4 changed",
    },
  ]),
)
