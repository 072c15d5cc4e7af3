/**
 * Guards every output of every command. No output may replace, or be written into, a store and its files, a
 * run, a release or an input. The guard is called before a command opens or creates anything.
 */
import { type Refusal, refuse } from "@almanac/core/domain/refusal"
import { partialName } from "@almanac/files/complete-file"
import { onDisk } from "@almanac/files/on-disk"
import * as Effect from "effect/Effect"
import { ofDirectories, ofDirectory, ofFile, ofInput, ofStore } from "./occupied.ts"
import { placesOf } from "./places.ts"

export interface Output {
  /** The flag that names the output. */
  readonly flag: string
  readonly path: string
  readonly kind: "file" | "directory"
}

/** The store and the inputs of the command. */
export interface Surroundings {
  /** The file of the store. */
  readonly store?: string | undefined
  /** Files, or directories of input tables. */
  readonly inputs?: ReadonlyArray<string | undefined>
}

export const guardOutput = (
  { flag, path, kind }: Output,
  { store, inputs = [] }: Surroundings,
): Effect.Effect<void, Refusal> =>
  Effect.flatMap(onDisk(path), () => {
    const written = kind === "file" ? [path, partialName(path)] : [path]
    for (const place of new Set(written.flatMap(placesOf))) {
      // The store is checked first, so that `ofFile` does not open its file once more. That would release the
      // lock on the store.
      const what =
        (store === undefined ? undefined : ofStore(place, store)) ??
        first(inputs, (input) => (input === undefined ? undefined : ofInput(place, input))) ??
        (kind === "file" ? ofFile(place) : ofDirectory(place)) ??
        ofDirectories(place)
      if (what !== undefined)
        return Effect.fail(refuse(`${flag} ${path} ${what}`, `name another ${kind} for ${flag}`))
    }
    return Effect.void
  })

/**
 * Refuses to open a backup or a run's copy of the inputs as a store, because opening a store writes to it.
 */
export const guardStore = (path: string): Effect.Effect<void, Refusal> =>
  Effect.flatMap(onDisk(path), () => {
    const what = first(placesOf(path), ofDirectories)
    return what === undefined
      ? Effect.void
      : Effect.fail(refuse(`--db ${path} ${what}`, "name another file, or copy it to another place first"))
  })

function first<A, B>(values: ReadonlyArray<A>, of: (value: A) => B | undefined): B | undefined {
  for (const value of values) {
    const found = of(value)
    if (found !== undefined) return found
  }
  return undefined
}
