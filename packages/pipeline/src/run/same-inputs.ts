/** Whether inputs are those that a run was made from. */
import { type Refusal, refuse } from "@almanac/core/domain/refusal"
import * as Effect from "effect/Effect"
import { type ChecksummedFile, checksums } from "../inputs/checksums.ts"
import type { Sources } from "../inputs/input.ts"
import type { Manifest } from "./manifest.ts"

/** Describes how the files differ from those that a run has recorded. Empty if they do not differ. */
export function inputChanges(
  recorded: Manifest["inputs"],
  found: ReadonlyArray<ChecksummedFile>,
): ReadonlyArray<string> {
  const byPath = new Map(found.map((file) => [file.path, file]))
  const changed = recorded.flatMap(({ path, rows, sha256 }) => {
    const file = byPath.get(path)
    if (file === undefined) return [`${path} is gone`]
    if (file.rows !== rows) return [`${path}: expected ${rows} rows, found ${file.rows}`]
    return file.sha256 === sha256 ? [] : [`${path} has the same number of rows but different content`]
  })
  const known = new Set(recorded.map(({ path }) => path))
  return [...changed, ...found.flatMap(({ path }) => (known.has(path) ? [] : [`${path} is new`]))]
}

/** Refuses inputs that differ from those of the run, because an explanation made from them would not be about the run. */
export const refuseOtherInputs = (
  sources: Sources,
  { run_id, inputs }: Pick<Manifest, "run_id" | "inputs">,
): Effect.Effect<void, Refusal> =>
  Effect.flatMap(checksums(sources), (found) => {
    const [change] = inputChanges(inputs, found)
    return change === undefined
      ? Effect.void
      : Effect.fail(
          refuse(
            `${sources.directory} is not the input of run ${run_id}: ${change}`,
            "name the inputs of the run, or leave out --run and give --as-of",
          ),
        )
  })
