/** Where the results of steps are kept, so that all runners reach them: a directory (`directory.ts`), or a bucket (`bucket.ts`). */
import type { Refusal } from "@almanac/core/domain/refusal"
import type { FileError } from "@almanac/files/file-error"
import type * as Effect from "effect/Effect"

/** A refusal must be mended by people. Other failures may pass by themselves. */
export type WorkFailure = Refusal | FileError

/** The result of an attempt at a step. */
export interface Kept {
  /** The name of the attempt. */
  readonly attempt: string
  /** The checksum that {@link WorkStore.keep} has returned. */
  readonly checksum: string | undefined
}

/** Names are paths below the work directory, with `/` as separator. */
export interface WorkStore {
  /** Makes the directory in which an attempt writes, on this machine. */
  readonly begin: (attempt: string) => Effect.Effect<string, WorkFailure>
  /** Keeps what an attempt has written. If the others get copies, it returns a checksum for them. */
  readonly keep: (attempt: string) => Effect.Effect<string | undefined, WorkFailure>
  /** The directory on this machine with those files of a result that match. */
  readonly open: (kept: Kept, files: RegExp) => Effect.Effect<string, WorkFailure>
  /** A text, undefined if there is none under this name. */
  readonly read: (name: string) => Effect.Effect<string | undefined, WorkFailure>
  readonly write: (name: string, text: string) => Effect.Effect<void, WorkFailure>
  /** Removes everything whose name begins so. It ends at the end of a directory's name. */
  readonly drop: (name: string) => Effect.Effect<void, WorkFailure>
  /** The ids of the runs that have files. */
  readonly runs: Effect.Effect<ReadonlyArray<string>, WorkFailure>
}

/** Below it, each run has a directory. */
export const RUNS = "runs"

export const directoryOfRun = (runId: string): string => `${RUNS}/${runId}`

/** The name of the file that marks a work directory. */
export const MARK = ".almanac-work"
