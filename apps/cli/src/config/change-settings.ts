/** Changes single settings of a configuration, as `--set PATH=VALUE` writes them. */
import type { Config } from "@almanac/core/config/config"
import { configHash } from "@almanac/core/config/config-hash"
import { decodeConfig } from "@almanac/core/config/decode"
import { overlaid } from "@almanac/core/config/merge"
import { type Refusal, refuse } from "@almanac/core/domain/refusal"
import * as Effect from "effect/Effect"
import type { LoadedConfig } from "./read-config.ts"

/** @param changes texts such as `load_balancing.daily_cap=500`; a value is written as in YAML */
export const changeSettings = Effect.fnUntraced(function* (
  base: Config,
  changes: ReadonlyArray<string>,
): Effect.fn.Return<LoadedConfig, Refusal> {
  let settings: Readonly<Record<string, unknown>> = { ...base }
  for (const change of changes) {
    const at = change.indexOf("=")
    const path = change.slice(0, Math.max(at, 0)).trim()
    if (path === "") {
      return yield* refuse(
        `--set ${change} is not a setting`,
        "write a path and a value, such as --set load_balancing.daily_cap=500",
      )
    }
    const { parseYaml } = yield* Effect.promise(() => import("./parse-yaml.ts"))
    const value = yield* Effect.fromResult(parseYaml(change.slice(at + 1), `--set ${path}`))
    settings = overlaid(settings, nested(path.split("."), value)) as typeof settings
  }
  const config = yield* Effect.fromResult(decodeConfig(settings, { source: "--set" }))
  return { config, hash: configHash(config), source: `--set ${changes.join(" --set ")}` }
})

function nested(path: ReadonlyArray<string>, value: unknown): Readonly<Record<string, unknown>> {
  const [name, ...rest] = path
  return { [name]: rest.length === 0 ? value : nested(rest, value) }
}
