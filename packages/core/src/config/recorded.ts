/**
 * Reads configurations that runs and releases have recorded. A recorded configuration lacks the settings that
 * were added later. Such a setting gets its value from `BEFORE`, which describes how Almanac worked until
 * then; its default is for new runs only.
 */
import * as Result from "effect/Result"
import type { OrganisationSettings } from "../domain/organisation.ts"
import type { Refusal } from "../domain/refusal.ts"
import type { Config } from "./config.ts"
import { configHash } from "./config-hash.ts"
import { type DecodeOptions, decodeConfig } from "./decode.ts"
import { isMapping, overlaid } from "./merge.ts"
import { decodeOwnSettings } from "./organisation-schema.ts"

const BEFORE = { load_balancing: { foresee_followups: false } }

export interface RecordedConfig {
  readonly config: Config
  /**
   * Hash of the settings as recorded, without those added later, so it equals the hash that the run recorded.
   */
  readonly hash: string
}

/** Reads an effective configuration that this version or an earlier one recorded. */
export function decodeRecorded(
  recorded: unknown,
  options: DecodeOptions,
): Result.Result<RecordedConfig, Refusal> {
  const whole = isMapping(recorded) ? overlaid(BEFORE, recorded) : recorded
  return Result.map(decodeConfig(whole, options), (config) => ({
    config,
    hash: configHash(recorded as Config),
  }))
}

/** An organisation with settings of its own, as JSON has it. */
export interface RecordedOrganisation {
  readonly org_id: bigint | number | string
  readonly own: Readonly<Record<string, unknown>>
}

/** Reads the settings of organisations. Fails at a setting that this version does not know, because the run has decided by it. */
export const recordedOrganisations = (
  organisations: ReadonlyArray<RecordedOrganisation>,
): Result.Result<ReadonlyArray<OrganisationSettings>, Refusal> =>
  Result.all(
    organisations.map(({ org_id, own }) =>
      Result.map(decodeOwnSettings(own, `organisation ${org_id}`), (own) => ({ orgId: BigInt(org_id), own })),
    ),
  )
