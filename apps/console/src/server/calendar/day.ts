/** What goes, moves and is skipped on a day, and the emails themselves by page. */
import { STATE_CODES } from "@almanac/core/law/states"
import { rowsOf } from "@almanac/duckdb/rows"
import * as Effect from "effect/Effect"
import * as Schema from "effect/Schema"
import { CalendarDay, type DayList, ListedEmail } from "../../contract/calendar.ts"
import { textList } from "./cells.ts"
import { ifReadable, openFiles, type SeenRun } from "./run-reading.ts"
import { statement } from "./statement.ts"

/** The rows of a page of a list. */
export const PAGE_SIZE = 50

export interface DayChoice {
  readonly day: string
  readonly types?: string | undefined
  readonly states?: string | undefined
}

/** A connection with the table `chosen` of the emails of a day. */
const chosenEmails = (run: SeenRun, { day, types = "", states = "" }: DayChoice) =>
  Effect.gen(function* () {
    const sql = yield* openFiles(run)
    const fragments = { is_seen: run.isSeen, codes: textList(STATE_CODES) }
    yield* sql`${statement("calendar/chosen_emails", { ...fragments, day, types, states })}`
    return sql
  })

const { goes, moved_here, moved_away, skipped } = CalendarDay.fields

export const dayOf = (run: SeenRun, choice: DayChoice) =>
  Effect.gen(function* () {
    const sql = yield* chosenEmails(run, choice)
    return {
      goes: yield* rowsOf(goes.value, sql`${statement("calendar/goes")}`),
      moved_here: yield* rowsOf(moved_here.value, sql`${statement("calendar/moved_here")}`),
      moved_away: yield* rowsOf(moved_away.value, sql`${statement("calendar/moved_away")}`),
      skipped: yield* rowsOf(skipped.value, sql`${statement("calendar/skipped")}`),
    }
  }).pipe(Effect.scoped, ifReadable(run.directory))

export interface ListChoice extends DayChoice {
  readonly list: typeof DayList.Type
  readonly other_day?: string | undefined
  readonly moved_by?: string | undefined
  readonly skip_reason?: string | undefined
  readonly page?: string | undefined
}

const Listed = Schema.Struct({ ...ListedEmail.fields, total: Schema.Number })

/** A page of a list of the day. */
export const emailsOf = (run: SeenRun, choice: ListChoice) =>
  Effect.gen(function* () {
    const { list, other_day = null, moved_by = null, skip_reason = null, page = "0" } = choice
    const sql = yield* chosenEmails(run, choice)
    const rows = yield* rowsOf(
      Listed,
      sql`${statement("calendar/listed", { list, other_day, moved_by, skip_reason, page: Number(page), page_size: PAGE_SIZE })}`,
    )
    return { total: rows[0]?.total ?? 0, page_size: PAGE_SIZE, emails: rows }
  }).pipe(Effect.scoped, ifReadable(run.directory))
