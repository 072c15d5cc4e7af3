/**
 * Keeps what the rules read of the inputs under `snapshot/`, so that the finished run can be published: the staged tables
 * as they are, and the rows of the campaign tables.
 */
import { copyFile, link, mkdir, rename, rm, writeFile } from "node:fs/promises"
import { join } from "node:path"
import * as Effect from "effect/Effect"
import type { CampaignTables } from "./campaigns.ts"
import { toJson } from "./manifest.ts"
import type { Output } from "./output.ts"
import { STAGED_TABLES, type Stage } from "./stage.ts"

/** Raised when the columns or codes of the kept tables change. */
export const SNAPSHOT_VERSION = 1

export interface SnapshotIndex extends CampaignTables {
  readonly version: number
}

/** Links the staged tables to their names in the snapshot, which appears when it is whole. */
export const keepSnapshot = (output: Output, stage: Stage, campaigns: CampaignTables): Effect.Effect<void> =>
  Effect.promise(async () => {
    const unfinished = join(output.work, "snapshot")
    await rm(unfinished, { recursive: true, force: true })
    await rm(output.snapshot, { recursive: true, force: true })
    await mkdir(unfinished)
    for (const table of STAGED_TABLES) {
      const kept = join(unfinished, `${table}.parquet`)
      await link(stage.file(table), kept).catch(() => copyFile(stage.file(table), kept))
    }
    const index: SnapshotIndex = { version: SNAPSHOT_VERSION, ...campaigns }
    await writeFile(join(unfinished, "campaigns.json"), `${toJson(index, 1)}\n`)
    await rename(unfinished, output.snapshot)
  })
