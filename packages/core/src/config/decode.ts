/** Checks settings that a person wrote and completes them with the defaults. */
import * as Result from "effect/Result"
import * as Schema from "effect/Schema"
import { type Refusal, refuse } from "../domain/refusal.ts"
import { type Config, DEFAULT_CONFIG } from "./config.ts"
import { isMapping, overlaid } from "./merge.ts"
import { describeIssue } from "./problem.ts"
import { ConfigFileSchema, ConfigSchema, EnvironmentsSchema } from "./schema.ts"

export interface DecodeOptions {
  /** Name of the input in errors: a file name, or `request body`. */
  readonly source: string
  /** Which of the input's `environments` to lay over its other settings. */
  readonly profile?: string | undefined
}

/**
 * Makes the configuration of `input` (parsed JSON or YAML; null or undefined for none). Its settings replace
 * the defaults, and the chosen one of its `environments` replaces those. All environments are checked, chosen
 * or not. Fails at the first setting that is unknown or has an invalid value.
 */
export function decodeConfig(input: unknown, options: DecodeOptions): Result.Result<Config, Refusal> {
  const { source, profile } = options
  const settings = input ?? {}
  const whole = isMapping(settings) ? overlaid(DEFAULT_CONFIG, settings) : settings
  return Result.flatMap(decode(ConfigFileSchema, whole, source, []), ({ environments, ...base }) => {
    const profiles = new Map<string, Config>()
    for (const [name, overlay] of Object.entries(environments ?? {})) {
      const decoded = decode(ConfigSchema, overlaid(base, overlay ?? {}), source, ["environments", name])
      if (Result.isFailure(decoded)) return Result.fail(decoded.failure)
      profiles.set(name, decoded.success)
    }
    if (profile === undefined) return Result.succeed(base)
    const chosen = profiles.get(profile)
    return chosen === undefined
      ? Result.fail(unknownProfile(source, profile, [...profiles.keys()]))
      : Result.succeed(chosen)
  })
}

function decode<A>(
  schema: Schema.Decoder<A>,
  input: unknown,
  source: string,
  prefix: ReadonlyArray<string>,
): Result.Result<A, Refusal> {
  const result = Schema.decodeUnknownResult(schema)(input, { onExcessProperty: "error" })
  return Result.mapError(result, ({ issue }) =>
    describeIssue(issue, { source, prefix, input, schema: schema.ast }),
  )
}

function unknownProfile(source: string, profile: string, present: ReadonlyArray<string>): Refusal {
  const known = Object.keys(EnvironmentsSchema.fields).join(", ")
  return refuse(
    `${source} has no profile ${JSON.stringify(profile)} under environments`,
    present.length === 0 ? `leave the profile out, or add ${known}` : `choose from ${present.join(", ")}`,
  )
}
