/** Makes a store of two releases for tests. It uses the real command, as users do. */
import { execFile } from "node:child_process"
import { createHmac, randomBytes } from "node:crypto"
import { rename, writeFile } from "node:fs/promises"
import { join } from "node:path"
import { fileURLToPath } from "node:url"
import { promisify } from "node:util"
import { openClient } from "@almanac/duckdb/database"
import * as Effect from "effect/Effect"

const ALMANAC = fileURLToPath(new URL("../../../cli/src/main.ts", import.meta.url))

async function almanac(cwd: string, ...args: ReadonlyArray<string>): Promise<string> {
  const { stdout } = await promisify(execFile)(process.execPath, [ALMANAC, ...args], { cwd })
  return stdout
}

export interface Published {
  readonly release: string
  readonly run_id: string
}

const CONTACTS = 600

/** The enrolments, and in addition one of a contact of organisation 1 in a campaign of organisation 2. */
const ENROLLED_ELSEWHERE = `
  SELECT * FROM 'contact_campaigns.parquet'
  UNION ALL
  SELECT e.* REPLACE (c.id AS contact_id, 7 AS campaign_instance_id, DATE '2026-12-20' AS trigger_date, 'pending' AS status)
  FROM (SELECT * FROM 'contact_campaigns.parquet' LIMIT 1) e,
    (SELECT id FROM 'contacts.parquet' WHERE org_id = 1 ORDER BY id DESC LIMIT 3) c`

async function enrolElsewhere(root: string): Promise<void> {
  const file = (name: string) => join(root, "exports", name)
  const rows = ENROLLED_ELSEWHERE.replaceAll(/'(\w+\.parquet)'/g, (_, name: string) => `'${file(name)}'`)
  await query(root, `COPY (${rows}) TO '${file("more")}' (FORMAT parquet)`)
  await rename(file("more"), file("contact_campaigns.parquet"))
}

/** The key with which emails of organisation 1 are hashed. Organisation 2 has none. */
const EMAIL_KEY = randomBytes(32)

/** The hash with which a contact of organisation 1 is found. */
export async function emailHashOf(root: string, contact: string): Promise<string> {
  const contacts = `'${root}/exports/contacts.parquet' WHERE id::VARCHAR = '${contact}'`
  const email = String((await query(root, `SELECT email FROM ${contacts}`))[0]?.email)
  return createHmac("sha256", EMAIL_KEY).update(email.trim().toLowerCase()).digest("hex").slice(0, 32)
}

/**
 * Makes the exports in `root`, runs on two successive days, and publishes both into `releases`. Only the first of them has
 * a look-up by email.
 */
export async function publishTwo(root: string): Promise<readonly [Published, Published]> {
  const sample = ["--contacts", String(CONTACTS), "--orgs", "2", "--seed", "3", "--own-settings"]
  await almanac(root, "generate", ...sample, "--out", "exports", "--quiet")
  await enrolElsewhere(root)
  const run = (day: string) =>
    almanac(root, "run", "--in", "exports", "--out", `run-${day}`, "--as-of", day, "--quiet")
  await Promise.all(["2026-11-23", "2026-11-24"].map(run))
  const publish = async (day: string, ...flags: ReadonlyArray<string>): Promise<Published> =>
    JSON.parse(await almanac(root, "publish", "--run", `run-${day}`, "--to", "releases", "--json", ...flags))
  const later = await publish("2026-11-24")
  const keys = { keys: [{ org: 1, key: EMAIL_KEY.toString("hex") }] }
  await writeFile(join(root, "email-keys.json"), JSON.stringify(keys), { mode: 0o600 })
  return [await publish("2026-11-23", "--email-keys", "email-keys.json", "--in", "exports"), later]
}

/** The rows of a query on the files below `root`. */
export const query = (root: string, text: string): Promise<ReadonlyArray<Record<string, unknown>>> =>
  Effect.gen(function* () {
    const options = { threads: 1, memoryLimitMb: 300, tempDirectory: join(root, "spill") }
    const sql = yield* openClient(options)
    return yield* sql.unsafe<Readonly<Record<string, unknown>>>(text)
  }).pipe(Effect.scoped, Effect.runPromise)

/** A contact of organisation 1 that has an email of a campaign of organisation 2. */
export async function enrolledElsewhere(root: string): Promise<string> {
  const rows = `'${root}/run-2026-11-23/schedules/*.parquet' WHERE org_id = 1 AND campaign_instance_id = 7`
  return String((await query(root, `SELECT min(contact_id) AS id FROM ${rows}`))[0]?.id)
}

export interface Explained {
  readonly contact_id: number
  readonly org_id: number
  readonly rows: ReadonlyArray<Readonly<Record<string, unknown>>>
  readonly trace: ReadonlyArray<object>
}

/** The contacts in the output of `explain --json` on a run. */
export async function explained(root: string, run: string, ids: string): Promise<ReadonlyArray<Explained>> {
  const text = await almanac(root, "explain", "--in", "exports", "--run", run, "--contact", ids, "--json")
  return JSON.parse(text).contacts
}
