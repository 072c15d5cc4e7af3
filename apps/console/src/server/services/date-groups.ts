/** The contacts of runs, grouped by what state law depends on, for the organisations that a person may see. */
import {
  contactsByState,
  contactsThatDiffer,
  type DateGroups,
  dateGroups,
} from "@almanac/checks/law/closed-contacts"
import { type Day, parseDay } from "@almanac/core/day/civil"
import type { Refusal } from "@almanac/core/domain/refusal"
import { refuse } from "@almanac/core/domain/refusal"
import { type CompiledLaw, compiledLaw, lawOfRuleSet } from "@almanac/core/rules/closed-days"
import * as Context from "effect/Context"
import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"
import type { LawName } from "../../contract/law.ts"
import type { Session } from "../../contract/session.ts"
import { Database } from "./database.ts"
import type { FinishedRun } from "./run-directories.ts"

const DAYS_OF_YEAR = 366

export interface LawOfRun {
  readonly laws: Readonly<Record<LawName, CompiledLaw>>
  readonly groups: DateGroups
  /** Contacts by state index, and those for whom the two rule sets close other days in the year after the run. */
  readonly contacts: Int32Array
  readonly touched: Int32Array
}

/** The most runs and circles of organisations that are kept. */
const MAX_KEPT = 4

export class LawOfRuns extends Context.Service<
  LawOfRuns,
  { readonly of: (run: FinishedRun, session: Session) => Effect.Effect<LawOfRun, Refusal> }
>()("@almanac/console/LawOfRuns") {
  static readonly layer: Layer.Layer<LawOfRuns, never, Database> = Layer.effect(
    LawOfRuns,
    Effect.gen(function* () {
      const { connect } = yield* Database
      const kept = new Map<string, LawOfRun>()
      return {
        of: Effect.fnUntraced(function* ({ directory, path, manifest }, { organisations }) {
          const key = [directory, manifest.run_id, organisations].join(" ")
          const known = kept.get(key)
          if (known !== undefined) return known
          const config = manifest.config.effective
          const laws = {
            in_force: compiledLaw(config),
            baseline: lawOfRuleSet(config, "baseline"),
            us_2026: lawOfRuleSet(config, "us-2026"),
          }
          const orgs = organisations === "all" ? organisations : organisations.map(BigInt)
          const groups = yield* Effect.scoped(
            Effect.flatMap(connect, (sql) => dateGroups(sql, path, orgs, Object.values(laws))),
          ).pipe(Effect.mapError(() => refuse(`the files of ${path} cannot be read`, "choose another run")))
          const from = parseDay(manifest.as_of) as Day
          const made: LawOfRun = {
            laws,
            groups,
            contacts: contactsByState(groups),
            touched: yield* contactsThatDiffer(
              groups,
              laws.baseline,
              laws.us_2026,
              from,
              from + DAYS_OF_YEAR,
            ),
          }
          kept.set(key, made)
          const [oldest] = kept.keys()
          if (kept.size > MAX_KEPT && oldest !== undefined) kept.delete(oldest)
          return made
        }),
      }
    }),
  )
}
