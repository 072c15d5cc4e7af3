/** Lists of what is due, compared with the rows of the runs. */
import { readFileSync, writeFileSync } from "node:fs"
import { expect } from "vitest"
import type { Case } from "../conformance/case.ts"
import { decisionsOf } from "./requests.ts"
import type { Answer } from "./servers.ts"

type Row = Readonly<Record<string, unknown>>
type Rows = ReadonlyArray<Row>
/** Sends a request to all runtimes and returns the answer, which must be the same from all. */
type Holds = (of: Case) => Promise<Answer>

const isDue = (row: Row, day: string) => String(row.org_id) === "1" && row.scheduled_send_date === day

const isPlanned = ({ status }: Row) => status === "pre-scheduled"

/** The rows as sorted texts, without the run id. */
const sameRows = (rows: Rows): ReadonlyArray<string> =>
  rows.map((row) => JSON.stringify({ ...row, scheduler_run_id: "" }, Object.keys(row).sort())).sort()

const rowsOf = async (root: string, day: string): Promise<Rows> =>
  [...(await decisionsOf(root, `run-${day}`)).values()].flat()

/** The rows of all pages of a list. */
async function pagesOf(holds: Holds, path: string) {
  const found = { rows: [] as Array<Row>, removed: [] as Array<Row> }
  let cursor: string | null = ""
  while (cursor !== null) {
    const page = cursor === "" ? path : `${path}&cursor=${cursor}`
    const { body } = await holds({ name: page, path: page, key: "reader", status: 200 })
    const answer = JSON.parse(body)
    found.rows.push(...answer.rows)
    found.removed.push(...answer.removed)
    cursor = answer.next_cursor
  }
  return { rows: sameRows(found.rows), removed: sameRows(found.removed) }
}

export async function holdLists(holds: Holds, root: string): Promise<void> {
  const rows = await rowsOf(root, "2026-11-23")
  for (const [day, limit] of [
    ["2026-11-24", 7],
    ["2027-09-15", 1000],
  ] as const) {
    const due = rows.filter((row) => isDue(row, day))
    expect(due.filter(isPlanned).length, day).toBeGreaterThan(7)
    const list = `/v1/orgs/1/due?day=${day}&limit=${limit}`
    expect((await pagesOf(holds, list)).rows).toEqual(sameRows(due.filter(isPlanned)))
    expect((await pagesOf(holds, `${list}&status=all`)).rows).toEqual(sameRows(due))
  }
}

/** A key of organisation 1 sees the rows of a campaign of organisation 2, but not its templates. */
export async function holdForeign(holds: Holds, root: string, contact: string): Promise<void> {
  const [row] = (await rowsOf(root, "2026-11-23")).filter(
    (each) => String(each.contact_id) === contact && each.campaign_instance_id !== null,
  )
  const path = `/v1/orgs/1/due?day=${row?.scheduled_send_date}&status=all&limit=1000`
  const templateFor = async (key: "reader" | "ofOrg1") => {
    const { rows } = JSON.parse((await holds({ name: path, path, key, status: 200 })).body)
    return rows.find((each: Row) => String(each.contact_id) === contact && each.campaign_instance_id !== null)
      .email_template
  }
  expect(await templateFor("reader")).toBe(row?.email_template)
  expect(await templateFor("ofOrg1")).toBe(null)
}

/** @param releases the release of 2026-11-23, which is served, and the release of the day after */
export async function holdChanges(
  holds: Holds,
  root: string,
  releases: readonly [string, string],
): Promise<void> {
  const day = "2026-11-25"
  const at = (rows: Rows) => rows.filter((row) => isDue(row, day) && isPlanned(row))
  const present = at(await rowsOf(root, "2026-11-23"))
  const past = at(await rowsOf(root, "2026-11-24"))
  const emailOf = (row: Row) =>
    [row.contact_id, row.email_type, row.campaign_instance_id, row.event_date, row.parent_schedule_id].join()
  const emails = new Set(present.map(emailOf))
  const list = (release: string) => `/v1/orgs/1/due?day=${day}&limit=5&changed_since=${release}`
  const found = await pagesOf(holds, list(releases[1]))
  const before = sameRows(past)
  expect(found.rows).toEqual(sameRows(present).filter((row) => !before.includes(row)))
  expect(found.removed).toEqual(sameRows(past.filter((row) => !emails.has(emailOf(row)))))
  expect(found.rows.length + found.removed.length).toBeGreaterThan(0)
  expect(await pagesOf(holds, list(releases[0]))).toEqual({ rows: [], removed: [] })
}

/**
 * A list continues with the release that it began with, even if the pointer names another release meanwhile.
 */
export async function holdGoingOn(
  holds: Holds,
  pointer: string,
  releases: readonly [string, string],
): Promise<void> {
  const path = "/v1/orgs/1/due?limit=1&status=all"
  const first = await holds({ name: "page", path, key: "reader", status: 200 })
  const { next_cursor } = JSON.parse(first.body)
  const before = readFileSync(pointer, "utf8")
  try {
    writeFileSync(pointer, JSON.stringify({ ...JSON.parse(before), release: releases[1] }))
    await holds({
      name: "next page",
      path: `${path}&cursor=${next_cursor}`,
      key: "reader",
      status: 200,
      says: new RegExp(`"day":"2026-11-23","release_id":"${releases[0]}".*"rows":\\[\\{`),
    })
  } finally {
    writeFileSync(pointer, before)
  }
}
