/** `almanac metrics`: prints the figures of a store for Prometheus. */

import { writeNamedFile } from "@almanac/files/complete-file"
import { emailsByStatus, storeFigures } from "@almanac/store/health"
import { DEFAULT_LIMITS, problemsOf } from "@almanac/store/health-problems"
import * as Console from "effect/Console"
import { Command, Flag } from "effect/cli"
import * as Effect from "effect/Effect"
import * as Option from "effect/Option"
import { notEmpty } from "../flags.ts"
import { guardOutput } from "../guard/guard-output.ts"
import { dbFlag, openDb } from "../store-flags.ts"
import { measureStore } from "../telemetry/store-metrics.ts"
import { centralToday } from "../today.ts"

export const metricsCommand = Command.make(
  "metrics",
  {
    db: dbFlag,
    out: Flag.String("out").pipe(
      Flag.withMetavar("FILE"),
      Flag.withDescription(
        "Write the figures to this file, for the textfile collector of node_exporter; the file is never incomplete",
      ),
      Flag.optional,
    ),
  },
  Effect.fnUntraced(function* ({ db, out }) {
    if (Option.isSome(out)) {
      yield* notEmpty("--out", out.value)
      yield* guardOutput({ flag: "--out", path: out.value, kind: "file" }, { store: db })
    }
    yield* Effect.scoped(measuredStore(db))
    const { format } = yield* Effect.promise(() => import("effect/observability/PrometheusMetrics"))
    const text = `${(yield* format()).trimEnd()}\n`
    if (Option.isNone(out)) return yield* Console.log(text.trimEnd())
    // Collectors may read the file at any moment, so it must never be incomplete.
    yield* writeNamedFile(out.value, text)
  }),
).pipe(
  Command.withExamples([
    { command: "almanac metrics --db almanac.db", description: "Print the figures" },
    {
      command: "almanac metrics --db almanac.db --out /var/lib/node_exporter/textfile_collector/almanac.prom",
      description: "Write them for node_exporter after the nightly job",
    },
  ]),
)

const measuredStore = Effect.fnUntraced(function* (db: string) {
  const store = yield* openDb(db)
  const figures = yield* storeFigures(store, centralToday())
  const problems = problemsOf(db, figures, DEFAULT_LIMITS)
  yield* measureStore(figures, yield* emailsByStatus(store), problems)
})
