/** Shows a file that lists contacts as the view `source_contact_campaigns`. */
import { existsSync } from "node:fs"
import { mkdir, rm, symlink } from "node:fs/promises"
import { basename, join, resolve } from "node:path"
import { Refusal, refuse } from "@almanac/core/domain/refusal"
import type { SqlError } from "@almanac/duckdb/sql-error"
import { accessing, type FileError, removing } from "@almanac/files/file-error"
import { fileRefusal } from "@almanac/pipeline/inputs/damage"
import { dataName, endingOf } from "@almanac/pipeline/inputs/file-names"
import { openTables } from "@almanac/pipeline/inputs/sources"
import { TABLES, type Tables } from "@almanac/pipeline/inputs/tables"
import * as Effect from "effect/Effect"
import type { Store } from "../store.ts"

const LIST: Tables = {
  ...TABLES,
  contact_campaigns: {
    ...TABLES.contact_campaigns,
    columns: { contact_id: "id", trigger_date: "date", status: "text", metadata: "json" },
    required: ["contact_id"],
    view: TABLES.contact_campaigns.view.filter(({ of }) => of !== "campaign_instance_id"),
  },
}

/** Runs `work` while the view shows a CSV or Parquet file with the column contact_id. */
export const withList = <A>(
  store: Store,
  file: string,
  work: Effect.Effect<A, Refusal | SqlError>,
): Effect.Effect<A, Refusal | SqlError | FileError> => {
  const scratch = `${resolve(store.path)}.enrolling`
  const named = (error: Refusal | SqlError | FileError): Refusal | SqlError | FileError =>
    error._tag === "SqlError"
      ? error
      : new Refusal({
          message: error.message.replaceAll(/contact_campaigns\.(parquet|csv)(\.(gz|zst))?/g, () => file),
        })
  return opened(store, file, scratch).pipe(
    Effect.mapError(named),
    Effect.andThen(work),
    Effect.mapError((error) =>
      error._tag === "SqlError" && error.message.includes(scratch) ? fileRefusal(file, error) : error,
    ),
    Effect.ensuring(removing(scratch)),
  )
}

const opened = Effect.fnUntraced(function* ({ sql }: Store, file: string, scratch: string) {
  const name = dataName(basename(file))
  if (name === undefined) {
    return yield* refuse(`--in ${file} is neither .csv nor .parquet`, "use a file with one of these endings")
  }
  if (!existsSync(file)) return yield* refuse(`${file} does not exist`, "name an existing file for --in")
  yield* accessing(scratch, async () => {
    await rm(scratch, { recursive: true, force: true })
    await mkdir(scratch, { recursive: true, mode: 0o700 })
    await symlink(resolve(file), join(scratch, `contact_campaigns${endingOf(name)}`))
  })
  const converted = join(scratch, "converted")
  yield* openTables(sql, { directory: scratch, scratchDirectory: converted }, LIST)
})
