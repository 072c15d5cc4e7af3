/** Writes the pieces of a release that all contacts share. */
import { readFile } from "node:fs/promises"
import { join } from "node:path"
import { type Refusal, refuse } from "@almanac/core/domain/refusal"
import type { DuckDbClient } from "@almanac/duckdb/client"
import type { SqlError } from "@almanac/duckdb/sql-error"
import { writeText } from "@almanac/files/complete-file"
import type { FileError } from "@almanac/files/file-error"
import { readShares, type ShareRow, sharesByCell } from "@almanac/pipeline/plan/read-plan"
import { isReadablePlan, type PlanIndex } from "@almanac/pipeline/plan/write-plan"
import { toJson } from "@almanac/pipeline/run/manifest"
import type { RecordedManifest } from "@almanac/pipeline/run/read-manifest"
import { readSnapshotCampaigns } from "@almanac/pipeline/stage/snapshot"
import { CAMPAIGNS, CONFIG, ORGANISATIONS, PLAN, VOLUME } from "@almanac/release/format"
import type { PlanPiece } from "@almanac/release/shared"
import * as Effect from "effect/Effect"

type PlannedSplit = PlanPiece["orgs"][number]["splits"][number]
type PlannedShare = PlannedSplit["shares"][number]

export const writeSharedPieces = Effect.fnUntraced(function* (
  sql: DuckDbClient,
  run: string,
  manifest: RecordedManifest,
  directory: string,
): Effect.fn.Return<void, SqlError | Refusal | FileError> {
  const write = (name: string, value: unknown) => writeText(join(directory, name), `${toJson(value)}\n`)
  const { types, instances } = yield* readSnapshotCampaigns(run)
  yield* write(CONFIG, manifest.recorded.config)
  yield* write(CAMPAIGNS, { types, instances })
  yield* write(PLAN, {
    orgs: manifest.config.effective.load_balancing.enabled ? yield* planOf(sql, run) : [],
  })
  const organisations = manifest.organisations ?? []
  yield* write(ORGANISATIONS, { orgs: organisations.map(({ org_id, own }) => ({ org_id, own })) })
  yield* write(VOLUME, { orgs: manifest.daily_loads })
})

const planOf = Effect.fnUntraced(function* (sql: DuckDbClient, run: string) {
  const index = yield* readJson<PlanIndex>(join(run, "plan", "plan.json"))
  if (!isReadablePlan(index.version)) {
    return yield* refuse(`the plan of ${run} has version ${index.version}`, "run again")
  }
  const byOrg = Map.groupBy(yield* readShares(sql, run), ({ org_id }) => org_id)
  return index.orgs.map(({ org_id, smoothed_ideal_dates }) => ({
    org_id,
    smoothed_ideal_dates,
    splits: splitsOf(byOrg.get(BigInt(org_id)) ?? []),
  }))
})

/** @param rows the shares of one organisation */
function splitsOf(rows: ReadonlyArray<ShareRow>): ReadonlyArray<PlannedSplit> {
  return sharesByCell(rows).map((shares) => {
    const { release_date, deadline, priority, quiet_from, quiet_through, announced_date } = shares[0]
    return {
      release_date,
      deadline,
      priority,
      ...(quiet_from !== null && quiet_through !== null && { quiet_from, quiet_through }),
      ...(announced_date !== null && { announced_date }),
      shares: shares.map(
        ({ send_date, emails, through_rank }): PlannedShare => ({
          send_date,
          emails,
          through_rank: through_rank === null ? null : String(through_rank),
        }),
      ),
    }
  })
}

const readJson = <A>(path: string): Effect.Effect<A, Refusal> =>
  Effect.tryPromise({
    try: async () => JSON.parse(await readFile(path, "utf8")) as A,
    catch: () => refuse(`${path} cannot be read`, "publish a run that this version of Almanac made"),
  })
