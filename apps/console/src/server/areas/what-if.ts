/**
 * Settings that are tried out. Those that only limit days are planned again from the counts of a run, while one looks. Others
 * change decisions about contacts, so the command decides and plans everything again.
 */
import { stat } from "node:fs/promises"
import { join } from "node:path"
import { LIMITS, type Replanned } from "@almanac/checks/what-if/replan"
import type { Config } from "@almanac/core/config/config"
import { decodeConfig } from "@almanac/core/config/decode"
import { nestedAt, overlaid } from "@almanac/core/config/merge"
import { parseDay } from "@almanac/core/day/civil"
import { effectiveConfig } from "@almanac/core/domain/organisation"
import { type Refusal, refuse } from "@almanac/core/domain/refusal"
import type { OrgVolume } from "@almanac/core/plan/org-volume"
import { configInForce } from "@almanac/store/campaigns/resolved"
import { DEFAULT_ENVIRONMENT } from "@almanac/store/config/versions"
import * as Effect from "effect/Effect"
import { type WHAT_IF_ENDPOINTS, WhatIf } from "../../contract/what-if.ts"
import { type Handlers, mustSee, sees } from "../handler.ts"
import { NotFound } from "../problems.ts"
import { flagsOf, Jobs } from "../services/jobs.ts"
import { Places } from "../services/places.ts"
import { Replanning } from "../services/replanning.ts"
import { type FinishedRun, Runs } from "../services/run-directories.ts"
import { StoreAccess } from "../services/store-access.ts"
import { proposed } from "../services/submit.ts"
import { mustCover } from "./campaigns/access.ts"
import { foundBy } from "./trials/found.ts"
import { inWords } from "./trials/in-words.ts"
import { settingsAt } from "./trials/settings-at.ts"

type Changes = Readonly<Record<string, string>>

const LIMIT_PATHS: ReadonlyArray<string> = LIMITS.map((name) => `load_balancing.${name}`)

/** The settings of an organisation in a run. */
function configOf({ manifest }: FinishedRun, org: string): Config {
  const own = manifest.organisations?.find(({ org_id }) => String(org_id) === org)?.own
  return own === undefined ? manifest.config.effective : effectiveConfig(manifest.config.effective, own)
}

/** The settings with the changes. Refuses values that no configuration may have. */
const changed = (config: Config, changes: Changes): Effect.Effect<Config, Refusal> =>
  Effect.gen(function* () {
    let settings: Readonly<Record<string, unknown>> = { ...config }
    for (const [path, text] of Object.entries(changes)) {
      const value = yield* Effect.try({
        try: (): unknown => JSON.parse(text),
        catch: () =>
          refuse(`the value of ${path} cannot be read`, "write it as JSON, a text in quotation marks"),
      })
      settings = overlaid(settings, nestedAt(path.split("."), value)) as typeof settings
    }
    return yield* Effect.fromResult(decodeConfig(settings, { source: "the settings" }))
  })

/** When the counts of a run were written. */
const countsWritten = ({ path, directory }: FinishedRun): Effect.Effect<number, NotFound> =>
  Effect.map(
    Effect.tryPromise({
      try: () => stat(join(path, "plan", "histogram.parquet")),
      catch: () =>
        new NotFound({
          message: `the run ${directory} has no plan to try settings on: it was made without load balancing`,
        }),
    }),
    ({ mtimeMs }) => mtimeMs,
  )

/**
 * The emails that the run has planned and then skipped, because the limits of a contact come after the plan. The counts do not
 * say which emails go to the same contact, so no plan that is made again leaves such emails out.
 */
function skippedAfterPlan(run: OrgVolume, { days }: Replanned): number {
  const loads = [run.loads, run.loads_history, run.loads_foreseen]
  const went = loads.flatMap((series) => Object.values(series ?? {})).reduce((sum, emails) => sum + emails, 0)
  return days.reduce((sum, day) => sum + day.without.emails, 0) - went
}

export const WHAT_IF_HANDLERS: Handlers<keyof typeof WHAT_IF_ENDPOINTS> = {
  "what-if/ground": Effect.fnUntraced(function* (_, session) {
    const { open } = yield* Runs
    const run = yield* open(undefined)
    const organisations = run.manifest.daily_loads
      .filter(({ org_id }) => sees(session, org_id))
      .map(({ org_id, name = null, contacts }) => ({
        id: String(org_id),
        name,
        contacts,
        values: settingsAt(configOf(run, String(org_id))),
      }))
    return { directory: run.directory, as_of: run.manifest.as_of, organisations }
  }),

  "what-if/plan": Effect.fnUntraced(function* ({ directory, org, changes }, session) {
    yield* mustSee(session, org)
    const { open } = yield* Runs
    const run = yield* open(directory)
    const found = run.manifest.daily_loads.find(({ org_id }) => String(org_id) === org)
    if (found === undefined) {
      return yield* new NotFound({ message: `the run ${directory} has no organisation ${org}` })
    }
    const other = Object.keys(changes).find((path) => !LIMIT_PATHS.includes(path))
    if (other !== undefined) {
      return yield* refuse(`${other} changes decisions about contacts`, "plan everything again with it")
    }
    const inForce = configOf(run, org)
    const isChanged = Object.keys(changes).length > 0
    const { plan } = yield* Replanning
    const replanned = yield* plan({
      directory,
      path: run.path,
      writtenMs: yield* countsWritten(run),
      org,
      today: parseDay(run.manifest.as_of) ?? 0,
      contacts: found.contacts,
      inForce,
      tried: isChanged ? yield* changed(inForce, changes) : undefined,
    })
    const { as_of } = run.manifest
    return { directory, as_of, ...replanned, skipped_after_plan: skippedAfterPlan(found, replanned) }
  }),

  "what-if/try": Effect.fnUntraced(function* ({ changes }, session) {
    yield* mustCover(session, null)
    const { open } = yield* Runs
    const { manifest } = yield* open(undefined)
    yield* changed(manifest.config.effective, changes)
    const { db } = yield* Places
    const { start } = yield* Jobs
    const set = Object.entries(changes).map(([path, value]) => `${path}=${value}`)
    return yield* start({
      kind: "what-if",
      title: "Plan with other settings",
      subject: "settings",
      startedBy: session,
      args: ["what-if", ...flagsOf({ "--db": db, "--set": set })],
    })
  }),

  "what-if/propose": Effect.fnUntraced(function* ({ changes, comment }, session) {
    yield* mustCover(session, null)
    const { change } = yield* StoreAccess
    const { id } = yield* change((store) =>
      Effect.gen(function* () {
        const inForce = yield* configInForce(store)
        const config = yield* changed(inForce.config, changes)
        const input = { environment: DEFAULT_ENVIRONMENT, config, reason: comment, at: null }
        return yield* proposed(store, { kind: "config.set", input }, session, comment)
      }),
    )
    return { proposal: id }
  }),

  "what-if/try/result": Effect.fnUntraced(function* ({ id }, session) {
    return inWords(yield* foundBy("what-if", id, session, WhatIf))
  }),
}
