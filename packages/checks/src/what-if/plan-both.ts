/** Plans without a change and with it, and compares the two plans. */
import { join } from "node:path"
import type { Config } from "@almanac/core/config/config"
import type { Day } from "@almanac/core/day/civil"
import type { Refusal } from "@almanac/core/domain/refusal"
import type { SqlError } from "@almanac/duckdb/sql-error"
import type { FileError } from "@almanac/files/file-error"
import type { CheckFailed } from "@almanac/pipeline/run/check-failed"
import type { Manifest } from "@almanac/pipeline/run/manifest"
import type { RunProgress } from "@almanac/pipeline/run/options"
import { run } from "@almanac/pipeline/run/run"
import * as Effect from "effect/Effect"
import { diff } from "../diff/diff.ts"
import type { DiffReport } from "../diff/report.ts"

/** What one of the two plans is made from. */
export interface Variant {
  /** Directory of input tables. */
  readonly input: string
  readonly config: Config
  readonly hash: string
  readonly source: string
}

export interface PlanBothOptions {
  readonly without: Variant
  readonly with: Variant
  readonly asOf: Day
  /** The directory in which the runs `without` and `with` are made. */
  readonly scratch: string
  readonly software: string
  readonly threads: number
  readonly databaseMemoryMb: number
  readonly batchSize: number
  /** The most examples of each kind and cause. */
  readonly limit: number
  readonly onProgress: (plan: "without" | "with", progress: RunProgress) => void
}

export interface BothPlans {
  readonly without: Manifest
  readonly with: Manifest
  /** The differences from the plan without the change to the plan with it. */
  readonly difference: DiffReport
}

const ROWS_PER_CHUNK = 1_500_000

export const planBoth = Effect.fnUntraced(function* (
  options: PlanBothOptions,
): Effect.fn.Return<BothPlans, Refusal | SqlError | CheckFailed | FileError> {
  const { scratch, asOf, software, threads, databaseMemoryMb, batchSize, limit } = options
  const plan = (name: "without" | "with") => {
    const { input, config, hash, source } = options[name]
    return run({
      input,
      output: join(scratch, name),
      asOf,
      config,
      configHash: hash,
      configSource: source,
      software,
      runId: name,
      threads,
      databaseMemoryMb,
      batchSize,
      onProgress: (progress) => options.onProgress(name, progress),
    })
  }
  const without = yield* plan("without")
  const present = yield* plan("with")
  const difference = yield* diff({
    a: join(scratch, "without"),
    b: join(scratch, "with"),
    limit,
    threads,
    databaseMemoryMb,
    rowsPerChunk: ROWS_PER_CHUNK,
    onProgress: () => {},
  })
  return { without, with: present, difference }
})

export interface PlannedType {
  readonly email_type: string
  readonly without: number
  readonly with: number
}

/** The email types of which the two plans send different numbers of emails. */
export function plannedTypes({ without, with: present }: BothPlans): ReadonlyArray<PlannedType> {
  const [before, after] = [plannedBy(without), plannedBy(present)]
  return [...new Set([...before.keys(), ...after.keys()])]
    .sort()
    .map((email_type) => ({
      email_type,
      without: before.get(email_type) ?? 0,
      with: after.get(email_type) ?? 0,
    }))
    .filter((type) => type.without !== type.with)
}

function plannedBy({ counts }: Manifest): ReadonlyMap<string, number> {
  const sums = new Map<string, number>()
  for (const { email_type, status, rows } of counts.by_org_type_status) {
    if (status === "pre-scheduled") sums.set(email_type, (sums.get(email_type) ?? 0) + rows)
  }
  return sums
}
