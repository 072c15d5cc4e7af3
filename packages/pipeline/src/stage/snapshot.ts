/**
 * Keeps the input data that the rules read in `snapshot/`, so that the finished run can be published. The
 * snapshot holds the staged tables unchanged, the rows of the campaign tables, and checksums of these files
 * and of the plan. The checksums show later whether a file has changed. A run in blocks has a file of each table
 * for each block, a run in one process one file.
 */
import { existsSync, readdirSync } from "node:fs"
import { copyFile, link, mkdir, readdir, readFile, rename, rm, writeFile } from "node:fs/promises"
import { dirname, join } from "node:path"
import { type Refusal, refuse } from "@almanac/core/domain/refusal"
import { parquetScan } from "@almanac/duckdb/paths"
import { accessing, type FileError } from "@almanac/files/file-error"
import * as Effect from "effect/Effect"
import { sha256OfFile } from "../inputs/checksums.ts"
import { SNAPSHOT } from "../run/layout.ts"
import { toJson } from "../run/manifest.ts"
import type { RunFiles } from "../run/output.ts"
import type { CampaignTables } from "./campaigns.ts"
import type { StagedTable } from "./staged-tables.ts"

/** Version of the snapshot's format. It is increased if the columns or codes of the kept tables change. */
const SNAPSHOT_VERSION = 2

export interface SnapshotIndex extends CampaignTables {
  readonly version: number
}

/** A staged file of a table, with its checksum. */
export interface StagedFile {
  readonly table: StagedTable
  readonly file: string
  readonly sha256: string
}

/** Links the staged tables into the snapshot. The snapshot gets its final name only when it is complete. */
export const keepSnapshot = (
  output: RunFiles,
  staged: ReadonlyArray<StagedFile>,
  campaigns: CampaignTables,
): Effect.Effect<void, FileError> =>
  accessing(output.snapshot, async () => {
    const unfinished = join(output.work, "snapshot")
    await rm(unfinished, { recursive: true, force: true })
    await rm(output.snapshot, { recursive: true, force: true })
    await mkdir(unfinished)
    const checksums: Record<string, string> = {}
    for (const [table, files] of Map.groupBy(staged, ({ table }) => table)) {
      for (const [at, { file, sha256 }] of files.entries()) {
        const name = files.length === 1 ? wholeFile(table) : fileOfBlock(table, at)
        const kept = join(unfinished, name)
        await link(file, kept).catch(() => copyFile(file, kept))
        checksums[`snapshot/${name}`] = sha256
      }
    }
    const index: SnapshotIndex = { version: SNAPSHOT_VERSION, ...campaigns }
    const indexFile = join(unfinished, "campaigns.json")
    await writeFile(indexFile, `${toJson(index, 1)}\n`)
    checksums["snapshot/campaigns.json"] = await sha256OfFile(indexFile)
    Object.assign(checksums, await checksumsIn(dirname(output.plan("plan.json")), "plan"))
    await writeFile(join(unfinished, CHECKSUMS), `${JSON.stringify(checksums, null, 1)}\n`)
    await rename(unfinished, output.snapshot)
  })

const wholeFile = (table: StagedTable): string => `${table}.parquet`

const fileOfBlock = (table: StagedTable, block: number): string =>
  `${table}-${String(block).padStart(5, "0")}.parquet`

/** The files of a staged table in the snapshot of a run. Each has the rows in the order of its contacts. */
export function snapshotFiles(run: string, table: StagedTable): ReadonlyArray<string> {
  const snapshot = join(run, SNAPSHOT)
  const whole = join(snapshot, wholeFile(table))
  if (existsSync(whole) || !existsSync(snapshot)) return [whole]
  const names = readdirSync(snapshot).filter((name) => name.startsWith(`${table}-`))
  return names.length === 0 ? [whole] : names.sort().map((name) => join(snapshot, name))
}

/** SQL that reads a staged table of the snapshot of a run. */
export const snapshotScan = (run: string, table: StagedTable): string =>
  parquetScan(...snapshotFiles(run, table))

/** The campaign tables as a run has kept them. */
export const readSnapshotCampaigns = Effect.fnUntraced(function* (
  run: string,
): Effect.fn.Return<CampaignTables, Refusal> {
  const path = join(run, "snapshot", "campaigns.json")
  const { version, types, instances } = yield* Effect.tryPromise({
    try: async () => JSON.parse(await readFile(path, "utf8")) as SnapshotIndex,
    catch: () =>
      refuse(`${path} cannot be read`, "run again, or use a run that this version of Almanac made"),
  })
  if (version !== SNAPSHOT_VERSION) {
    return yield* refuse(
      `the snapshot of ${run} has version ${version}`,
      "use the version of Almanac that made it, or run again",
    )
  }
  // Ids are numbers or texts in JSON.
  return {
    types,
    instances: instances.map((row) => ({
      ...row,
      id: BigInt(row.id),
      org_id: row.org_id === null ? null : BigInt(row.org_id),
    })),
  }
})

const CHECKSUMS = "checksums.json"

/**
 * SHA-256 of the files of a directory, by path below the directory of the run. It is empty if the
 * directory does not exist.
 */
async function checksumsIn(directory: string, name: string): Promise<Record<string, string>> {
  const files = (await readdir(directory).catch(() => [])).sort()
  return Object.fromEntries(
    await Promise.all(
      files.map(async (file) => [`${name}/${file}`, await sha256OfFile(join(directory, file))] as const),
    ),
  )
}

/**
 * Refuses a run whose snapshot or plan has changed since the run wrote it, because its
 * answers would be wrong.
 */
export const checkSnapshot = Effect.fnUntraced(function* (run: string): Effect.fn.Return<void, Refusal> {
  const changed = yield* Effect.tryPromise({
    try: () => changedIn(run),
    catch: () => refuse(`the checksums of the snapshot of ${run} cannot be read`, "run again"),
  })
  if (changed !== undefined) {
    return yield* refuse(`${join(run, changed)} has changed since the run wrote it`, "run again")
  }
})

/**
 * Returns the first file that has changed. It ignores missing files; the program that
 * reads them reports them.
 */
async function changedIn(run: string): Promise<string | undefined> {
  const text = await readFile(join(run, "snapshot", CHECKSUMS), "utf8")
  for (const [path, sha256] of Object.entries(JSON.parse(text))) {
    const file = join(run, path)
    if (existsSync(file) && (await sha256OfFile(file)) !== sha256) return path
  }
  return undefined
}
