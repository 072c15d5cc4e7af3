/** The place of a finished run: a directory, or a bucket. */
import { existsSync } from "node:fs"
import { cp, mkdir, readdir, readFile, rename } from "node:fs/promises"
import { dirname, join, resolve } from "node:path"
import { type Refusal, refuse } from "@almanac/core/domain/refusal"
import { partialName } from "@almanac/files/complete-file"
import { accessing } from "@almanac/files/file-error"
import { asking } from "@almanac/files/s3/asking"
import type { Bucket } from "@almanac/files/s3/bucket"
import { bucketOf, type Environment, isAddress } from "@almanac/files/s3/bucket-of"
import { receiveFiles, sendFiles } from "@almanac/files/s3/transfer"
import { scratchDirectory } from "@almanac/files/scratch-directory"
import { checkOutput } from "@almanac/pipeline/run/check-output"
import { MANIFEST } from "@almanac/pipeline/run/layout"
import { type RecordedManifest, readManifest } from "@almanac/pipeline/run/read-manifest"
import * as Effect from "effect/Effect"
import type * as Scope from "effect/Scope"
import { undefinedIfMissing } from "./directory.ts"
import { localFiles } from "./local-files.ts"
import { retriedWhileAway } from "./patience.ts"
import type { WorkFailure } from "./store.ts"

export interface Output {
  /** Refuses a place that holds anything but the rejects and warnings of a run that has failed. */
  readonly check: Effect.Effect<void, Refusal>
  /** The text of the manifest, undefined if there is none. */
  readonly manifest: Effect.Effect<string | undefined, WorkFailure>
  /** Puts the files of a directory in place, the manifest last. It can be repeated, also by several processes at the same time. */
  readonly take: (directory: string) => Effect.Effect<void, WorkFailure>
  /** Puts the rejects and warnings of a directory in place. */
  readonly takeFindings: (directory: string) => Effect.Effect<void, WorkFailure>
  readonly readManifest: Effect.Effect<RecordedManifest, WorkFailure, Scope.Scope>
}

/** What a run that fails a check leaves, and the next one replaces. */
const FINDINGS = ["rejects", "warnings"]

const isFinding = (path: string): boolean => FINDINGS.some((table) => path.startsWith(`${table}/`))

/** An address, or an absolute path. */
export const absolutePlace = (place: string): string => (isAddress(place) ? place : resolve(place))

export const outputAt = (place: string, environment: Environment): Effect.Effect<Output, Refusal> =>
  isAddress(place)
    ? Effect.map(bucketOf("--out", place, environment), outputInBucket)
    : Effect.succeed(outputInDirectory(place))

const outputInDirectory = (output: string): Output => ({
  check: checkOutput(output),
  manifest: accessing(output, () => readFile(join(output, MANIFEST), "utf8").catch(undefinedIfMissing)),
  take: (made) =>
    accessing(output, async () => {
      await mkdir(dirname(output), { recursive: true })
      try {
        await rename(made, output)
      } catch (error) {
        // Another process has put it in place meanwhile.
        if (!existsSync(made)) return
        const { code } = error as NodeJS.ErrnoException
        if (code !== "EXDEV" && code !== "ENOTEMPTY" && code !== "EEXIST") throw error
        const names = (await readdir(made)).filter((entry) => entry !== MANIFEST)
        for (const entry of names) await cp(join(made, entry), join(output, entry), { recursive: true })
        const manifest = join(output, MANIFEST)
        await cp(join(made, MANIFEST), partialName(manifest))
        await rename(partialName(manifest), manifest)
      }
    }),
  takeFindings: (made) =>
    accessing(output, async () => {
      for (const table of FINDINGS) await cp(join(made, table), join(output, table), { recursive: true })
    }),
  readManifest: readManifest(output),
})

const outputInBucket = (bucket: Bucket): Output => ({
  check: Effect.gen(function* () {
    const keys = yield* asking(() => bucket.list(""))
    const first = keys.find((key) => !isFinding(key))
    if (first !== undefined) {
      return yield* refuse(
        `${bucket.nameOf("")} holds other objects (${first})`,
        "choose an empty or new prefix for --out",
      )
    }
  }),
  manifest: Effect.map(
    retriedWhileAway(asking((signal) => bucket.get(MANIFEST, signal))),
    (content) => content && new TextDecoder().decode(content),
  ),
  take: (made) =>
    Effect.gen(function* () {
      const { manifest = [], others = [] } = Object.groupBy(yield* localFiles(made), ({ path }) =>
        path === MANIFEST ? "manifest" : "others",
      )
      yield* retriedWhileAway(sendFiles(bucket, "", made, others))
      yield* retriedWhileAway(sendFiles(bucket, "", made, manifest))
    }),
  takeFindings: (made) =>
    Effect.gen(function* () {
      const findings = (yield* localFiles(made)).filter(({ path }) => isFinding(path))
      yield* retriedWhileAway(sendFiles(bucket, "", made, findings))
    }),
  readManifest: Effect.gen(function* () {
    const scratch = yield* scratchDirectory("manifest")
    const found = yield* asking((signal) => bucket.objects(MANIFEST, signal))
    const files = found.map(({ key, bytes, etag }) => ({ path: key, bytes, etag }))
    yield* receiveFiles(bucket, "", scratch, files)
    return yield* readManifest(scratch)
  }),
})
