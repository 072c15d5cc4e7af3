/** The time that core takes for the whole decision about one contact, by kind of contact. */
import { createHash } from "node:crypto"
import { contactColumns } from "@almanac/core/columns/contacts"
import { RowColumns } from "@almanac/core/columns/rows"
import { DEFAULT_CONFIG } from "@almanac/core/config/config"
import { parseDay } from "@almanac/core/day/civil"
import { placeBatch, releaseBatch } from "@almanac/core/decide/decide"
import { resolveCampaigns } from "@almanac/core/domain/campaign"
import { stateIndex } from "@almanac/core/law/states"
import { OrgShares } from "@almanac/core/plan/apply"
import { Counts } from "@almanac/core/plan/counts"
import { ContactCursor } from "@almanac/core/rules/contact-cursor"
import { rulebook } from "@almanac/core/rules/rulebook"
import { AS_OF } from "../export.ts"
import { firstOf, repetitions, type Suite } from "../frame/bench.ts"

const TODAY = parseDay(AS_OF) ?? 0
const CAMPAIGNS = 8

interface Kind {
  readonly name: string
  readonly state: "TX" | "CA" | "MO"
  readonly enrolments: number
  readonly history: number
}

const KINDS: ReadonlyArray<Kind> = [
  { name: "no window, nothing else", state: "TX", enrolments: 0, history: 0 },
  { name: "no window, 5 emails in history", state: "TX", enrolments: 0, history: 5 },
  { name: "birthday window", state: "CA", enrolments: 0, history: 2 },
  { name: "effective-date window", state: "MO", enrolments: 0, history: 2 },
  { name: `${CAMPAIGNS} campaigns`, state: "TX", enrolments: CAMPAIGNS, history: 2 },
]

export const contact: Suite = {
  name: "contact",
  about: "the whole decision about one contact in core, without reading or writing, in one thread",
  sizes: { full: { contacts: [200_000], reps: 3 }, smoke: { contacts: [500], reps: 1 } },
  run: async (bench) => {
    const contacts = firstOf(bench.contacts)
    for (const rep of repetitions(bench)) {
      for (const kind of KINDS) {
        const { microseconds, rows, hash } = measure(kind, contacts)
        bench.record(
          { case: kind.name, rep, hash },
          { "a contact": [microseconds, "µs", "< 5"], "rows a contact": [rows / contacts, "ratio"] },
        )
      }
    }
  },
}

interface Measured {
  readonly microseconds: number
  readonly rows: number
  /** Hash of the decisions. */
  readonly hash: string
}

function measure({ state, enrolments, history }: Kind, contacts: number): Measured {
  const campaigns = resolveCampaigns(
    DEFAULT_CONFIG,
    [],
    Array.from({ length: CAMPAIGNS }, (_, n) => ({
      id: BigInt(n + 1),
      campaign_type: n % 2 === 0 ? "rate_increase" : "policy_update",
      instance_name: null,
      email_template: "e",
      sms_template: null,
      active_start_date: TODAY - 10,
      active_end_date: TODAY + 200,
      metadata: null,
      org_id: null,
      holdout_percentage: null,
    })),
    TODAY,
  )
  const book = rulebook(DEFAULT_CONFIG, campaigns, TODAY)
  const columns = contactColumns(contacts, contacts * enrolments, contacts * history)
  columns.count = contacts
  for (let i = 0; i < contacts; i++) {
    columns.id[i] = BigInt(i + 1)
    columns.orgId[i] = 1n
    columns.state[i] = stateIndex(state)
    columns.birthDate[i] = TODAY - 70 * 365 - (i % 365)
    columns.effectiveDate[i] = TODAY - 5 * 365 - ((i * 7) % 365)
    columns.enrolments.start[i + 1] = (i + 1) * enrolments
    columns.history.start[i + 1] = (i + 1) * history
    for (let e = i * enrolments; e < (i + 1) * enrolments; e++) {
      columns.enrolments.instance[e] = e % CAMPAIGNS
      columns.enrolments.trigger[e] = TODAY + 20 + (e % 100)
      columns.enrolments.takesPart[e] = 1
    }
    for (let h = i * history; h < (i + 1) * history; h++) {
      columns.history.id[h] = BigInt(h + 1)
      columns.history.type[h] = h % 3
      columns.history.status[h] = 2
      columns.history.sentOn[h] = TODAY - 10 - 40 * (h % 5)
      columns.history.event[h] = TODAY - 400
      columns.history.instance[h] = -1
    }
  }
  const rows = new RowColumns()
  const cursor = new ContactCursor(book, columns, rows)
  const plan = [new OrgShares(TODAY, [], [])]
  const decideAll = (): number => {
    releaseBatch(cursor, new Counts())
    placeBatch(cursor, plan)
    return rows.count
  }
  decideAll()
  const start = performance.now()
  const count = decideAll()
  const microseconds = ((performance.now() - start) * 1000) / contacts
  const hash = createHash("sha256")
  for (const column of [rows.send, rows.status, rows.reason]) hash.update(column.subarray(0, count))
  return { microseconds, rows: count, hash: hash.digest("hex").slice(0, 12) }
}
