/** Notices inputs that change while a run is made, without reading them again. */
import { stat } from "node:fs/promises"
import { refuse } from "@almanac/core/domain/refusal"
import * as Effect from "effect/Effect"
import { type ChecksummedFile, checksums } from "../inputs/checksums.ts"
import type { Sources } from "../inputs/input.ts"
import { sameInputs } from "../run/journal.ts"

const MEND = "put the inputs back and retry the run, or submit a new run"

/** The size and the time of the last change of each file, by path. */
export type Stamps = ReadonlyMap<string, string>

export const stampInputs = ({ inputs }: Sources) =>
  Effect.map(
    Effect.forEach([...inputs.values()].flat(), ({ path, absolute }) =>
      Effect.tryPromise({
        try: async () => {
          const { size, mtimeMs } = await stat(absolute)
          return [path, `${size} ${mtimeMs}`] as const
        },
        catch: () => refuse(`${path} can no longer be read`, "put the file back and run again"),
      }),
    ),
    (stamps): Stamps => new Map(stamps),
  )

/** The input files with their checksums. If files look touched, or are copies on another machine, it compares all checksums. */
export const sameFiles = Effect.fnUntraced(function* (
  sources: Sources,
  begun: { readonly files: ReadonlyArray<ChecksummedFile>; readonly stamps: Stamps },
) {
  const now = yield* stampInputs(sources)
  if ([...now].every(([path, stamp]) => begun.stamps.get(path) === stamp)) return begun.files
  yield* sameInputs(begun.files, yield* checksums(sources), MEND)
  return begun.files
})
