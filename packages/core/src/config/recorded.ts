/**
 * Configurations that runs and releases have recorded. A setting that came later has a default for new runs; a run of before
 * it was made as if the setting said what is here.
 */
import * as Result from "effect/Result"
import type { Refusal } from "../domain/refusal.ts"
import type { Config } from "./config.ts"
import { configHash } from "./config-hash.ts"
import { type DecodeOptions, decodeConfig } from "./decode.ts"
import { isMapping, overlaid } from "./merge.ts"

const BEFORE = { load_balancing: { foresee_followups: false } }

export interface RecordedConfig {
  readonly config: Config
  /** Of the settings as they are recorded, without those that came later: it stays what it was. */
  readonly hash: string
}

/** Reads an effective configuration that was recorded, by this version or an earlier one. */
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
