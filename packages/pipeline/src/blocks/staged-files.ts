/** The staged files of a block with their checksums, which the block computes, so that `finish` does not read the files. */
import { join } from "node:path"
import { accessing } from "@almanac/files/file-error"
import * as Effect from "effect/Effect"
import { sha256OfFile } from "../inputs/checksums.ts"
import { readData, writeData } from "../run/data-file.ts"
import type { StagedFile } from "../stage/snapshot.ts"
import { stagedFile } from "../stage/stage.ts"
import { STAGED_TABLES } from "../stage/staged-tables.ts"

type Checksum = Omit<StagedFile, "file">

const CHECKSUMS = "staged.data"

/** @param directory where the block was staged */
export const checksumStaged = Effect.fnUntraced(function* (directory: string) {
  const checksums = yield* Effect.forEach(STAGED_TABLES, (table) => {
    const file = stagedFile(directory, table)
    return Effect.map(
      accessing(file, () => sha256OfFile(file)),
      (sha256): Checksum => ({ table, sha256 }),
    )
  })
  yield* writeData(join(directory, CHECKSUMS), checksums)
})

export const readStagedFiles = (directory: string) =>
  Effect.map(
    readData<ReadonlyArray<Checksum>>(join(directory, CHECKSUMS)),
    (checksums): ReadonlyArray<StagedFile> =>
      checksums.map(({ table, sha256 }) => ({ table, sha256, file: stagedFile(directory, table) })),
  )
