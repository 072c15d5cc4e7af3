/** Changes single settings of a configuration or of an organisation, as `--set PATH=VALUE` writes them. */
import type { OrganisationChanges } from "@almanac/checks/what-if/change-organisations"
import { configHash } from "@almanac/core/config/config-hash"
import { decodeConfig } from "@almanac/core/config/decode"
import { nestedAt, overlaid } from "@almanac/core/config/merge"
import { type Refusal, refuse } from "@almanac/core/domain/refusal"
import { readId } from "@almanac/core/intake/id"
import * as Effect from "effect/Effect"
import type { LoadedConfig } from "./read-config.ts"

/** A change of one setting. */
interface Change {
  readonly path: ReadonlyArray<string>
  readonly value: unknown
}

/** Changes of the configuration, and changes of the settings of organisations. */
export interface Changes {
  readonly texts: ReadonlyArray<string>
  readonly settings: ReadonlyArray<Change>
  readonly organisations: OrganisationChanges
}

const ORGANISATIONS = "organisations"

/**
 * @param texts such as `load_balancing.daily_cap=500`, or `organisations.7.daily_cap=500` for one organisation; a value is
 *   written as in YAML
 */
export const readChanges = Effect.fnUntraced(function* (
  texts: ReadonlyArray<string>,
): Effect.fn.Return<Changes, Refusal> {
  const changes = yield* Effect.forEach(texts, readChange)
  const organisations = new Map<bigint, Record<string, unknown>>()
  for (const { path, value } of changes.filter(isOfOrganisation)) {
    const [, id = "", name = "", ...rest] = path
    const org = readId(id)
    if ("problem" in org || name === "" || rest.length > 0) {
      return yield* refuse(
        `--set ${path.join(".")} is not a setting of an organisation`,
        "write its id and a setting, such as --set organisations.7.daily_cap=500",
      )
    }
    organisations.set(org.id, { ...organisations.get(org.id), [name]: value })
  }
  return { texts, settings: changes.filter((change) => !isOfOrganisation(change)), organisations }
})

const isOfOrganisation = ({ path }: Change): boolean => path[0] === ORGANISATIONS

const readChange = Effect.fnUntraced(function* (text: string): Effect.fn.Return<Change, Refusal> {
  const at = text.indexOf("=")
  const path = text.slice(0, Math.max(at, 0)).trim()
  if (path === "") {
    return yield* refuse(
      `--set ${text} is not a setting`,
      "write a path and a value, such as --set load_balancing.daily_cap=500",
    )
  }
  const { parseYaml } = yield* Effect.promise(() => import("@almanac/store/config/yaml"))
  const value = yield* Effect.fromResult(parseYaml(text.slice(at + 1), `--set ${path}`))
  return { path: path.split("."), value }
})

/** The configuration with the changes that concern it. */
export const changeSettings = Effect.fnUntraced(function* (
  base: LoadedConfig,
  { texts, settings: changes }: Changes,
): Effect.fn.Return<LoadedConfig, Refusal> {
  if (changes.length === 0) return base
  const settings = changes.reduce<Readonly<Record<string, unknown>>>(
    (changed, { path, value }) => overlaid(changed, nestedAt(path, value)) as typeof changed,
    { ...base.config },
  )
  const config = yield* Effect.fromResult(decodeConfig(settings, { source: "--set" }))
  return { config, hash: configHash(config), source: `--set ${texts.join(" --set ")}` }
})
