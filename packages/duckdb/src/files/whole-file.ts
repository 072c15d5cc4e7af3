/** Files that appear at once and whole: they are written beside, under a name that nobody looks for, and renamed. */
import { existsSync } from "node:fs"
import { open, rename, rm, stat, writeFile } from "node:fs/promises"
import { type Refusal, refuse } from "@almanac/core/domain/refusal"
import * as Effect from "effect/Effect"

/** Where a file is written before it is whole. */
export const beside = (file: string): string => `${file}.partial`

/**
 * Refuses a file that cannot be written, before anything is done for it.
 * @param mode who may read it; by default as the system says of new files
 */
export const writable = (file: string, mode?: number): Effect.Effect<void, Refusal> =>
  writing(file, async () => {
    if (existsSync(file) && !(await stat(file)).isFile()) throw Object.assign(new Error(), { code: "EISDIR" })
    const made = await open(beside(file), "w", mode)
    if (mode !== undefined) await made.chmod(mode)
    await made.close()
  })

/** Gives what `work` has written {@link beside} the file its name, once `work` has succeeded; otherwise removes it. */
export const whole =
  (file: string) =>
  <A, E, R>(work: Effect.Effect<A, E, R>): Effect.Effect<A, E, R> =>
    Effect.onExit(work, ({ _tag }) =>
      Effect.promise(() =>
        _tag === "Success" ? rename(beside(file), file) : rm(beside(file), { force: true }),
      ),
    )

/** Writes a text. */
export const writeWhole = (file: string, text: string): Effect.Effect<void, Refusal> =>
  Effect.andThen(writable(file), writing(file, () => writeFile(beside(file), text)).pipe(whole(file)))

/** Refuses a path that the system would not write to. */
export const writing = (
  path: string,
  write: () => Promise<void>,
  mend = "name a file in a directory that can be written",
): Effect.Effect<void, Refusal> =>
  Effect.tryPromise({
    try: write,
    catch: (cause) =>
      refuse(`${path} cannot be written (${(cause as NodeJS.ErrnoException).code ?? cause})`, mend),
  })
