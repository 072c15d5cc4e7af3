/** A place to which releases are published. */
import type { Refusal } from "@almanac/core/domain/refusal"
import type { ReleaseFiles } from "@almanac/release/files"
import type * as Effect from "effect/Effect"
import type * as Scope from "effect/Scope"

export interface Target {
  readonly files: ReleaseFiles
  /**
   * An empty directory to build a release in. It is removed when the scope ends. Directories left by killed
   * processes are removed too.
   */
  readonly workspace: Effect.Effect<string, Refusal, Scope.Scope>
  /**
   * Puts a built release in place.
   * @param paths the paths of all its files; the manifest is the last and is put last
   */
  readonly put: (id: string, directory: string, paths: ReadonlyArray<string>) => Effect.Effect<void, Refusal>
  /** Replaces the pointer with this text in one atomic step. */
  readonly point: (pointer: string) => Effect.Effect<void, Refusal>
  /** The ids of all releases in the target, complete or not. */
  readonly releases: Effect.Effect<ReadonlyArray<string>, Refusal>
  readonly remove: (id: string) => Effect.Effect<void, Refusal>
}
