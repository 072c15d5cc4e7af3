import { type Config, DEFAULT_CONFIG } from "@almanac/core/config/config"
import { configHash } from "@almanac/core/config/config-hash"
import { describeSettings } from "@almanac/core/config/describe"
import { configDifferences } from "@almanac/store/config/differences"
import {
  activeConfig,
  configOf,
  configVersions,
  DEFAULT_ENVIRONMENT,
  stateOf,
} from "@almanac/store/config/versions"
import { yamlOf } from "@almanac/store/config/yaml"
import type { Store } from "@almanac/store/store"
import * as Effect from "effect/Effect"
import type { Difference, SETTINGS_ENDPOINTS } from "../../contract/settings.ts"
import { type Handlers, mustSeeAll } from "../handler.ts"
import { Stale } from "../problems.ts"
import { StoreAccess } from "../services/store-access.ts"
import { mustPropose } from "../services/submit.ts"
import { ORGANISATION_SETTINGS_HANDLERS } from "./organisation-settings.ts"
import { settingsIn } from "./settings-text.ts"
import { SETTINGS_TRIAL_HANDLERS } from "./settings-trials.ts"
import { submitSettings } from "./submit-settings.ts"

const json = (value: unknown): string | null => JSON.stringify(value) ?? null

const inForce = ({ sql, now }: Store) => activeConfig(sql, now, DEFAULT_ENVIRONMENT)

const DEFAULTS = {
  version: null,
  config: DEFAULT_CONFIG,
  hash: configHash(DEFAULT_CONFIG),
  source: "the defaults, because no version is in force",
}

const differencesOf = (from: Config, to: Config): ReadonlyArray<Difference> =>
  configDifferences(from, to).map(({ setting, a, b }) => ({ setting, from: json(a), to: json(b) }))

export const SETTINGS_HANDLERS: Handlers<keyof typeof SETTINGS_ENDPOINTS> = {
  ...ORGANISATION_SETTINGS_HANDLERS,
  ...SETTINGS_TRIAL_HANDLERS,

  "settings/versions": Effect.fnUntraced(function* (_, session) {
    const { read } = yield* StoreAccess
    const { value, since } = yield* read(`settings/versions ${session.role}`, (store) =>
      Effect.all({
        versions: configVersions(store.sql),
        needs_approval: mustPropose(store, session, "settings"),
      }),
    )
    const now = new Date().toISOString()
    const versions = value.versions.map((version) => {
      const { hash: _, ...shown } = version
      return { ...shown, state: stateOf(version, now) }
    })
    return { versions: versions.reverse(), needs_approval: value.needs_approval, since }
  }),

  "settings/show": Effect.fnUntraced(function* ({ version }) {
    const { read } = yield* StoreAccess
    const { value, since } = yield* read(`settings/show ${version ?? ""}`, (store) =>
      version === undefined
        ? Effect.map(inForce(store), (found) => found ?? DEFAULTS)
        : configOf(store.sql, version),
    )
    const { config, hash, source } = value
    const defaults = new Map(describeSettings(DEFAULT_CONFIG).map((one) => [one.setting, json(one.value)]))
    return {
      version: value.version,
      source,
      hash,
      yaml: yamlOf(config),
      settings: describeSettings(config).map(({ setting, value, meaning, takes }) => ({
        setting,
        value: json(value) ?? "",
        default: defaults.get(setting) ?? null,
        meaning,
        takes,
      })),
      since,
    }
  }),

  "settings/differences": Effect.fnUntraced(function* ({ from, to }) {
    const { read } = yield* StoreAccess
    const { value, since } = yield* read(`settings/differences ${from} ${to}`, ({ sql }) =>
      Effect.all({ a: configOf(sql, from), b: configOf(sql, to) }),
    )
    return { differences: differencesOf(value.a.config, value.b.config), since }
  }),

  "settings/check": Effect.fnUntraced(function* ({ yaml }) {
    const { config } = yield* settingsIn(yaml)
    const { read } = yield* StoreAccess
    const { value } = yield* read("settings/show ", (store) =>
      Effect.map(inForce(store), (found) => found ?? DEFAULTS),
    )
    return { differences: differencesOf(value.config, config) }
  }),

  "settings/change": Effect.fnUntraced(function* ({ yaml, reason, base }, session) {
    yield* mustSeeAll(session)
    const { given } = yield* settingsIn(yaml)
    const { change } = yield* StoreAccess
    return yield* change((store) =>
      Effect.gen(function* () {
        const now = (yield* inForce(store))?.version ?? null
        if (now !== base) {
          return yield* new Stale({
            message: `other settings are in force since you began: version ${now}. Keep your text, and load the page again`,
          })
        }
        const input = { environment: DEFAULT_ENVIRONMENT, config: given, reason, at: null }
        return yield* submitSettings(store, { kind: "config.set", input }, session, reason)
      }),
    )
  }),

  "settings/activate": Effect.fnUntraced(function* ({ version, reason }, session) {
    yield* mustSeeAll(session)
    const { change } = yield* StoreAccess
    const input = { version, at: null }
    return yield* change((store) =>
      submitSettings(store, { kind: "config.activate", input }, session, reason),
    )
  }),

  "settings/rollback": Effect.fnUntraced(function* ({ reason }, session) {
    yield* mustSeeAll(session)
    const { change } = yield* StoreAccess
    const input = { environment: DEFAULT_ENVIRONMENT, reason }
    return yield* change((store) =>
      submitSettings(store, { kind: "config.rollback", input }, session, reason),
    )
  }),
}
