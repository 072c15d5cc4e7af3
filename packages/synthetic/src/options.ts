import { parseDay } from "@almanac/core/day/civil"
import { type Refusal, refuse } from "@almanac/core/domain/refusal"
import * as Effect from "effect/Effect"

/** The size of a synthetic export and where it is written. */
export interface GenerateOptions {
  /** Number of rows of `contacts`, at least 1. */
  readonly contacts: number
  /** Number of organisations, at most the number of contacts. The first organisation is the biggest. */
  readonly orgs: number
  /** Any integer. The same seed gives the same bytes. */
  readonly seed: number
  /** The day on which the export is taken, as `YYYY-MM-DD`. */
  readonly asOf: string
  /** The output directory. It must not exist, or must be empty. */
  readonly directory: string
  readonly memoryLimitMb: number
  /**
   * Whether organisations other than the first have settings of their own, and contacts opt-outs of single email types. By
   * default organisations have only names, and opt-outs are of all emails or of all text messages.
   */
  readonly ownSettings?: boolean
  /** Called after each table. */
  readonly onProgress?: (progress: GenerateProgress) => void
}

export interface TableSummary {
  readonly table: string
  readonly rows: number
  readonly bytes: number
}

export interface GenerateProgress extends TableSummary {
  readonly tablesDone: number
  readonly tablesTotal: number
}

export interface GenerateSummary {
  readonly directory: string
  readonly contacts: number
  readonly orgs: number
  readonly seed: number
  readonly asOf: string
  readonly tables: ReadonlyArray<TableSummary>
  readonly seconds: number
}

/** Refuses numbers or dates that cannot be used. */
export function checkOptions({ contacts, orgs, seed, asOf }: GenerateOptions): Effect.Effect<void, Refusal> {
  if (!Number.isSafeInteger(contacts) || contacts < 1) {
    return Effect.fail(refuse(`contacts is ${contacts}`, "give a whole number of contacts, at least 1"))
  }
  if (!Number.isSafeInteger(orgs) || orgs < 1 || orgs > contacts) {
    return Effect.fail(
      refuse(`orgs is ${orgs}`, `give a whole number from 1 to the number of contacts, ${contacts}`),
    )
  }
  if (!Number.isSafeInteger(seed)) {
    return Effect.fail(refuse(`seed is ${seed}`, "give a whole number"))
  }
  if (parseDay(asOf) === undefined) {
    return Effect.fail(refuse(`as-of is ${JSON.stringify(asOf)}`, "give a date that exists, as YYYY-MM-DD"))
  }
  return Effect.void
}
