import { join } from "node:path"
import { type Config, DEFAULT_CONFIG } from "@almanac/core/config/config"
import { configHash } from "@almanac/core/config/config-hash"
import { Refusal } from "@almanac/core/domain/refusal"
import { inScratch } from "@almanac/pipeline/run/fixture"
import * as Effect from "effect/Effect"
import { expect, test } from "vitest"
import { auditEntries, firstBroken } from "../audit.ts"
import { openStore, type Store } from "../store.ts"
import { activateConfig, rollbackConfig, setActiveConfig, setConfig } from "./change-versions.ts"
import { activeConfig, configOf, configVersions } from "./versions.ts"

const at = (minute: number): Date => new Date(Date.UTC(2026, 10, 23, 12, minute, 0, 123))
const weekly = (period_days: number): Config => ({
  ...DEFAULT_CONFIG,
  frequency: { ...DEFAULT_CONFIG.frequency, period_days },
})
const version = (period_days: number, environment = "production") => ({
  environment,
  config: weekly(period_days),
  author: "ops",
  reason: `every ${period_days} days`,
})

const inStore = <A, E>(use: (store: Store) => Effect.Effect<A, E>): Promise<A> =>
  inScratch((root) =>
    Effect.runPromise(
      Effect.scoped(
        Effect.flatMap(
          openStore({
            path: join(root, "almanac.db"),
            threads: 1,
            memoryLimitMb: 200,
            create: true,
            now: at(0),
            waitMs: 0,
          }),
          use,
        ),
      ),
    ),
  )

const inForceAt = (store: Store, minute: number, environment?: string) =>
  Effect.map(activeConfig(store.sql, at(minute), environment), (found) => found?.version)

test("a version that was only set is not in force", () =>
  inStore((store) =>
    Effect.gen(function* () {
      expect(yield* setConfig(store, version(7))).toBe(1)
      expect(yield* inForceAt(store, 0)).toBeUndefined()
      expect(yield* configVersions(store.sql)).toEqual([
        {
          version: 1,
          environment: "production",
          hash: configHash(weekly(7)),
          author: "ops",
          reason: "every 7 days",
          created_at: at(0).toISOString(),
          valid_from: null,
          valid_to: null,
        },
      ])
      expect((yield* configOf(store.sql, 1)).config).toEqual(weekly(7))
    }),
  ))

test("versions follow on each other, one of each environment at a time", () =>
  inStore((store) =>
    Effect.gen(function* () {
      yield* setActiveConfig(store, version(7))
      yield* setConfig(store, version(8))
      yield* setActiveConfig(store, version(9, "staging"))
      const later = { ...store, now: at(1) }
      const activated = yield* activateConfig(later, { version: 2, at: at(5), actor: "ops" })
      expect(activated).toEqual({
        version: 2,
        environment: "production",
        hash: configHash(weekly(8)),
        settings_of: null,
        valid_from: at(5).toISOString(),
        replaces: 1,
      })
      expect(yield* inForceAt(store, 4)).toBe(1)
      expect(yield* inForceAt(store, 5)).toBe(2)
      expect(yield* inForceAt(store, 5, "staging")).toBe(3)
      expect(yield* inForceAt(store, 5, "development")).toBeUndefined()
      const found = yield* activeConfig(store.sql, at(9))
      expect(found).toEqual({
        version: 2,
        config: weekly(8),
        hash: configHash(weekly(8)),
        source: "version 2 (production)",
      })
    }),
  ))

test("a rollback brings the settings from before back as a new version, and another one those from after", () =>
  inStore((store) =>
    Effect.gen(function* () {
      yield* setActiveConfig(store, version(7))
      yield* setActiveConfig({ ...store, now: at(1) }, version(8))
      const back = yield* rollbackConfig(
        { ...store, now: at(2) },
        { environment: "production", actor: "ops" },
      )
      expect(back).toMatchObject({ version: 3, settings_of: 1, replaces: 2, hash: configHash(weekly(7)) })
      const forth = yield* rollbackConfig(
        { ...store, now: at(3) },
        { environment: "production", actor: "ops" },
      )
      expect(forth).toMatchObject({ version: 4, settings_of: 2, replaces: 3 })
      const again = yield* activateConfig({ ...store, now: at(4) }, { version: 1, actor: "ops" })
      expect(again).toMatchObject({ version: 5, settings_of: 1, replaces: 4 })
      const intervals = (yield* configVersions(store.sql)).map(({ valid_from, valid_to }) => [
        valid_from,
        valid_to,
      ])
      const iso = (minute: number) => at(minute).toISOString()
      expect(intervals).toEqual([
        [iso(0), iso(1)],
        [iso(1), iso(2)],
        [iso(2), iso(3)],
        [iso(3), iso(4)],
        [iso(4), null],
      ])
      const entries = yield* auditEntries(store.sql)
      expect(entries.map(({ action }) => action)).toEqual([
        "config.set",
        "config.set",
        "config.rollback",
        "config.rollback",
        "config.activate",
      ])
      expect(firstBroken(entries)).toBeUndefined()
    }),
  ))

test("a version planned for a date can be put in force earlier, and another put in its place", () =>
  inStore((store) =>
    Effect.gen(function* () {
      yield* setActiveConfig(store, version(7))
      yield* setActiveConfig(store, version(8), at(5))
      yield* activateConfig(store, { version: 2, at: at(3), actor: "ops" })
      expect(yield* inForceAt(store, 3)).toBe(2)
      yield* setActiveConfig(store, version(9), at(3))
      expect(yield* inForceAt(store, 3)).toBe(3)
      expect((yield* configVersions(store.sql))[1]).toMatchObject({
        valid_from: null,
        valid_to: null,
      })
    }),
  ))

test("a change that is impossible is refused, and leaves nothing behind", () =>
  inStore((store) =>
    Effect.gen(function* () {
      const refused = <A, E>(effect: Effect.Effect<A, E>) =>
        Effect.map(Effect.flip(effect), (error) => (error instanceof Refusal ? error.message : String(error)))
      const production = { environment: "production", actor: "ops" }
      expect(yield* refused(activateConfig(store, { version: 9, actor: "ops" }))).toMatch(
        /no configuration version 9/,
      )
      expect(yield* refused(rollbackConfig(store, production))).toMatch(/no version before/)
      yield* setActiveConfig(store, version(7))
      expect(yield* refused(rollbackConfig(store, production))).toMatch(/no version before/)
      expect(yield* refused(activateConfig(store, { version: 1, actor: "ops" }))).toMatch(/already in force/)
      expect(yield* refused(setActiveConfig(store, version(8), at(-1)))).toMatch(/has passed/)
      yield* store.sql`INSERT INTO campaign_instances (id, campaign_type) VALUES (4, 'no_such_type')`
      expect(yield* refused(setActiveConfig(store, version(8)))).toMatch(
        /under configuration version 2, campaign_instances: instance 4 has the unknown campaign type/,
      )
      expect(yield* configVersions(store.sql)).toHaveLength(1)
      expect(yield* auditEntries(store.sql)).toHaveLength(1)
    }),
  ))
