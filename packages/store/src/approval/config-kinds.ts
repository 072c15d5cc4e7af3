/** Settings that can be proposed: those of the configuration, with its rule set, and those of organisations. */
import { DEFAULT_CONFIG } from "@almanac/core/config/config"
import { decodeConfig } from "@almanac/core/config/decode"
import { ORGANISATIONS } from "@almanac/core/tables/organisations"
import { rowSchema } from "@almanac/pipeline/inputs/row-schema"
import * as Effect from "effect/Effect"
import * as Schema from "effect/Schema"
import * as Struct from "effect/Struct"
import { type Activated, activateConfig, rollbackConfig, setActiveConfig } from "../config/change-versions.ts"
import { configDifferences } from "../config/differences.ts"
import { configOf, ENVIRONMENTS } from "../config/versions.ts"
import { type ChangedOrganisation, rollbackOrganisation, setOrganisation } from "../organisations/change.ts"
import { organisationVersions } from "../organisations/versions.ts"
import type { Store } from "../store.ts"
import { differencesBetween, type Values, valuesOf } from "./differences.ts"
import { kind } from "./kind.ts"
import { configPlace, organisationPlace, versionPlace } from "./places.ts"

const Environment = Schema.Literals(ENVIRONMENTS)
/** In UTC. Null: as soon as it is approved. */
const Moment = Schema.NullOr(Schema.String)

const momentOf = (at: string | null): Date | undefined => (at === null ? undefined : new Date(at))
const fromText = (at: string | null): string => (at === null ? "" : ` from ${at}`)

/** The settings that differ from those that were or will be in force before. */
const settings = Effect.fnUntraced(function* ({ sql }: Store, { version, replaces }: Activated) {
  const before = replaces === null ? DEFAULT_CONFIG : (yield* configOf(sql, replaces)).config
  const { config } = yield* configOf(sql, version)
  return configDifferences(before, config).map(({ setting, a, b }) => ({
    field: setting,
    from: JSON.stringify(a) ?? null,
    to: JSON.stringify(b) ?? null,
  }))
})

export const configSet = kind({
  /** `config` is what a configuration file has. Its settings go before the defaults. */
  input: Schema.Struct({
    environment: Environment,
    config: Schema.Unknown,
    reason: Schema.String,
    at: Moment,
  }),
  title: ({ environment, at }) => `put new settings of ${environment} in force${fromText(at)}`,
  place: ({ environment }) => `the settings of ${environment}`,
  basis: (store, { environment }) => configPlace(store, environment),
  perform: Effect.fnUntraced(function* (store, { environment, config: given, reason, at }, author) {
    const config = yield* Effect.fromResult(decodeConfig(given, { source: "the configuration" }))
    return yield* setActiveConfig(store, { environment, config, reason, author }, momentOf(at))
  }),
  differences: settings,
})

export const configActivate = kind({
  input: Schema.Struct({ version: Schema.Number, at: Moment }),
  title: ({ version, at }) => `put version ${version} of the configuration in force${fromText(at)}`,
  place: () => "the configuration",
  basis: (store, { version }) => versionPlace(store, version),
  perform: (store, { version, at }, actor) => activateConfig(store, { version, at: momentOf(at), actor }),
  differences: settings,
})

export const configRollback = kind({
  input: Schema.Struct({ environment: Environment, reason: Schema.NullOr(Schema.String) }),
  title: ({ environment }) => `go back to the earlier settings of ${environment}`,
  place: ({ environment }) => `the settings of ${environment}`,
  basis: (store, { environment }) => configPlace(store, environment),
  perform: (store, { environment, reason }, actor) =>
    rollbackConfig(store, { environment, actor, reason: reason ?? undefined }),
  differences: settings,
})

const { org_id: _, ...FIELDS } = rowSchema(ORGANISATIONS).fields

const organisation = (_: Store, { row }: ChangedOrganisation, before: Values) =>
  Effect.succeed(
    differencesBetween(before, valuesOf(row)).filter(({ field }) => Object.hasOwn(FIELDS, field)),
  )

export const organisationSet = kind({
  /** Fields that are not given stay as they are. */
  input: Schema.Struct({
    org: Schema.BigInt,
    fields: Schema.Struct(Struct.map(FIELDS, Schema.optional)),
    reason: Schema.String,
  }),
  title: ({ org }) => `change the settings of organisation ${org}`,
  place: ({ org }) => `organisation ${org}`,
  basis: (store, { org }) => organisationPlace(store, org),
  perform: (store, { org, fields, reason }, author) =>
    setOrganisation(store, fields, { org, author, reason }),
  differences: organisation,
})

export const organisationRollback = kind({
  input: Schema.Struct({
    org: Schema.BigInt,
    /** Null: the version before the last. */
    version: Schema.NullOr(Schema.Number),
    reason: Schema.NullOr(Schema.String),
  }),
  title: ({ org, version }) =>
    `go back to ${version === null ? "the earlier settings" : `version ${version}`} of organisation ${org}`,
  place: ({ org }) => `organisation ${org}`,
  basis: (store, { org }) =>
    Effect.map(organisationVersions(store, org), (versions) => {
      const { version, reason, author, created_at, removed, ...row } = versions[versions.length - 1]
      return { ...valuesOf(row), version: String(version) }
    }),
  perform: (store, { org, version, reason }, author) =>
    rollbackOrganisation(store, version ?? undefined, { org, author, reason: reason ?? undefined }),
  differences: organisation,
})
