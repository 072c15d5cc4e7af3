/**
 * Runs the nightly script as cron or systemd does: outside the clone, and configured only by environment
 * variables.
 */
import { execFile } from "node:child_process"
import { randomBytes } from "node:crypto"
import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  writeFileSync,
} from "node:fs"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { fileURLToPath } from "node:url"
import { generated, inStore, putEmails, textOf } from "@almanac/store/fixture-runs"
import * as Effect from "effect/Effect"
import { afterAll, expect, test } from "vitest"

const deploy = fileURLToPath(new URL("../../../deploy/", import.meta.url))
const root = mkdtempSync(join(tmpdir(), "almanac-nightly-"))
afterAll(() => rmSync(root, { recursive: true }))

const night = (variables: Record<string, string>) =>
  new Promise<{ readonly code: number; readonly stderr: string }>((resolve) => {
    const env = { PATH: "/usr/bin:/bin", NIGHTLY_DIR: root, EXPORTS: join(root, "exports"), ...variables }
    execFile(join(deploy, "nightly.sh"), { cwd: "/", env }, (error, _, stderr) =>
      resolve({ code: Number(error?.code ?? 0), stderr }),
    )
  })

test("imports, runs, verifies, publishes, and leaves a batch; who is gone from the export loses the plan", async () => {
  mkdirSync(join(root, "exports"))
  await generated(join(root, "exports"), 300)
  const db = join(root, "almanac.db")
  await inStore(db, ({ sql }) =>
    Effect.gen(function* () {
      yield* sql`INSERT INTO contacts BY NAME SELECT 999999 AS id, 'gone@example.com' AS email, '73301' AS zip_code`
      yield* putEmails(
        sql,
        `SELECT 7000000 AS id, 999999 AS contact_id, 'aep' AS email_type, DATE '2026-11-24' AS scheduled_send_date,
           'pre-scheduled' AS status, 7 AS priority, 0 AS changed_in`,
      )
    }),
  )
  const keys = join(root, "email-keys.json")
  const key = { org: 1, key: randomBytes(32).toString("hex") }
  writeFileSync(keys, JSON.stringify({ keys: [key] }), { mode: 0o600 })
  const { code, stderr } = await night({ DAY: "2026-11-24", EMAIL_KEYS: keys })
  expect({ code, stderr: stderr.split("\n").filter((line) => /"level":"(warn|error)"/.test(line)) }).toEqual({
    code: 0,
    stderr: [],
  })
  expect(await textOf(db, "SELECT count(*) FROM emails WHERE contact_id = 999999")).toBe('["0"]')
  const batch = join(root, "batches/2026-11-24.csv")
  const [head, ...rows] = readFileSync(batch, "utf8").trim().split("\n")
  expect(head).toMatch(/^id,contact_id,.*,email,first_name,last_name,phone_number$/)
  expect(await textOf(db, "SELECT count(*) FROM emails WHERE claimed_by = 'nightly'")).toBe(
    `["${rows.length}"]`,
  )
  expect(rows.length).toBeGreaterThan(0)
  expect(statSync(batch).mode & 0o777).toBe(0o600)
  const [release = "", ...others] = readdirSync(join(root, "releases/releases"))
  expect(others).toEqual([])
  expect(existsSync(join(root, "releases/releases", release, "email-hashes/index.json"))).toBe(true)
  expect(readFileSync(join(root, "almanac.prom"), "utf8")).toContain("almanac_run_contacts ")
})

test("a night that fails says why, ends with the code of what failed, and leaves its figures", async () => {
  rmSync(join(root, "almanac.prom"))
  const { code, stderr } = await night({ EXPORTS: join(root, "nowhere"), DAY: "2026-11-25" })
  expect({ code, stderr }).toMatchObject({ code: 2, stderr: expect.stringMatching(/nowhere does not exist/) })
  expect(readFileSync(join(root, "almanac.prom"), "utf8")).toContain("almanac_run_contacts ")
})

test("the unit starts the script, whose variables the documents name", () => {
  const script = readFileSync(join(deploy, "nightly.sh"), "utf8")
  const variables = [...script.matchAll(/^([A-Z_]+)=\$\{\1:-/gm)].map(([, name]) => name as string)
  const documents = readFileSync(join(deploy, "../docs/reference/operations.md"), "utf8")
  expect(variables).toContain("NIGHTLY_DIR")
  for (const name of variables) expect(documents).toContain(`\`${name}\``)
  const unit = readFileSync(join(deploy, "almanac-nightly.service"), "utf8")
  expect(unit).toContain("ExecStart=/opt/almanac/deploy/nightly.sh\n")
})
