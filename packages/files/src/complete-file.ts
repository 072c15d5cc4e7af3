/**
 * Writes files so that a file gets its final name only when it is complete. Until then
 * it has a temporary name.
 */
import { existsSync } from "node:fs"
import { open, rename, rm, stat, writeFile } from "node:fs/promises"
import { type Refusal, refuse } from "@almanac/core/domain/refusal"
import * as Effect from "effect/Effect"
import { accessing, type FileError } from "./file-error.ts"

/** The temporary name of a file, in the same directory. */
export const partialName = (file: string): string => `${file}.partial`

/**
 * Refuses a file that cannot be written. It is called before the work whose result is written.
 * @param mode the permissions of the file; by default those of new files
 */
export const writable = (file: string, mode?: number): Effect.Effect<void, Refusal> =>
  writing(file, async () => {
    if (existsSync(file) && !(await stat(file)).isFile()) throw Object.assign(new Error(), { code: "EISDIR" })
    const made = await open(partialName(file), "w", mode)
    if (mode !== undefined) await made.chmod(mode)
    await made.close()
  })

/**
 * Runs `work`, which writes the file under its temporary name ({@link partialName}). If `work` succeeds, the file
 * gets its final name; otherwise the temporary file is removed.
 */
export const renamedWhenComplete =
  (file: string) =>
  <A, E, R>(work: Effect.Effect<A, E, R>): Effect.Effect<A, E | FileError, R> =>
    Effect.onExit(work, ({ _tag }) =>
      accessing(file, () =>
        _tag === "Success" ? rename(partialName(file), file) : rm(partialName(file), { force: true }),
      ),
    )

/**
 * Writes a text to a file, given as a whole or in pieces.
 * @param flush whether the text must be on the disk before the file gets its final name
 */
export const writeText = (
  file: string,
  text: string | Iterable<string>,
  flush = false,
): Effect.Effect<void, FileError> =>
  accessing(file, () => writeFile(partialName(file), text, { flush })).pipe(renamedWhenComplete(file))

/** Writes a text to a file that the user has named. */
export const writeNamedFile = (file: string, text: string): Effect.Effect<void, Refusal> =>
  Effect.andThen(writable(file), writeText(file, text)).pipe(
    Effect.catchTag("FileError", refusing(NAME_ANOTHER)),
  )

const NAME_ANOTHER = "name a file in a directory that can be written"

/** Runs `write` and turns its failure into a refusal that names the path. */
export const writing = <A>(
  path: string,
  write: () => Promise<A>,
  mend = NAME_ANOTHER,
): Effect.Effect<A, Refusal> => Effect.catch(accessing(path, write), refusing(mend))

const refusing =
  (mend: string) =>
  ({ path, code }: FileError): Effect.Effect<never, Refusal> =>
    Effect.fail(refuse(`${path} cannot be written (${code})`, mend))
