/** The runs below the directory of plans, as their directories are named. */
import { readdir, stat } from "node:fs/promises"
import { join } from "node:path"
import { type Refusal, refuse } from "@almanac/core/domain/refusal"
import { JOURNAL, readJournal } from "@almanac/pipeline/run/journal"
import { LOCK, MANIFEST, WORK } from "@almanac/pipeline/run/layout"
import { type RecordedManifest, readManifest } from "@almanac/pipeline/run/read-manifest"
import * as Context from "effect/Context"
import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"
import type { Run } from "../../contract/runs.ts"
import { NoRun, NotFound } from "../problems.ts"
import { Places } from "./places.ts"

export interface FinishedRun {
  readonly directory: string
  readonly path: string
  readonly manifest: RecordedManifest
}

export interface RunDirectories {
  /** All runs, the latest day first. */
  readonly list: Effect.Effect<ReadonlyArray<Run>, Refusal>
  /** A finished run by the name of its directory; without a name, the latest. */
  readonly open: (directory: string | undefined) => Effect.Effect<FinishedRun, NoRun | NotFound | Refusal>
}

/** The most manifests that are kept in memory. */
const MAX_KEPT = 8

export class Runs extends Context.Service<Runs, RunDirectories>()("@almanac/console/Runs") {
  static readonly layer: Layer.Layer<Runs, never, Places> = Layer.effect(
    Runs,
    Effect.gen(function* () {
      const { plans } = yield* Places
      const kept = new Map<string, { readonly manifest: RecordedManifest; readonly writtenMs: number }>()

      /** The manifest of a directory. It is read again if it has been written anew. */
      const manifestIn = (directory: string, writtenMs: number) =>
        Effect.suspend(() => {
          const known = kept.get(directory)
          if (known?.writtenMs === writtenMs) return Effect.succeed(known.manifest)
          return Effect.tap(readManifest(join(plans, directory)), (manifest) =>
            Effect.sync(() => {
              kept.delete(directory)
              kept.set(directory, { manifest, writtenMs })
              const [oldest] = kept.keys()
              if (kept.size > MAX_KEPT && oldest !== undefined) kept.delete(oldest)
            }),
          )
        })

      const describe = Effect.fnUntraced(function* (directory: string) {
        const path = join(plans, directory)
        const written = yield* writtenAt(join(path, MANIFEST))
        if (written === undefined) {
          const work = join(path, WORK)
          const begun =
            (yield* writtenAt(join(work, JOURNAL))) ??
            (yield* writtenAt(work)) ??
            (yield* writtenAt(join(path, LOCK)))
          if (begun === undefined) return undefined
          const beginning = (yield* readJournal(work))?.beginning
          return {
            ...unread(directory, "unfinished", begun),
            ...(beginning !== undefined && { run_id: beginning.run_id, as_of: beginning.as_of }),
          }
        }
        return yield* Effect.match(manifestIn(directory, written), {
          onFailure: () => unread(directory, "damaged", written),
          onSuccess: (manifest) => described(directory, manifest, written),
        })
      })

      const list = Effect.gen(function* () {
        const found = yield* Effect.forEach(yield* directoriesIn(plans), describe, { concurrency: 4 })
        return found
          .filter((run) => run !== undefined)
          .sort((a, b) => byDay(b) - byDay(a) || (a.changed_at < b.changed_at ? 1 : -1))
      })

      const open = Effect.fnUntraced(function* (directory: string | undefined) {
        const name = directory ?? (yield* list).find(({ status }) => status === "finished")?.directory
        if (name === undefined) {
          return yield* new NoRun({ message: `there is no finished run in ${plans} yet` })
        }
        const missing = new NotFound({ message: `there is no finished run ${name} in ${plans}` })
        if (!(yield* directoriesIn(plans)).includes(name)) return yield* missing
        const written = yield* writtenAt(join(plans, name, MANIFEST))
        if (written === undefined) return yield* missing
        const manifest = yield* Effect.mapError(
          manifestIn(name, written),
          ({ message }) => new NotFound({ message }),
        )
        return { directory: name, path: join(plans, name), manifest } satisfies FinishedRun
      })

      return { list, open }
    }),
  )
}

const byDay = ({ as_of, changed_at }: Run): number => Date.parse(as_of ?? changed_at)

const directoriesIn = (path: string): Effect.Effect<ReadonlyArray<string>, Refusal> =>
  Effect.tryPromise({
    try: () => readdir(path, { withFileTypes: true }),
    catch: () =>
      refuse(
        `the directory of plans ${path} cannot be read`,
        "bring it back, or start almanac console with another --plans",
      ),
  }).pipe(Effect.map((entries) => entries.filter((entry) => entry.isDirectory()).map(({ name }) => name)))

/** The time of the last change in milliseconds; undefined if there is no such file. */
const writtenAt = (path: string): Effect.Effect<number | undefined> =>
  Effect.promise(() =>
    stat(path).then(
      ({ mtimeMs }) => mtimeMs,
      () => undefined,
    ),
  )

const instant = (ms: number): string => new Date(ms).toISOString()

function unread(directory: string, status: "unfinished" | "damaged", ms: number): Run {
  return {
    directory,
    status,
    run_id: null,
    as_of: null,
    rule_set: null,
    config_version: null,
    contacts: null,
    rejects: null,
    warnings: null,
    pre_scheduled: null,
    skipped: null,
    schedules_checksum: null,
    timings: {},
    peak_memory_bytes: null,
    changed_at: instant(ms),
  }
}

function described(directory: string, manifest: RecordedManifest, ms: number): Run {
  const { run_id, as_of, rule_set, config, counts, schedules_checksum, timings, peak_rss_bytes } = manifest
  return {
    directory,
    status: "finished",
    run_id,
    as_of,
    rule_set,
    config_version: config.version,
    contacts: counts.contacts,
    rejects: counts.rejects,
    warnings: counts.warnings,
    pre_scheduled: counts.pre_scheduled,
    skipped: counts.skipped,
    schedules_checksum,
    timings,
    peak_memory_bytes: peak_rss_bytes,
    changed_at: instant(ms),
  }
}
