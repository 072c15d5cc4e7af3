/** `almanac cluster`: shows the runs of a cluster, cancels them, lets them continue and forgets them. */

import { continueRun } from "@almanac/cluster/continue-run"
import { layerDatabase } from "@almanac/cluster/database"
import {
  findRun,
  listRuns,
  markCancelled,
  markForgotten,
  type RunRecord,
  type RunState,
} from "@almanac/cluster/records"
import { listRunners, statusOf } from "@almanac/cluster/status"
import { type Refusal, refuse } from "@almanac/core/domain/refusal"
import * as Console from "effect/Console"
import { Argument, Command } from "effect/cli"
import * as Effect from "effect/Effect"
import * as Option from "effect/Option"
import type { SqlClient } from "effect/sql/SqlClient"
import type { SqlError } from "effect/sql/SqlError"
import { clusterFlag, EXAMPLE_CLUSTER } from "../cluster/flags.ts"
import { jsonFlag } from "../flags.ts"
import { clusterTables, statusObject, statusTable, summaryOf } from "../print/cluster-status.ts"

const runArgument = Argument.String("RUN").pipe(Argument.withDescription("Id of a run of the cluster"))

const noSuchRun = (runId: string) =>
  refuse(`the cluster has no run ${runId}`, "almanac cluster status lists its runs")

const status = Command.make(
  "status",
  { run: runArgument.pipe(Argument.optional), cluster: clusterFlag, json: jsonFlag },
  Effect.fnUntraced(function* ({ run, cluster, json }) {
    const shown = Option.match(run, { onNone: () => allRuns(json), onSome: (runId) => oneRun(runId, json) })
    yield* Console.log(yield* Effect.provide(shown, layerDatabase(cluster)))
  }),
).pipe(
  Command.withDescription("List the last runs and the runners of the cluster, or show the steps of one run"),
  Command.withExamples([
    {
      command: `almanac cluster status --cluster ${EXAMPLE_CLUSTER}`,
      description: "List the last runs",
    },
  ]),
)

const allRuns = Effect.fnUntraced(function* (json: boolean) {
  const [runs, runners] = yield* Effect.all([listRuns(), listRunners()])
  return json ? JSON.stringify({ runs: runs.map(summaryOf), runners }) : clusterTables(runs, runners)
})

const oneRun = Effect.fnUntraced(function* (runId: string, json: boolean) {
  const status = yield* statusOf(runId)
  if (status === undefined) return yield* noSuchRun(runId)
  return json ? JSON.stringify(statusObject(status)) : statusTable(status)
})

/** A command that changes a run. @param change returns false if the run is in another state */
const changing = <Name extends string>(
  name: Name,
  description: string,
  change: (runId: string, run: RunRecord) => Effect.Effect<boolean, Refusal | SqlError, SqlClient>,
  of: { readonly only: string; readonly done: string },
) =>
  Command.make(
    name,
    { run: runArgument, cluster: clusterFlag },
    Effect.fnUntraced(function* ({ run: runId, cluster }) {
      const changed = Effect.gen(function* () {
        const run = yield* findRun(runId)
        if (run === undefined) return yield* noSuchRun(runId)
        if (yield* change(runId, run)) return yield* Console.log(`${runId} ${of.done}`)
        return yield* refuse(`the run ${runId} is ${run.state}`, `${name} a run that ${of.only}`)
      })
      yield* Effect.provide(changed, layerDatabase(cluster))
    }),
  ).pipe(
    Command.withDescription(description),
    Command.withExamples([
      {
        command: `almanac cluster ${name} 20261123-20261123T080000Z-1f2e3d --cluster ${EXAMPLE_CLUSTER}`,
        description,
      },
    ]),
  )

const again = (name: "resume" | "retry", from: RunState, description: string) =>
  changing(name, description, (_, run) => continueRun(run, from), {
    only: name === "retry" ? "has failed" : "was cancelled",
    done: "is submitted again",
  })

const forget = changing(
  "forget",
  "Remove a run that has ended, with its files in the work directory",
  markForgotten,
  {
    only: "has ended",
    done: "is forgotten: a runner removes it",
  },
)

export const clusterCommand = Command.make("cluster").pipe(
  Command.withSubcommands([
    status,
    changing("cancel", "Cancel a run; what it has done is kept, so that it can be resumed", markCancelled, {
      only: "has not ended",
      done: "is cancelled",
    }),
    again("resume", "cancelled", "Continue a run that was cancelled"),
    forget,
    again("retry", "failed", "Try the steps of a failed run again; finished steps are kept"),
  ]),
  Command.withExamples([
    {
      command: `almanac cluster status --cluster ${EXAMPLE_CLUSTER}`,
      description: "List the last runs",
    },
  ]),
)
