/**
 * Shows the inputs of a finished run on the store as an input directory, from the backup taken before the
 * run.
 */
import { existsSync } from "node:fs"
import { copyFile, symlink, writeFile } from "node:fs/promises"
import { join, resolve } from "node:path"
import { refuse } from "@almanac/core/domain/refusal"
import { accessing } from "@almanac/files/file-error"
import { scratchDirectory } from "@almanac/files/scratch-directory"
import { STORE_COPY, STORE_TABLES, type StoreTables } from "@almanac/pipeline/inputs/store-copy"
import { readManifest } from "@almanac/pipeline/run/read-manifest"
import * as Effect from "effect/Effect"
import { backupNotes, backupPath, reasonOfRun } from "./backup/files.ts"

export interface RunInputs {
  /** The file of the store. It is not opened. */
  readonly store: string
  /** The directory of the run. */
  readonly run: string
  /** The directory of the tables that the run read from files instead of from the store. */
  readonly input: string | undefined
}

/**
 * Makes a directory with the inputs for the scope. The caller must check that they are the inputs of the run.
 */
export const runInputs = Effect.fnUntraced(function* ({ store, run, input }: RunInputs) {
  const { run_id, inputs } = yield* readManifest(run)
  const stored = inputs.filter(({ content }) => content !== undefined)
  if (stored.length === 0) {
    return yield* refuse(`run ${run_id} was not made on a store`, "give --in with its inputs, without --db")
  }
  const files = [...new Set(inputs.filter((one) => !stored.includes(one)).map(({ path }) => topOf(path)))]
  const missing = files.find((name) => input === undefined || !existsSync(join(input, name)))
  if (missing !== undefined) {
    return yield* refuse(
      `run ${run_id} read ${missing} from a directory, not from the store`,
      "name that directory with --in",
    )
  }
  const backup = (yield* backupNotes(store)).find(({ reason }) => reason === reasonOfRun(run_id))
  if (backup === undefined || !existsSync(backupPath(store, backup.file))) {
    return yield* refuse(
      `the backup taken before run ${run_id} is not in ${store}.backups`,
      "name the store of the run with --db; backups are kept for seven days",
    )
  }
  const tables: StoreTables = Object.fromEntries(
    stored.map(({ table, rows, content = "" }) => [table, { rows, content }]),
  )
  const directory = yield* scratchDirectory("inputs")
  yield* accessing(directory, async () => {
    await link(backupPath(store, backup.file), join(directory, STORE_COPY))
    await writeFile(join(directory, STORE_TABLES), JSON.stringify(tables))
    for (const name of files) await symlink(resolve(input ?? "", name), join(directory, name))
  })
  return directory
})

/** Makes a symbolic link, or a copy if the system cannot make one. */
const link = (from: string, to: string): Promise<void> => symlink(from, to).catch(() => copyFile(from, to))

/** The file or directory of a table in the input directory, from the path of one of the table's files. */
const topOf = (path: string): string => path.split("/")[0]
