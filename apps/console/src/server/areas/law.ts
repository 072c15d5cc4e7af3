import { writeFile } from "node:fs/promises"
import { join } from "node:path"
import { closedContacts } from "@almanac/checks/law/closed-contacts"
import { type Day, NO_DAY } from "@almanac/core/day/civil"
import { refuse } from "@almanac/core/domain/refusal"
import { readDate } from "@almanac/core/intake/date"
import { BASELINE } from "@almanac/core/law/baseline"
import { compareLaw } from "@almanac/core/law/compare"
import type { LawRow } from "@almanac/core/law/law"
import { RULE_SETS } from "@almanac/core/law/rule-sets"
import { doubtText, ruleText } from "@almanac/core/law/rule-text"
import { STATE_CODES, STATE_NAMES } from "@almanac/core/law/states"
import { textHoursOf, textHoursText } from "@almanac/core/law/text-hours"
import { US_2026 } from "@almanac/core/law/us-2026"
import {
  type CompiledLaw,
  type ContactDates,
  datesNeeded,
  isClosed,
  isClosedForEveryone,
} from "@almanac/core/rules/closed-days"
import { ContactWindows } from "@almanac/core/rules/windows"
import { scratchDirectory } from "@almanac/files/scratch-directory"
import { runInputs } from "@almanac/store/run-inputs"
import * as Effect from "effect/Effect"
import * as Exit from "effect/Exit"
import * as Scope from "effect/Scope"
import type { Closing, LAW_ENDPOINTS, Rule } from "../../contract/law.ts"
import type { Session } from "../../contract/session.ts"
import type { Handlers } from "../handler.ts"
import { Forbidden } from "../problems.ts"
import { LawOfRuns } from "../services/date-groups.ts"
import { flagsOf, Jobs } from "../services/jobs.ts"
import { Places } from "../services/places.ts"
import { Runs } from "../services/run-directories.ts"

const DIFFERING = new Set<string>(compareLaw(BASELINE, US_2026).differ.map(({ state }) => state))

const ruleOf = ({ rule, confidence, citation, note }: LawRow): Rule => ({
  kind: rule.kind,
  rule: ruleText(rule),
  confidence,
  citation,
  note: note ?? null,
})

/** The law of a run, with its contacts that a person may see. */
const lawOf = Effect.fnUntraced(function* (directory: string | undefined, session: Session) {
  const run = yield* (yield* Runs).open(directory)
  return { run, ...(yield* (yield* LawOfRuns).of(run, session)) }
})

export const LAW_HANDLERS: Handlers<keyof typeof LAW_ENDPOINTS> = {
  "law/rules": Effect.fnUntraced(function* ({ run: directory }, session) {
    const { run, laws, contacts, touched } = yield* lawOf(directory, session)
    const { as_of, rule_set, config } = run.manifest
    return {
      run: { directory: run.directory, as_of, rule_set },
      sets: Object.values(RULE_SETS).map(({ name, description }) => ({ name, description })),
      pre_window_days: config.effective.timing.pre_window_exclusion_days,
      states: STATE_CODES.map((state, index) => {
        const rulesIn = ({ law }: CompiledLaw) => (law[index]?.rows ?? []).map(ruleOf)
        const hours = textHoursOf(state)
        return {
          state,
          name: STATE_NAMES[state],
          baseline: rulesIn(laws.baseline),
          us_2026: rulesIn(laws.us_2026),
          in_force: rulesIn(laws.in_force),
          overridden: config.effective.state_rules.overrides[state] !== undefined,
          differs: DIFFERING.has(state),
          doubts: US_2026.doubts.filter((doubt) => doubt.state === state).map(doubtText),
          text_hours: {
            hours: textHoursText(hours),
            confidence: hours.confidence,
            citation: hours.citation,
            note: hours.note ?? null,
            federal: hours.state === "US",
          },
          contacts: contacts[index] ?? 0,
          touched: touched[index] ?? 0,
        }
      }),
    }
  }),
  "law/day": Effect.fnUntraced(function* (
    { run: directory, day: text, birth_date, effective_date },
    session,
  ) {
    const day = yield* dayOf("day", text)
    const birthDate = birth_date === undefined ? NO_DAY : yield* dayOf("birthday", birth_date)
    const effectiveDate =
      effective_date === undefined ? NO_DAY : yield* dayOf("effective date", effective_date)
    const { laws, groups, contacts } = yield* lawOf(directory, session)
    const closedBy = {
      in_force: closedContacts(groups, laws.in_force, day),
      baseline: closedContacts(groups, laws.baseline, day),
      us_2026: closedContacts(groups, laws.us_2026, day),
    }
    return {
      day: text,
      states: STATE_CODES.map((state, index) => {
        const on = (law: keyof typeof laws) => ({
          closing: closingOf(laws[law], { state: index, birthDate, effectiveDate }, day),
          closed: closedBy[law][index] ?? 0,
        })
        return {
          state,
          contacts: contacts[index] ?? 0,
          in_force: on("in_force"),
          baseline: on("baseline"),
          us_2026: on("us_2026"),
        }
      }),
    }
  }),
  "law/count": Effect.fnUntraced(function* ({ run: directory }, session) {
    if (session.organisations !== "all") {
      return yield* new Forbidden({
        message: "both plans are made for all organisations, and your sign-in does not cover all of them",
      })
    }
    const { db } = yield* Places
    const { start } = yield* Jobs
    const run = yield* (yield* Runs).open(directory)
    const { as_of, config } = run.manifest
    const scope = yield* Scope.make()
    const close = Scope.close(scope, Exit.void)
    return yield* Effect.gen(function* () {
      const input = yield* runInputs({ store: db, run: run.path, input: undefined })
      const settings = join(yield* scratchDirectory("law"), "settings.json")
      yield* Effect.promise(() => writeFile(settings, JSON.stringify(config.effective)))
      const flags = flagsOf({ "--in": input, "--as-of": as_of, "--config": settings })
      return yield* start({
        kind: "law",
        title: `Plans by both rule sets, as of ${as_of}`,
        subject: run.directory,
        startedBy: session,
        args: ["law", "diff", BASELINE.name, US_2026.name, ...flags],
        onEnd: () => void Effect.runFork(close),
      })
    }).pipe(
      Scope.provide(scope),
      Effect.tapError(() => close),
    )
  }),
}

const dayOf = (what: string, text: string) => {
  const day = readDate(text)
  return day === undefined
    ? Effect.fail(refuse(`the ${what} is not a date`, "give a date like 2026-11-23"))
    : Effect.succeed(day)
}

/** What a law says of a day, for dates that are given or not. */
function closingOf(law: CompiledLaw, { state, birthDate, effectiveDate }: ContactDates, day: Day): Closing {
  if (isClosedForEveryone(law, state, day)) return "everyone"
  const shapes = law.windows[state] ?? []
  const needed = datesNeeded(shapes)
  if (!needed.birthDate && !needed.effectiveDate) return "open"
  const isGiven =
    (birthDate !== NO_DAY || !needed.birthDate) && (effectiveDate !== NO_DAY || !needed.effectiveDate)
  return isGiven && isClosed(law, new ContactWindows(shapes, birthDate, effectiveDate), day)
    ? "given"
    : "some"
}
