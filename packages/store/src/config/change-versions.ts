/**
 * Changes the configuration versions. A version is in force only once. To use the settings of an earlier
 * version again, a new version with the same settings is made. The store thus keeps a record of which version
 * was in force at which time.
 */
import type { Config } from "@almanac/core/config/config"
import { configHash } from "@almanac/core/config/config-hash"
import { type Refusal, refuse } from "@almanac/core/domain/refusal"
import { Count, onlyValue, rowsOf } from "@almanac/duckdb/rows"
import type { SqlError } from "@almanac/duckdb/sql-error"
import * as Effect from "effect/Effect"
import * as Schema from "effect/Schema"
import { campaignsHold } from "../campaigns/check.ts"
import { change, changeWithApproval } from "../change.ts"
import { utcText } from "../migrate.ts"
import { statement } from "../statement.ts"
import type { Store } from "../store.ts"
import { type Interval, inForce, inForceBefore, putInForce } from "./intervals.ts"
import { configOf, configVersions, noVersion } from "./versions.ts"

export interface NewVersion {
  readonly environment: string
  readonly config: Config
  readonly author: string
  readonly reason: string
}

export interface Activated {
  /** The version that is, or will be, in force. */
  readonly version: number
  readonly environment: string
  readonly hash: string
  /** The earlier version whose settings this version repeats; null if it repeats none. */
  readonly settings_of: number | null
  /** In UTC. */
  readonly valid_from: string
  /** The version that was or will be in force before it; null if there is none. */
  readonly replaces: number | null
}

/** Stores a configuration as a new version that is not in force. @returns the number of the version */
export const setConfig = (store: Store, version: NewVersion): Effect.Effect<number, SqlError> =>
  change(store, { actor: version.author, action: "config.set", subject: version.environment }, () =>
    Effect.map(insert(store, version), (result) => ({
      result,
      details: { version: result, hash: configHash(version.config), reason: version.reason },
    })),
  )

/** Stores a configuration as a new version and puts it in force at a moment, by default at once. */
export const setActiveConfig = (
  store: Store,
  version: NewVersion,
  at: Date = store.now,
): Effect.Effect<Activated, Refusal | SqlError> =>
  changeWithApproval(
    store,
    { actor: version.author, action: "config.set", subject: version.environment },
    () =>
      Effect.gen(function* () {
        const result = yield* activated(store, yield* insert(store, version), at)
        return { result, details: { ...result, reason: version.reason } }
      }),
  )

/** Puts a version in force in its environment at a moment, by default at once. */
export const activateConfig = (
  store: Store,
  options: { readonly version: number; readonly at?: Date | undefined; readonly actor: string },
): Effect.Effect<Activated, Refusal | SqlError> =>
  changeWithApproval(
    store,
    { actor: options.actor, action: "config.activate", subject: `version ${options.version}` },
    () =>
      Effect.gen(function* () {
        const { environment, begun, current } = yield* standing(store, options.version)
        const at = options.at ?? store.now
        if (current && at <= store.now) {
          return yield* refuse(
            `configuration version ${options.version} is already in force`,
            "choose another --version",
          )
        }
        const reason = `version ${options.version} again`
        const result = begun
          ? yield* again(store, options.version, { environment, reason, author: options.actor }, at)
          : yield* activated(store, options.version, at)
        return { result, details: { ...result } }
      }),
  )

/** Puts the settings in force again that were in force before the current version. */
export const rollbackConfig = (
  store: Store,
  options: { readonly environment: string; readonly actor: string; readonly reason?: string | undefined },
): Effect.Effect<Activated, Refusal | SqlError> => {
  const { environment, actor } = options
  return changeWithApproval(store, { actor, action: "config.rollback", subject: environment }, () =>
    Effect.gen(function* () {
      const chain = yield* chainOf(store, environment)
      const now = store.now.getTime()
      const [current, previous] = [inForce(chain, now), inForceBefore(chain, now)]
      if (current === undefined || previous === undefined) {
        return yield* refuse(
          `${environment} has no version before the one in force`,
          "activate a version from almanac config list",
        )
      }
      const reason = options.reason ?? `rollback of version ${current.version} to version ${previous.version}`
      const result = yield* again(store, previous.version, { environment, reason, author: actor }, store.now)
      return { result, details: { ...result, reason } }
    }),
  )
}

const insert = (
  { sql, now }: Store,
  { environment, config, author, reason }: NewVersion,
): Effect.Effect<number, SqlError> =>
  onlyValue(
    Schema.Number,
    sql`${statement("config/insert", {
      environment,
      config: JSON.stringify(config),
      hash: configHash(config),
      author,
      reason,
      now: utcText(now),
    })}`,
  )

/** A new version with the settings of `version`, in force from `at` on. */
const again = (
  store: Store,
  version: number,
  of: Omit<NewVersion, "config">,
  at: Date,
): Effect.Effect<Activated, Refusal | SqlError> =>
  Effect.gen(function* () {
    const { config } = yield* configOf(store.sql, version)
    const copy = yield* insert(store, { ...of, config })
    return { ...(yield* activated(store, copy, at)), settings_of: version }
  })

/** Puts a version in force that has not been in force yet. The stored campaigns must be usable with it. */
const activated = (store: Store, version: number, at: Date): Effect.Effect<Activated, Refusal | SqlError> =>
  Effect.gen(function* () {
    const now = store.now.getTime()
    if (at.getTime() < now) {
      return yield* refuse(
        `${at.toISOString()} has passed`,
        "put the version in force now or at a later time",
      )
    }
    const { config, hash } = yield* configOf(store.sql, version)
    yield* campaignsHold(store, config, `configuration version ${version}`)
    const { environment } = yield* standing(store, version)
    const chain = yield* chainOf(store, environment)
    const after = putInForce(chain, version, at.getTime(), now)
    yield* write(store, chain, after)
    const place = after.findIndex((interval) => interval.version === version)
    return {
      version,
      environment,
      hash,
      settings_of: null,
      valid_from: at.toISOString(),
      replaces: after[place - 1]?.version ?? null,
    }
  })

const write = (store: Store, before: ReadonlyArray<Interval>, after: ReadonlyArray<Interval>) =>
  Effect.gen(function* () {
    const dropped = before.filter(({ version }) => !after.some((one) => one.version === version))
    const changed = [...dropped.map(({ version }) => ({ version, from: null, to: null })), ...after]
    for (const { version, from, to } of changed) {
      yield* store.sql`${statement("config/put", { version, from, to })}`
    }
  })

const chainOf = (store: Store, environment: string): Effect.Effect<ReadonlyArray<Interval>, SqlError> =>
  rowsOf(
    Schema.Struct({ version: Schema.Number, from: Count, to: Schema.NullOr(Count) }),
    store.sql`${statement("config/chain", { environment })}`,
  )

const standing = (store: Store, version: number) =>
  Effect.gen(function* () {
    const found = (yield* configVersions(store.sql)).find((one) => one.version === version)
    if (found === undefined) return yield* noVersion(version)
    const now = store.now.toISOString()
    const begun = found.valid_from !== null && found.valid_from <= now
    return {
      environment: found.environment,
      begun,
      current: begun && (found.valid_to === null || found.valid_to > now),
    }
  })
