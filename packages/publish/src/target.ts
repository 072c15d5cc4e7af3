/** Where releases are published to. */
import type { Refusal } from "@almanac/core/domain/refusal"
import type { ReleaseFiles } from "@almanac/release/files"
import type * as Effect from "effect/Effect"
import type * as Scope from "effect/Scope"

export interface Target {
  readonly files: ReleaseFiles
  /** An empty directory to build a release in; it is gone with the scope. Clears away what killed ones left. */
  readonly workspace: Effect.Effect<string, Refusal, Scope.Scope>
  /** Puts a built release in place, its manifest last. @param paths of all its files, the manifest last */
  readonly put: (id: string, directory: string, paths: ReadonlyArray<string>) => Effect.Effect<void, Refusal>
  /** Replaces the pointer by this text at one stroke. */
  readonly point: (pointer: string) => Effect.Effect<void, Refusal>
  /** Ids of all releases in it, complete or not. */
  readonly releases: Effect.Effect<ReadonlyArray<string>, Refusal>
  readonly remove: (id: string) => Effect.Effect<void, Refusal>
}
