/** Makes runs and releases for tests. */
import { createHmac, randomBytes } from "node:crypto"
import { readFileSync } from "node:fs"
import { join } from "node:path"
import { type Day, parseDay } from "@almanac/core/day/civil"
import { query } from "@almanac/pipeline/run/fixture"
import { contactAnswer, type PublishedRow } from "@almanac/release/contact"
import type { Due } from "@almanac/release/due"
import { releasePath } from "@almanac/release/format"
import type { ReleaseManifest } from "@almanac/release/manifest"
import { openRelease } from "@almanac/release/open"
import * as Effect from "effect/Effect"
import { directoryFiles, directoryTarget } from "./directory-target.ts"
import type { EmailKey } from "./email-keys.ts"
import { parityOf } from "./parity.ts"
import { type Published, type PublishOptions, publish } from "./publish.ts"
import type { Target } from "./target.ts"

export const publishTo = (
  run: string,
  target: Target,
  keep = 3,
  threads = 2,
  emails: PublishOptions["emails"] = undefined,
): Promise<Published> =>
  Effect.runPromise(
    publish({ run, emails, target, keep, threads, databaseMemoryMb: 300, onProgress: () => {} }),
  )

/** Publishes a run into a directory. */
export const publishIn = (
  run: string,
  directory: string,
  keep = 3,
  threads = 2,
  emails: PublishOptions["emails"] = undefined,
): Promise<Published> => publishTo(run, directoryTarget(directory), keep, threads, emails)

export const emailKey = (org: bigint, bytes: Uint8Array = randomBytes(32)): EmailKey => ({ org, bytes })

/** The hash with which a client looks for an email. */
export const emailHash = ({ bytes }: EmailKey, email: string): string =>
  createHmac("sha256", bytes).update(email.trim().toLowerCase()).digest("hex").slice(0, 32)

export const manifestOf = (directory: string, id: string): ReleaseManifest =>
  JSON.parse(readFileSync(join(directory, releasePath(id, "manifest.json")), "utf8"))

/** Compares the rows of every organisation and day of a release with the rows of the run. */
export async function dueParityIn(run: string, directory: string, id: string) {
  const due = await (await openRelease(directoryFiles(directory), id)).due(id)
  const lists = await query(
    `SELECT org_id, scheduled_send_date::VARCHAR AS day, string_agg(to_json(t)::VARCHAR, chr(10) ORDER BY to_json(t)::VARCHAR) AS rows
     FROM (
       SELECT * EXCLUDE (scheduler_run_id) REPLACE (contact_id::VARCHAR AS contact_id, org_id::VARCHAR AS org_id,
         campaign_instance_id::VARCHAR AS campaign_instance_id, parent_schedule_id::VARCHAR AS parent_schedule_id,
         strftime(send_at, '%Y-%m-%dT%H:%M:%SZ') AS send_at, strftime(sms_send_at, '%Y-%m-%dT%H:%M:%SZ') AS sms_send_at),
         scheduler_run_id
       FROM read_parquet('${join(run, "schedules", "*.parquet")}')
     ) t
     GROUP BY ALL ORDER BY ALL`,
  )
  let rows = 0
  const differing: Array<string> = []
  for (const list of lists) {
    const [org, day] = [BigInt(String(list.org_id)), String(list.day)]
    const found = await listOf(due, org, parseDay(day) as Day)
    rows += found.length
    const ids = found.map(({ contact_id }) => contact_id)
    const isInOrder = ids.every((contact, i) => i === 0 || ids[i - 1] <= contact)
    const lines = found.map((row) => toJson(row)).sort()
    if (!isInOrder || lines.join("\n") !== list.rows) differing.push(`${org} ${day}`)
  }
  const nobody = await listOf(due, -(2n ** 63n), 0)
  return { lists: lists.length, rows, differing, nobody: nobody.length }
}

const toJson = (row: PublishedRow): string =>
  JSON.stringify(row, (_, value: unknown) => (typeof value === "bigint" ? String(value) : value))

async function listOf(due: Due, org: bigint, day: Day): Promise<ReadonlyArray<PublishedRow>> {
  const rows: Array<PublishedRow> = []
  let next: number | undefined = await due.start(org, day)
  while (next !== undefined) {
    const read = await due.read(org, day, next)
    rows.push(...read.rows)
    next = read.next
  }
  return rows
}

/** Asks a published release for every contact of its run. */
export async function parityIn(run: string, directory: string, id: string) {
  const release = await openRelease(directoryFiles(directory), id)
  return Effect.runPromise(
    parityOf({
      run,
      shards: manifestOf(directory, id).shards,
      ask: async (org, contactId) => (await contactAnswer(release, org, contactId))?.rows,
      onContacts: () => {},
    }),
  )
}
