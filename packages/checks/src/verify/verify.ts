/**
 * Verifies a finished run independently. It derives every decision again from the inputs in SQL, without the
 * rule code of the run, and compares the result with the files of the run row by row.
 */
import { join, resolve } from "node:path"
import type { DuckDbClient } from "@almanac/duckdb/client"
import { openClient } from "@almanac/duckdb/database"
import { Count, onlyValue } from "@almanac/duckdb/rows"
import { scratchDirectory } from "@almanac/files/scratch-directory"
import { asRefusal } from "@almanac/pipeline/inputs/damage"
import { openSources } from "@almanac/pipeline/inputs/sources"
import type { Manifest } from "@almanac/pipeline/run/manifest"
import { readManifest } from "@almanac/pipeline/run/read-manifest"
import * as Effect from "effect/Effect"
import {
  checkChecksum,
  checkConfig,
  checkCounts,
  checkInputs,
  checkOrganisations,
} from "./against-manifest.ts"
import {
  CHECKS,
  type CheckName,
  type CheckResult,
  CONTACT_CHECKS,
  LOAD_CHECKS,
  RUN_CHECKS,
  Violations,
  violationsOf,
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
  const sql = yield* openClient({
    threads: options.threads,
    memoryLimitMb: options.databaseMemoryMb,
    tempDirectory: join(scratch, "spill"),
  })
  const sources = yield* openSources(sql, {
    directory: options.input,
    scratchDirectory: join(scratch, "input"),
  })
  const violations = new Violations()
  yield* checkInputs(sources, manifest, violations)
  checkConfig(manifest, violations)
  yield* checkOrganisations(sql, sources, manifest, violations)
  yield* openRunFiles(sql, directory)
  const contacts = yield* derive(sql, manifest, options, violations).pipe(
    Effect.mapError((error) => asRefusal(error, sources)),
  )
  yield* checkChecksum(sql, manifest, violations)
  const report: VerifyReport = {
    run_id: manifest.run_id,
    checks: CHECKS.length,
    checked_rows: yield* onlyValue(Count, sql`${statement("total/rows")}`),
    checked_contacts: contacts,
    violations: violations.results(),
    seconds: Math.round(performance.now() - startedAt) / 1000,
  }
  return report
})

/** Derives and checks all chunks. Returns the number of schedulable contacts. */
const derive = Effect.fnUntraced(function* (
  sql: DuckDbClient,
  manifest: Manifest,
  { contactsPerChunk, onProgress }: VerifyOptions,
  violations: Violations,
) {
  yield* prepareReference(sql, manifest)
  for (const name of SETUP) yield* sql`${statement(`setup/${name}`)}`
  for (const check of RUN_CHECKS) yield* runCheck(sql, check, violations)
  const contacts = yield* onlyValue(Count, sql`${statement("total/contacts")}`)
  let settled = 0
  let derived = 0
  for (const chunk of yield* chunks(sql, contactsPerChunk)) {
    onProgress({ phase: "deriving", contacts: derived, of: contacts })
    yield* deriveChunk(sql, chunk)
    for (const check of CONTACT_CHECKS) yield* runCheck(sql, check, violations)
    settled += yield* onlyValue(Count, sql`${statement("total/settled")}`)
    derived = Math.min(contacts, derived + contactsPerChunk)
  }
  onProgress({ phase: "deriving", contacts: derived, of: contacts })
  for (const check of LOAD_CHECKS) yield* runCheck(sql, check, violations)
  yield* checkCounts(sql, manifest, settled, violations)
  return contacts
})

const runCheck = Effect.fnUntraced(function* (sql: DuckDbClient, check: CheckName, violations: Violations) {
  const found = yield* violationsOf(sql, statement(`check/${check}`))
  violations.add(check, found.violations, found.examples)
})
