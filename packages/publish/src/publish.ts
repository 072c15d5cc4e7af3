/**
 * Publishes a finished run as an immutable release. A pointer names the release that is served.
 *
 *   1. Build the release.
 *   2. Put its files under releases/<id>/.
 *   3. Open it as a reader would.
 *   4. Switch the pointer to it.
 *   5. Remove the releases beyond those that are kept.
 *
 * If publishing fails before step 4, the pointer still names the earlier release. Only one process at a time
 * may publish to a target.
 */
import { Refusal, refuse } from "@almanac/core/domain/refusal"
import { scratchDirectory } from "@almanac/files/scratch-directory"
import { readManifest } from "@almanac/pipeline/run/read-manifest"
import { MANIFEST, RELEASE_FORMAT } from "@almanac/release/format"
import type { Pointer } from "@almanac/release/manifest"
import { openRelease } from "@almanac/release/open"
import { readPiece, readPointer, readReleaseManifest } from "@almanac/release/pieces"
import { ReleaseError } from "@almanac/release/release-error"
import * as Effect from "effect/Effect"
import { type BuildOptions, buildRelease } from "./build.ts"
import type { Target } from "./target.ts"

export interface PublishOptions extends Pick<BuildOptions, "emails"> {
  readonly run: string
  readonly target: Target
  /** The number of releases to keep, including the new one; at least 1. */
  readonly keep: number
  readonly threads: number
  readonly databaseMemoryMb: number
  readonly onProgress: (progress: PublishProgress) => void
}

export type PublishProgress =
  | { readonly phase: "building"; readonly shards: number; readonly of: number }
  | { readonly phase: "uploading"; readonly files: number; readonly bytes: number }

export interface Published {
  readonly release: string
  readonly run_id: string
  readonly as_of: string
  readonly contacts: number
  /** The number of files of the new release. */
  readonly files: number
  readonly bytes: number
  /** The organisations whose contacts can be found by a hash of their email. */
  readonly email_hash_orgs: ReadonlyArray<bigint>
  readonly previous: string | null
  readonly removed: ReadonlyArray<string>
}

export const publish = (options: PublishOptions) => Effect.scoped(publishScoped(options))

const publishScoped = Effect.fnUntraced(function* ({
  run,
  target,
  keep,
  onProgress,
  ...limits
}: PublishOptions) {
  const facts = yield* readManifest(run)
  const before = yield* asking(() => readPointer(target.files))
  const directory = yield* target.workspace
  const work = yield* scratchDirectory("publish")
  const { id, manifest, bytes, emailHashOrgs } = yield* Effect.scoped(
    buildRelease({
      run,
      facts,
      directory,
      work,
      ...limits,
      onShards: (shards, of) => onProgress({ phase: "building", shards, of }),
    }),
  )
  const files = manifest.pieces.length + 1
  onProgress({ phase: "uploading", files, bytes })
  yield* target.put(id, directory, [...manifest.pieces.map(({ path }) => path), MANIFEST])
  yield* asking(() => openRelease(target.files, id))
  const kept = [...upToCurrent(before).filter((other) => other !== id), id].slice(-keep)
  yield* point(target, { format: RELEASE_FORMAT, release: id, kept })
  const removed = (yield* target.releases).filter((other) => !kept.includes(other))
  yield* Effect.forEach(removed, target.remove, { discard: true })
  const { run_id, as_of, contacts } = manifest.run
  const previous = kept.at(-2) ?? null
  return {
    ...{ release: id, run_id, as_of, contacts, files, bytes },
    email_hash_orgs: emailHashOrgs,
    ...{ previous, removed },
  } satisfies Published
})

/**
 * The kept releases up to the one that is served. Later releases are those from which a rollback went back.
 * The next publishing does not keep them.
 */
function upToCurrent(pointer: Pointer | undefined): ReadonlyArray<string> {
  return pointer === undefined ? [] : pointer.kept.slice(0, pointer.kept.indexOf(pointer.release) + 1)
}

export interface RolledBack {
  readonly release: string
  readonly run_id: string
  readonly as_of: string
  /** The release that was served before the rollback. It is kept. */
  readonly from: string
}

const AT_A_TIME = 8

/**
 * Switches the pointer to the release published before the one that is served. All its pieces must be
 * undamaged.
 */
export const rollback = Effect.fnUntraced(function* (
  target: Target,
  where: string,
): Effect.fn.Return<RolledBack, Refusal> {
  const pointer = yield* asking(() => readPointer(target.files))
  if (pointer === undefined) return yield* refuse(`${where} holds no release`, "publish a run first")
  const previous = upToCurrent(pointer).at(-2)
  if (previous === undefined) {
    return yield* refuse(`${where} keeps no release before ${pointer.release}`, "publish another run instead")
  }
  const { runId, asOf } = yield* asking(() => openRelease(target.files, previous))
  const { pieces } = yield* asking(() => readReleaseManifest(target.files, previous))
  yield* Effect.forEach(pieces, (piece) => asking(() => readPiece(target.files, previous, piece)), {
    concurrency: AT_A_TIME,
    discard: true,
  })
  yield* point(target, { ...pointer, release: previous })
  return { release: previous, run_id: runId, as_of: asOf, from: pointer.release }
})

const point = (target: Target, pointer: Pointer): Effect.Effect<void, Refusal> =>
  target.point(`${JSON.stringify(pointer, null, 1)}\n`)

const asking = <A>(ask: () => Promise<A>): Effect.Effect<A, Refusal> =>
  Effect.tryPromise({
    try: ask,
    catch: (cause) => {
      if (cause instanceof ReleaseError) return new Refusal({ message: cause.message })
      if (cause instanceof Refusal) return cause
      const reason = cause instanceof Error ? cause.message : String(cause)
      return refuse(`the releases cannot be read (${reason})`, "check the place that --to names")
    },
  })
