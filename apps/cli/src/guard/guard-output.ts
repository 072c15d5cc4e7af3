/**
 * The guard of every output of every command: nothing is written over or into a store and what belongs to it, a run, a release
 * or an input. Asked before a command opens or makes anything.
 */
import { type Refusal, refuse } from "@almanac/core/domain/refusal"
import { onDisk } from "@almanac/files/on-disk"
import { beside } from "@almanac/files/whole-file"
import * as Effect from "effect/Effect"
import { ofDirectories, ofDirectory, ofFile, ofInput, ofStore } from "./occupied.ts"
import { placesOf } from "./places.ts"

export interface Output {
  /** The flag that names it. */
  readonly flag: string
  readonly path: string
  readonly kind: "file" | "directory"
}

/** What the command works on. */
export interface Surroundings {
  /** File of the store. */
  readonly store?: string | undefined
  /** Files, and directories of input tables. */
  readonly inputs?: ReadonlyArray<string | undefined>
}

export const guardOutput = (
  { flag, path, kind }: Output,
  { store, inputs = [] }: Surroundings,
): Effect.Effect<void, Refusal> =>
  Effect.flatMap(onDisk(path), () => {
    const written = kind === "file" ? [path, beside(path)] : [path]
    for (const place of new Set(written.flatMap(placesOf))) {
      // The store comes first: it would be let go of by opening it once more.
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

/** Refuses to work on a backup, or on a copy that a run reads: a store that is opened is written to. */
export const guardStore = (path: string): Effect.Effect<void, Refusal> =>
  Effect.flatMap(onDisk(path), () => {
    const what = first(placesOf(path), ofDirectories)
    return what === undefined
      ? Effect.void
      : Effect.fail(refuse(`--db ${path} ${what}`, "name another file, or a copy elsewhere"))
  })

function first<A, B>(values: ReadonlyArray<A>, of: (value: A) => B | undefined): B | undefined {
  for (const value of values) {
    const found = of(value)
    if (found !== undefined) return found
  }
  return undefined
}
