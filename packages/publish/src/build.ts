/** Builds a release from the directory of a finished run. The id of a release depends only on its content. */
import { createHash } from "node:crypto"
import { existsSync } from "node:fs"
import { readdir, readFile } from "node:fs/promises"
import { join, sep } from "node:path"
import { type Refusal, refuse } from "@almanac/core/domain/refusal"
import { openClient } from "@almanac/duckdb/database"
import type { SqlError } from "@almanac/duckdb/sql-error"
import { writeText } from "@almanac/files/complete-file"
import { accessing, type FileError } from "@almanac/files/file-error"
import { diskFailure } from "@almanac/pipeline/run/disk"
import type { RecordedManifest } from "@almanac/pipeline/run/read-manifest"
import { checkSnapshot } from "@almanac/pipeline/stage/snapshot"
import { MANIFEST, RELEASE_FORMAT, releaseId } from "@almanac/release/format"
import type { Piece, ReleaseManifest } from "@almanac/release/manifest"
import * as Effect from "effect/Effect"
import type * as Scope from "effect/Scope"
import { writeDue } from "./due.ts"
import { type EmailInputs, openEmails, writeEmailHashes } from "./email-hashes.ts"
import { writeShards } from "./shards.ts"
import { writeSharedPieces } from "./shared-pieces.ts"

export interface BuildOptions {
  readonly run: string
  /** The manifest of the run. */
  readonly facts: RecordedManifest
  /** The keys of the look-up by email, and the inputs of the run. Without them the release has no look-up. */
  readonly emails?: EmailInputs | undefined
  /** An empty directory, in which the release is built. */
  readonly directory: string
  /** A directory for temporary files of the database. */
  readonly work: string
  readonly threads: number
  readonly databaseMemoryMb: number
  readonly onShards: (written: number, of: number) => void
}

export interface BuiltRelease {
  readonly id: string
  readonly manifest: ReleaseManifest
  /** The organisations with a look-up by email. */
  readonly emailHashOrgs: ReadonlyArray<bigint>
  /** The total size of all pieces and the manifest. */
  readonly bytes: number
}

export const buildRelease = (options: BuildOptions) =>
  build(options).pipe(
    Effect.mapError((error) => (error._tag === "Refusal" ? error : readable(options.run, error))),
  )

const build = Effect.fnUntraced(function* (
  options: BuildOptions,
): Effect.fn.Return<BuiltRelease, SqlError | Refusal | FileError, Scope.Scope> {
  const { run, facts, directory } = options
  const snapshot = join(run, "snapshot")
  if (!existsSync(snapshot)) {
    return yield* refuse(`${run} has no snapshot of its contacts`, "run again with this version")
  }
  yield* checkSnapshot(run)
  const sql = yield* openClient({
    path: join(options.work, "publish.duckdb"),
    threads: options.threads,
    memoryLimitMb: options.databaseMemoryMb,
    tempDirectory: join(options.work, "spill"),
  })
  const emails = options.emails && (yield* openEmails(sql, options.emails, facts, options.work))
  yield* writeSharedPieces(sql, run, facts, directory)
  const { shards, contacts } = yield* writeShards(sql, {
    run,
    config: facts.config.effective,
    directory,
    onShards: options.onShards,
  })
  if (contacts !== facts.counts.contacts) {
    return yield* refuse(
      `${snapshot} has ${contacts} contacts, but the run decided ${facts.counts.contacts}`,
      "its files are damaged, so run again",
    )
  }
  const emailHashOrgs = emails === undefined ? [] : yield* writeEmailHashes(sql, emails, directory)
  yield* writeDue(sql, { run, directory, rows: facts.counts.rows })
  const manifest: ReleaseManifest = {
    format: RELEASE_FORMAT,
    run: {
      run_id: facts.run_id,
      as_of: facts.as_of,
      rule_set: facts.rule_set,
      config_hash: facts.config.hash,
      almanac: facts.software.almanac,
      contacts,
      rows: facts.counts.rows,
      pre_scheduled: facts.counts.pre_scheduled,
      skipped: facts.counts.skipped,
      schedules_checksum: facts.schedules_checksum,
    },
    shards,
    pieces: yield* accessing(directory, () => piecesOf(directory)),
  }
  const text = `${JSON.stringify(manifest, null, 1)}\n`
  yield* writeText(join(directory, MANIFEST), text)
  return {
    id: releaseId(facts.as_of, sha256(text)),
    manifest,
    emailHashOrgs,
    bytes: manifest.pieces.reduce((sum, { bytes }) => sum + bytes, Buffer.byteLength(text)),
  }
})

/**
 * Turns a failure to read the files of the run into a refusal. DuckDB wrote these files, so they are missing
 * or damaged.
 */
function readable(run: string, error: SqlError | FileError): SqlError | FileError | Refusal {
  const disk = diskFailure(error)
  if (disk !== undefined) {
    return refuse(`${run} cannot be published because ${disk.what}`, `${disk.mend}, and publish again`)
  }
  return error._tag === "SqlError" && /No files found|parquet|IO Error/i.test(error.message)
    ? refuse(`the files of ${run} cannot be read`, "run again")
    : error
}

const sha256 = (content: string | Uint8Array): string => createHash("sha256").update(content).digest("hex")

async function piecesOf(directory: string): Promise<ReadonlyArray<Piece>> {
  const entries = await readdir(directory, { recursive: true, withFileTypes: true })
  const paths = entries
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name).slice(directory.length + 1))
    .sort()
  const pieces: Array<Piece> = []
  for (const path of paths) {
    const content = await readFile(join(directory, path))
    pieces.push({ path: path.replaceAll(sep, "/"), bytes: content.length, sha256: sha256(content) })
  }
  return pieces
}
