import { type Day, formatDay, parseDay } from "@almanac/core/day/civil"
import { refuse } from "@almanac/core/domain/refusal"
import { REJECT_MENDS, REJECT_WORDS, SKIP_REASON_WORDS, WARNING_WORDS } from "@almanac/core/domain/words"
import type { CandidateTrace } from "@almanac/core/explain/trace"
import { readId } from "@almanac/core/intake/id"
import { STATE_NAMES, type StateCode } from "@almanac/core/law/states"
import type { ScheduleRow as RowOfRun } from "@almanac/core/record/records"
import { type ContactYear, openRun } from "@almanac/pipeline/explain/explain-in-run"
import { candidateText, contactText } from "@almanac/pipeline/explain/explanation-text"
import { orgOfContact, rejectsOf, warningsOf } from "@almanac/pipeline/explain/findings-of-contact"
import { contactsOfEmail, contactsOfEmailInRun } from "@almanac/store/find-contacts"
import * as Effect from "effect/Effect"
import {
  type Decided,
  type Email,
  MAX_MATCHES,
  type Match,
  type PEOPLE_ENDPOINTS,
  type Person,
} from "../../contract/people.ts"
import type { Session } from "../../contract/session.ts"
import { type Handlers, sees } from "../handler.ts"
import { Database } from "../services/database.ts"
import { Places } from "../services/places.ts"
import { type FinishedRun, Runs } from "../services/run-directories.ts"
import { StoreAccess } from "../services/store-access.ts"

/** The year on one line begins this long before the day of the run, and ends this long after it. */
const DAYS_BEFORE = 60
const DAYS_AFTER = 366

const text = (id: bigint | null): string | null => (id === null ? null : String(id))

export const PEOPLE_HANDLERS: Handlers<keyof typeof PEOPLE_ENDPOINTS> = {
  "people/contact": Effect.fnUntraced(function* ({ contact, run: directory }, session) {
    const run = yield* (yield* Runs).open(directory)
    const { connect } = yield* Database
    return yield* Effect.scoped(
      Effect.gen(function* () {
        const sql = yield* connect
        const today = parseDay(run.manifest.as_of) as Day
        const id = readId(contact.trim())
        const found =
          "id" in id
            ? yield* (yield* openRun(sql, run.path, run.manifest)).contact(id.id, {
                from: today - DAYS_BEFORE,
                through: today + DAYS_AFTER,
              })
            : undefined
        const rejects = found?.rejects ?? (yield* rejectsOf(sql, run.path, contact))
        const isKnown = found !== undefined || rejects.length > 0
        // Whoever may not see a contact does not learn that it exists.
        const isSeen = found === undefined ? session.organisations === "all" : sees(session, found.org_id)
        if (!isKnown || !isSeen) {
          if (!("id" in id) && !isKnown) {
            return yield* refuse(
              `the contact id is ${id.problem}`,
              "give the id of a row of contacts, or an email",
            )
          }
          return { run: decidingRun(run), contact_id: contact, found: null } satisfies Person
        }
        const warnings = yield* warningsOf(sql, run.path, contact.trim())
        return {
          run: decidingRun(run),
          contact_id: contact,
          found: {
            org_id: found === undefined ? null : String(found.org_id),
            org_name: found === undefined ? null : nameOf(run, found.org_id),
            decided: found?.contact === undefined ? null : decidedOf(run, today, found.contact),
            rejects: rejects.map(({ reason, rowNumber, detail }) => ({
              row_number: String(rowNumber),
              reason,
              words: REJECT_WORDS[reason] ?? reason,
              mend: REJECT_MENDS[reason],
              detail,
            })),
            warnings: warnings.map(({ warning, detail }) => ({
              warning,
              words: WARNING_WORDS[warning] ?? warning,
              detail,
            })),
          },
        } satisfies Person
      }),
    )
  }),
  "people/find": Effect.fnUntraced(function* ({ email, run: directory }, session) {
    if (!email.includes("@")) return yield* refuse("this is no email address", "give an address with an @")
    const run = yield* (yield* Runs).open(directory)
    const { db } = yield* Places
    const { readOnce } = yield* StoreAccess
    const ids =
      (yield* contactsOfEmailInRun(db, run.manifest.run_id, email).pipe(
        // A damaged backup is as good as none.
        Effect.catchTag("SqlError", () => Effect.succeed(undefined)),
      )) ?? (yield* readOnce((store) => contactsOfEmail(store, email)))
    const { connect } = yield* Database
    const matches = yield* Effect.scoped(
      Effect.gen(function* () {
        const sql = yield* connect
        return yield* Effect.forEach(ids.slice(0, MAX_MATCHES), (id) =>
          Effect.map(orgOfContact(sql, run.path, id), (org) => matchOf(run, session, id, org)),
        )
      }),
    )
    return { matches: matches.filter((match) => match !== undefined) }
  }),
}

const nameOf = ({ manifest }: FinishedRun, org: bigint): string | null =>
  manifest.daily_loads.find(({ org_id }) => BigInt(org_id) === org)?.name ?? null

/** A contact as a match, unless the person may not see it. A contact that the run does not have is shown to those who see all. */
function matchOf(run: FinishedRun, session: Session, id: bigint, org: bigint | undefined): Match | undefined {
  if (org === undefined) {
    return session.organisations === "all"
      ? { contact_id: String(id), org_id: null, org_name: null }
      : undefined
  }
  if (!sees(session, org)) return undefined
  return { contact_id: String(id), org_id: String(org), org_name: nameOf(run, org) }
}

function decidingRun({ directory, manifest }: FinishedRun): Person["run"] {
  const { run_id, as_of, rule_set, config, schedules_checksum, software } = manifest
  return {
    directory,
    run_id,
    as_of,
    rule_set,
    config_version: config.version,
    config_source: config.source,
    config_hash: config.hash,
    schedules_checksum,
    almanac: software.almanac,
  }
}

function decidedOf({ manifest }: FinishedRun, today: Day, contact: ContactYear): Decided {
  const config = manifest.config.effective
  // Settled candidates have a trace, but no row. Otherwise both are in the same order.
  const rows = [...contact.rows]
  const emails = contact.trace.map((trace) =>
    emailOf(trace, trace.outcome === "settled" ? undefined : rows.shift(), manifest.run_id),
  )
  const days = contact.rows.map((row) => row.scheduled_send_date)
  return {
    state: contact.state,
    state_name: STATE_NAMES[contact.state as StateCode],
    from: formatDay(today - DAYS_BEFORE),
    through: [formatDay(today + DAYS_AFTER), ...days].sort().at(-1) ?? "",
    windows: contact.windows,
    history: contact.history.map((email) => ({
      ...email,
      id: String(email.id),
      campaign_instance_id: text(email.campaign_instance_id),
      parent_schedule_id: text(email.parent_schedule_id),
    })),
    emails,
    text: contactText(contact, manifest.as_of, config),
  }
}

function emailOf(trace: CandidateTrace, row: RowOfRun | undefined, runId: string): Email {
  return {
    ...trace,
    reason_words: trace.reason === null ? null : (SKIP_REASON_WORDS[trace.reason] ?? trace.reason),
    campaign_instance_id: text(trace.campaign_instance_id),
    row:
      row === undefined
        ? null
        : {
            ...row,
            contact_id: String(row.contact_id),
            org_id: String(row.org_id),
            campaign_instance_id: text(row.campaign_instance_id),
            parent_schedule_id: text(row.parent_schedule_id),
            scheduler_run_id: runId,
          },
    text: candidateText(trace),
  }
}
