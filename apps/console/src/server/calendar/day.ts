/** What goes, moves and is skipped on a day, and the emails themselves by page. */
import { parseDay } from "@almanac/core/day/civil"
import { STATE_CODES } from "@almanac/core/law/states"
import { rowsOf } from "@almanac/duckdb/rows"
import { literal } from "@almanac/duckdb/statement"
import * as Effect from "effect/Effect"
import * as Schema from "effect/Schema"
import { CalendarDay, type DayList, ListedEmail } from "../../contract/calendar.ts"
import { Cells, dictionariesOf, listsOf, textList } from "./cells.ts"
import { ifReadable, openFiles, rangeOf, type SeenRun, scheduleFiles } from "./run-reading.ts"
import { statement } from "./statement.ts"

/** The rows of a page of a list. */
export const PAGE_SIZE = 50

export interface DayChoice {
  readonly day: string
  readonly types?: string | undefined
  readonly states?: string | undefined
}

/** The names of a filter. An empty list leaves everything. */
const namesIn = (text: string): ReadonlyArray<string> => (text === "" ? [] : text.split(","))

/** The condition of the chosen types, as SQL. @param of SQL for the type, and for each name what stands for it */
function typesIn({ types = "" }: DayChoice, column: string, of: (name: string) => string): string {
  return types === "" ? "true" : `${column} IN (${namesIn(types).map(of).join(", ")})`
}

/** The condition of the chosen states, as SQL. */
function statesIn({ states = "" }: DayChoice): string {
  if (states === "") return "true"
  const codes = namesIn(states).map((name) => STATE_CODES.indexOf(name as (typeof STATE_CODES)[number]))
  return `state IN (${codes.filter((code) => code >= 0).join(", ") || "NULL"})`
}

/** A connection with the table `day_cell` of what goes, moves and is skipped on a day. */
const dayCells = (run: SeenRun, choice: DayChoice) =>
  Effect.gen(function* () {
    const cells = yield* Effect.flatMap(Cells, ({ scanOf }) => scanOf(run))
    const sql = yield* openFiles(run)
    const { types } = dictionariesOf(run)
    yield* sql`${statement("calendar/day_cells", {
      ...listsOf(run),
      cells,
      codes: textList(STATE_CODES),
      is_seen: run.isSeen,
      is_type: typesIn(choice, "type", (name) => String(types.indexOf(name))),
      is_state: statesIn(choice),
      day: parseDay(choice.day) ?? 0,
    })}`
    return sql
  })

const { goes, moved_here, moved_away, skipped } = CalendarDay.fields

export const dayOf = (run: SeenRun, choice: DayChoice) =>
  Effect.gen(function* () {
    const sql = yield* dayCells(run, choice)
    const moved = (list: string) => sql`${statement("calendar/moved", { list })}`
    return {
      goes: yield* rowsOf(goes.value, sql`${statement("calendar/goes")}`),
      moved_here: yield* rowsOf(moved_here.value, moved("moved_here")),
      moved_away: yield* rowsOf(moved_away.value, moved("moved_away")),
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

const ListedPart = Schema.Struct({ part: Schema.Number, emails: Schema.Number })

/** A page of a list of the day. The counts say which files of schedules the page is in, so only these are read. */
export const emailsOf = (run: SeenRun, choice: ListChoice) =>
  Effect.gen(function* () {
    const { day, list, other_day = null, moved_by = null, skip_reason = null, page = "0" } = choice
    const sql = yield* dayCells(run, choice)
    const wanted = { list, other_day, moved_by, skip_reason }
    const parts = yield* rowsOf(ListedPart, sql`${statement("calendar/listed_parts", wanted)}`)
    const files = yield* scheduleFiles(run)
    const conditions = {
      codes: textList(STATE_CODES),
      is_seen: run.isSeen,
      is_named_type: typesIn(choice, "email_type", literal),
      is_state: statesIn(choice),
    }
    const emails: Array<ListedEmail> = []
    let offset = Number(page) * PAGE_SIZE
    for (const { part, emails: count } of parts) {
      const path = files[part]
      const limit = PAGE_SIZE - emails.length
      if (limit > 0 && offset < count && path !== undefined) {
        const place = { ...(yield* rangeOf(sql, path)), limit, offset }
        emails.push(
          ...(yield* rowsOf(
            ListedEmail,
            sql`${statement("calendar/listed", { ...wanted, ...conditions, ...place, day })}`,
          )),
        )
      }
      offset = Math.max(0, offset - count)
    }
    return { total: parts.reduce((sum, one) => sum + one.emails, 0), page_size: PAGE_SIZE, emails }
  }).pipe(Effect.scoped, ifReadable(run.directory))
