/** The inputs of a run: a directory that every runner sees, or a bucket. */
import { sha256 } from "@almanac/files/s3/bucket"
import { bucketOf, type Environment, isAddress } from "@almanac/files/s3/bucket-of"
import { changed, type FileInBucket, listFiles } from "@almanac/files/s3/transfer"
import * as Effect from "effect/Effect"
import type { RunSpec } from "../run-spec.ts"
import type { Cache } from "./cache.ts"
import { retriedWhileAway } from "./patience.ts"
import { directoryOfRun, type WorkFailure } from "./store.ts"

interface Inputs {
  /** Their directory on this machine. */
  readonly directory: string
  /** Only of a bucket: a checksum of the names, sizes and tags of its objects. */
  readonly checksum?: string
}

/**
 * Makes the inputs readable on this machine.
 * @param recorded the checksum of the inputs that the run has begun with
 */
export const inputsHere = Effect.fnUntraced(function* (
  { runId, input }: RunSpec,
  cache: Cache,
  environment: Environment,
  recorded: string | undefined,
): Effect.fn.Return<Inputs, WorkFailure> {
  if (!isAddress(input)) return { directory: input }
  const bucket = yield* bucketOf("--in", input, environment)
  const files = yield* retriedWhileAway(listFiles(bucket, ""))
  const checksum = checksumOf(files)
  if (recorded !== undefined && recorded !== checksum) return yield* changed(input)
  const directory = yield* cache.receive(bucket, "", `${directoryOfRun(runId)}/input`, files)
  return { directory, checksum }
})

function checksumOf(files: ReadonlyArray<FileInBucket>): string {
  const facts = files.map(({ path, bytes, etag }) => JSON.stringify([path, bytes, etag])).sort()
  return sha256(new TextEncoder().encode(facts.join("\n")))
}
