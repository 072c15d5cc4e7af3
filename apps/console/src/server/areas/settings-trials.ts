/** Settings that are planned before they are in force, as `almanac config activate` plans them. */
import { rmSync } from "node:fs"
import { mkdtemp, writeFile } from "node:fs/promises"
import { tmpdir } from "node:os"
import { join } from "node:path"
import * as Effect from "effect/Effect"
import type { Session } from "../../contract/session.ts"
import { CapacityTrial, type SETTINGS_ENDPOINTS } from "../../contract/settings.ts"
import { type Handlers, mustSeeAll } from "../handler.ts"
import { flagsOf, type JobOrder, Jobs } from "../services/jobs.ts"
import { Places } from "../services/places.ts"
import { settingsIn } from "./settings-text.ts"
import { foundBy } from "./trials/found.ts"

const KIND = "settings-trial"

const start = Effect.fnUntraced(function* (
  session: Session,
  order: Pick<JobOrder, "subject" | "title" | "onEnd">,
  flags: Parameters<typeof flagsOf>[0],
) {
  const { db } = yield* Places
  const jobs = yield* Jobs
  const args = ["config", "try", ...flagsOf({ "--db": db, ...flags })]
  return yield* jobs.start({ kind: KIND, startedBy: session, args, ...order })
})

export const SETTINGS_TRIAL_HANDLERS: Handlers<
  Extract<keyof typeof SETTINGS_ENDPOINTS, `settings/try${string}`>
> = {
  "settings/try-version": Effect.fnUntraced(function* ({ version }, session) {
    yield* mustSeeAll(session)
    const title = `Plan with version ${version} of the settings`
    return yield* start(session, { subject: `version ${version}`, title }, { "--version": version })
  }),

  "settings/try-text": Effect.fnUntraced(function* ({ yaml }, session) {
    yield* mustSeeAll(session)
    yield* settingsIn(yaml)
    const directory = yield* Effect.promise(() => mkdtemp(join(tmpdir(), "almanac-settings-")))
    const forget = (): void => rmSync(directory, { recursive: true, force: true })
    const file = join(directory, "settings.yaml")
    yield* Effect.promise(() => writeFile(file, yaml, { mode: 0o600 }))
    const order = {
      subject: `settings of ${session.name}`,
      title: "Plan with edited settings",
      onEnd: forget,
    }
    return yield* Effect.tapError(start(session, order, { "--config": file }), () => Effect.sync(forget))
  }),

  "settings/try/result": ({ id }, session) => foundBy(KIND, id, session, CapacityTrial),
}
