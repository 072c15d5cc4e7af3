/** Writes the pieces of a release that all contacts share. */
import { readFile, writeFile } from "node:fs/promises"
import { join } from "node:path"
import { type Refusal, refuse } from "@almanac/core/domain/refusal"
import type { Connection, SqlError } from "@almanac/duckdb/database"
import { parquetScan } from "@almanac/duckdb/paths"
import { isReadablePlan, type PlanIndex } from "@almanac/pipeline/plan/write-plan"
import { toJson } from "@almanac/pipeline/run/manifest"
import type { RecordedManifest } from "@almanac/pipeline/run/read-manifest"
import { SNAPSHOT_VERSION, type SnapshotIndex } from "@almanac/pipeline/stage/snapshot"
import { CAMPAIGNS, CONFIG, PLAN, VOLUME } from "@almanac/release/format"
import type { PlanPiece } from "@almanac/release/shared"
import * as Effect from "effect/Effect"
import { statement } from "./statement.ts"

interface ShareRow extends Record<string, unknown> {
  readonly org_id: bigint
  readonly release_date: string
  readonly deadline: string
  readonly priority: number
  readonly quiet_from: string | null
  readonly quiet_through: string | null
  readonly announced_date: string | null
  readonly send_date: string
  readonly emails: number
  readonly through_rank: string | null
}

type PlannedSplit = PlanPiece["orgs"][number]["splits"][number]
type PlannedShare = PlannedSplit["shares"][number]

export const writeSharedPieces = Effect.fnUntraced(function* (
  connection: Connection,
  run: string,
  manifest: RecordedManifest,
  directory: string,
): Effect.fn.Return<void, SqlError | Refusal> {
  const write = (name: string, value: unknown) =>
    Effect.promise(() => writeFile(join(directory, name), `${toJson(value)}\n`))
  const { version, types, instances } = yield* readJson<SnapshotIndex>(
    join(run, "snapshot", "campaigns.json"),
  )
  if (version !== SNAPSHOT_VERSION) {
    return yield* refuse(
      `the snapshot of ${run} is of version ${version}`,
      `publish it with the Almanac that made it, or run again`,
    )
  }
  yield* write(CONFIG, manifest.recorded.config)
  yield* write(CAMPAIGNS, { types, instances })
  yield* write(PLAN, {
    orgs: manifest.config.effective.load_balancing.enabled ? yield* planOf(connection, run) : [],
  })
  yield* write(VOLUME, { orgs: manifest.daily_loads })
})

const planOf = Effect.fnUntraced(function* (connection: Connection, run: string) {
  const index = yield* readJson<PlanIndex>(join(run, "plan", "plan.json"))
  if (!isReadablePlan(index.version)) {
    return yield* refuse(`the plan of ${run} is of version ${index.version}`, "run again")
  }
  const rows = yield* connection.rows<ShareRow>(
    statement("publish/plan_shares", { file: parquetScan(join(run, "plan", "shares.parquet")) }),
  )
  const byOrg = Map.groupBy(rows, ({ org_id }) => org_id)
  return index.orgs.map(({ org_id, smoothed_ideal_dates }) => ({
    org_id,
    smoothed_ideal_dates,
    splits: splitsOf(byOrg.get(BigInt(org_id)) ?? []),
  }))
})

/** @param rows the rows of one organisation; the shares of one split follow each other */
function splitsOf(rows: ReadonlyArray<ShareRow>): ReadonlyArray<PlannedSplit> {
  const cells = Map.groupBy(rows, ({ send_date: _day, emails: _emails, through_rank: _rank, ...cell }) =>
    toJson(cell),
  )
  return [...cells.values()].map((shares) => {
    const { release_date, deadline, priority, quiet_from, quiet_through, announced_date } = shares[0]
    return {
      release_date,
      deadline,
      priority,
      ...(quiet_from !== null && quiet_through !== null && { quiet_from, quiet_through }),
      ...(announced_date !== null && { announced_date }),
      shares: shares.map(
        ({ send_date, emails, through_rank }): PlannedShare => ({ send_date, emails, through_rank }),
      ),
    }
  })
}

const readJson = <A>(path: string): Effect.Effect<A, Refusal> =>
  Effect.tryPromise({
    try: async () => JSON.parse(await readFile(path, "utf8")) as A,
    catch: () => refuse(`${path} cannot be read`, "publish a run that this version of Almanac has finished"),
  })
