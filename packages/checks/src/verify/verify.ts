/**
 * Verifies a finished run independently. It derives every decision again from the inputs in SQL, without the
 * rule code of the run, and compares the result with the files of the run row by row.
 */
import { join, resolve } from "node:path"
import { type Connection, openDatabase } from "@almanac/duckdb/database"
import { scratchDirectory } from "@almanac/files/scratch-directory"
import { asRefusal } from "@almanac/pipeline/inputs/damage"
import { openSources } from "@almanac/pipeline/inputs/sources"
import type { Manifest } from "@almanac/pipeline/run/manifest"
import { readManifest } from "@almanac/pipeline/run/read-manifest"
import * as Effect from "effect/Effect"
import { checkChecksum, checkConfig, checkCounts, checkInputs } from "./against-manifest.ts"
import {
  CHECKS,
  type CheckName,
  type CheckResult,
  CONTACT_CHECKS,
  LOAD_CHECKS,
  MAX_EXAMPLES,
  RUN_CHECKS,
  type Violation,
  Violations,
} from "./checks.ts"
import { chunks, deriveChunk, SETUP } from "./derive.ts"
import { prepareReference } from "./reference.ts"
import { openRunFiles } from "./run-files.ts"
import { statement } from "./statement.ts"

export interface VerifyOptions {
  /** Directory of the inputs. */
  readonly input: string
  /** Directory of the run. */
  readonly run: string
  readonly threads: number
  readonly databaseMemoryMb: number
  /** Number of contacts that are derived together. The memory in use grows with it. */
  readonly contactsPerChunk: number
  readonly onProgress: (progress: VerifyProgress) => void
}

export type VerifyProgress =
  | { readonly phase: "reading" }
  | { readonly phase: "deriving"; readonly contacts: number; readonly of: number }

export interface VerifyReport {
  readonly run_id: string
  readonly checks: number
  readonly checked_rows: number
  readonly checked_contacts: number
  /** The checks that found violations. */
  readonly violations: ReadonlyArray<CheckResult>
  readonly seconds: number
}

/**
 * Verifies the run in `options.run`. It fails with a Refusal if this is not a finished run of these inputs.
 * Violations are reported and do not make it fail.
 */
export const verify = (options: VerifyOptions) => Effect.scoped(verifyScoped(options))

const verifyScoped = Effect.fnUntraced(function* (options: VerifyOptions) {
  const startedAt = performance.now()
  options.onProgress({ phase: "reading" })
  const directory = resolve(options.run)
  const manifest = yield* readManifest(directory)
  const scratch = yield* scratchDirectory("verify")
  const database = yield* openDatabase({
    threads: options.threads,
    memoryLimitMb: options.databaseMemoryMb,
    tempDirectory: join(scratch, "spill"),
  })
  const connection = yield* database.connect
  const sources = yield* openSources(connection, {
    directory: options.input,
    scratchDirectory: join(scratch, "input"),
  })
  const violations = new Violations()
  yield* checkInputs(sources, manifest, violations)
  checkConfig(manifest, violations)
  yield* openRunFiles(connection, directory)
  const contacts = yield* derive(connection, manifest, options, violations).pipe(
    Effect.mapError((error) => asRefusal(error, sources)),
  )
  yield* checkChecksum(connection, manifest, violations)
  const [total] = yield* connection.rows<{ rows: bigint }>(statement("total/rows"))
  const report: VerifyReport = {
    run_id: manifest.run_id,
    checks: CHECKS.length,
    checked_rows: Number(total?.rows ?? 0n),
    checked_contacts: contacts,
    violations: violations.results(),
    seconds: Math.round(performance.now() - startedAt) / 1000,
  }
  return report
})

/** Derives and checks all chunks. Returns the number of schedulable contacts. */
const derive = Effect.fnUntraced(function* (
  connection: Connection,
  manifest: Manifest,
  { contactsPerChunk, onProgress }: VerifyOptions,
  violations: Violations,
) {
  yield* prepareReference(connection, manifest)
  for (const name of SETUP) yield* connection.run(statement(`setup/${name}`))
  for (const check of RUN_CHECKS) yield* runCheck(connection, check, violations)
  const [intake] = yield* connection.rows<{ contacts: bigint }>(statement("total/contacts"))
  const contacts = Number(intake?.contacts ?? 0n)
  let settled = 0
  let derived = 0
  for (const chunk of yield* chunks(connection, contactsPerChunk)) {
    onProgress({ phase: "deriving", contacts: derived, of: contacts })
    yield* deriveChunk(connection, chunk)
    for (const check of CONTACT_CHECKS) yield* runCheck(connection, check, violations)
    const [row] = yield* connection.rows<{ settled: bigint }>(statement("total/settled"))
    settled += Number(row?.settled ?? 0n)
    derived = Math.min(contacts, derived + contactsPerChunk)
  }
  onProgress({ phase: "deriving", contacts: derived, of: contacts })
  for (const check of LOAD_CHECKS) yield* runCheck(connection, check, violations)
  yield* checkCounts(connection, manifest, settled, violations)
  return contacts
})

const runCheck = Effect.fnUntraced(function* (
  connection: Connection,
  check: CheckName,
  violations: Violations,
) {
  const sql = statement("verify/examples", {
    check: statement(`check/${check}`),
    limit: String(MAX_EXAMPLES),
  })
  const rows = yield* connection.rows<Violation & { readonly violations: bigint } & Record<string, unknown>>(
    sql,
  )
  const examples = rows.map(({ contact_id, email_type, detail }) => ({ contact_id, email_type, detail }))
  violations.add(check, Number(rows[0]?.violations ?? 0n), examples)
})
