import { continueRun } from "@almanac/cluster/continue-run"
import { findRun, listRuns, markCancelled, type RunRecord } from "@almanac/cluster/records"
import { listRunners, type RunStatus, type StepStatus, statusOf } from "@almanac/cluster/status"
import { formatDay } from "@almanac/core/day/civil"
import { type Refusal, refuse } from "@almanac/core/domain/refusal"
import type { FileError } from "@almanac/files/file-error"
import * as Effect from "effect/Effect"
import type { SqlClient } from "effect/sql/SqlClient"
import type { SqlError } from "effect/sql/SqlError"
import type {
  CLUSTER_ENDPOINTS,
  ClusterBlock,
  ClusterRun,
  ClusterRunDetail,
  ClusterStep,
} from "../../contract/cluster.ts"
import type { Session } from "../../contract/session.ts"
import { type Handlers, mustSeeAll } from "../handler.ts"
import { NotFound } from "../problems.ts"
import { Cluster } from "../services/cluster.ts"

const MAX_BLOCKS = 100

export const CLUSTER_HANDLERS: Handlers<keyof typeof CLUSTER_ENDPOINTS> = {
  "cluster/list": Effect.fnUntraced(function* () {
    const { isKnown, use } = yield* Cluster
    if (!isKnown) return null
    const [runs, runners] = yield* use(Effect.all([listRuns(), listRunners()]))
    return { runs: runs.map(factsOf), runners }
  }),

  "cluster/get": Effect.fnUntraced(function* ({ run_id }) {
    const { use } = yield* Cluster
    const status = yield* use(statusOf(run_id))
    return status === undefined ? yield* noSuchRun(run_id) : detailOf(status)
  }),

  "cluster/cancel": Effect.fnUntraced(function* ({ run_id }, session) {
    return yield* changeRun(session, run_id, () => markCancelled(run_id))
  }),

  "cluster/continue": Effect.fnUntraced(function* ({ run_id }, session) {
    return yield* changeRun(session, run_id, (run) =>
      run.state === "failed" || run.state === "cancelled"
        ? continueRun(run, run.state)
        : Effect.succeed(false),
    )
  }),
}

const noSuchRun = (runId: string) => new NotFound({ message: `the cluster has no run ${runId}` })

/** @param change returns false if the run is in another state */
const changeRun = Effect.fnUntraced(function* (
  session: Session,
  runId: string,
  change: (run: RunRecord) => Effect.Effect<boolean, Refusal | FileError | SqlError, SqlClient>,
) {
  yield* mustSeeAll(session)
  const { use } = yield* Cluster
  const changed = Effect.gen(function* () {
    const run = yield* findRun(runId)
    if (run === undefined) return yield* noSuchRun(runId)
    if (yield* change(run)) return {}
    return yield* refuse(`the run ${runId} is ${run.state}`, "load the page again")
  })
  return yield* use(changed)
})

const factsOf = (run: RunRecord): ClusterRun => {
  const { run_id, spec, state, software, submitted_at, ended_at, failure } = run
  return {
    run_id,
    as_of: formatDay(spec.asOf),
    status: state,
    output: spec.output,
    software,
    submitted_at: submitted_at.toISOString(),
    ended_at: ended_at?.toISOString() ?? null,
    failure: failure?.message ?? null,
  }
}

function detailOf({ run, steps }: RunStatus): ClusterRunDetail {
  const begun = Math.min(...steps.flatMap(({ begun_at }) => begun_at?.getTime() ?? []))
  const summaries = [...Map.groupBy(steps, ({ step }) => step)].map(([step, blocks]) =>
    summaryOf(step, blocks, begun),
  )
  const shown = steps
    .filter(({ state }) => state !== "waiting")
    .sort((a, b) => Number(a.state === "done") - Number(b.state === "done") || secondsOf(b) - secondsOf(a))
  return {
    run: factsOf(run),
    steps: summaries,
    elapsed: Math.max(0, ...steps.map((step) => endOf(step, begun))),
    blocks: shown.slice(0, MAX_BLOCKS).map(blockOf),
    blocks_not_shown: Math.max(0, shown.length - MAX_BLOCKS),
  }
}

const secondsOf = ({ seconds }: StepStatus): number => seconds ?? 0

/** Seconds from the first beginning of the run to the end of the step, or to now. */
const endOf = ({ begun_at, seconds }: StepStatus, begun: number): number =>
  begun_at === null ? 0 : (begun_at.getTime() - begun) / 1000 + (seconds ?? 0)

function summaryOf(step: string, blocks: ReadonlyArray<StepStatus>, begun: number): ClusterStep {
  const done = blocks.filter(({ state }) => state === "done").length
  const begins = blocks.flatMap(({ begun_at }) => begun_at?.getTime() ?? [])
  return {
    step,
    blocks: blocks.length,
    blocks_done: done,
    begun_after: begins.length === 0 ? null : (Math.min(...begins) - begun) / 1000,
    ended_after: done === blocks.length ? Math.max(...blocks.map((block) => endOf(block, begun))) : null,
  }
}

const blockOf = ({
  step,
  block,
  state,
  runner,
  begun_at,
  seconds,
  contacts,
  result,
}: StepStatus): ClusterBlock => ({
  step,
  block,
  status: state === "in work" ? "working" : state,
  runner,
  begun_at: begun_at?.toISOString() ?? null,
  seconds,
  contacts: result?.contacts ?? contacts,
  rows: result?.rows ?? null,
})
