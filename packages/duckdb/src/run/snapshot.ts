/**
 * Keeps what the rules read of the inputs under `snapshot/`, so that the finished run can be published: the staged tables
 * as they are, and the rows of the campaign tables.
 */
import { mkdir, rename, writeFile } from "node:fs/promises"
import { join } from "node:path"
import * as Effect from "effect/Effect"
import type { CampaignTables } from "./campaigns.ts"
import { toJson } from "./manifest.ts"
import type { Output } from "./output.ts"
import type { Stage, StagedTable } from "./stage.ts"

/** Raised when the columns or codes of the kept tables change. */
export const SNAPSHOT_VERSION = 1

export const SNAPSHOT_TABLES: ReadonlyArray<StagedTable> = ["contacts", "enrolments", "history", "engagement"]

export interface SnapshotIndex extends CampaignTables {
  readonly version: number
}

/** Moves the staged tables; nothing can read the stage afterwards. */
export const keepSnapshot = (output: Output, stage: Stage, campaigns: CampaignTables): Effect.Effect<void> =>
  Effect.promise(async () => {
    const unfinished = join(output.work, "snapshot")
    await mkdir(unfinished)
    for (const table of SNAPSHOT_TABLES) await rename(stage.file(table), join(unfinished, `${table}.parquet`))
    const index: SnapshotIndex = { version: SNAPSHOT_VERSION, ...campaigns }
    await writeFile(join(unfinished, "campaigns.json"), `${toJson(index, 1)}\n`)
    await rename(unfinished, output.snapshot)
  })
