/** Tests what a release contains, when its id changes, and which releases are kept. */
import { cpSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { type Config, DEFAULT_CONFIG } from "@almanac/core/config/config"
import { query, runOnce } from "@almanac/pipeline/run/fixture"
import { contactAnswer } from "@almanac/release/contact"
import { currentRelease, openRelease } from "@almanac/release/open"
import { memoryFiles } from "@almanac/release/testing/memory-files"
import { generate } from "@almanac/synthetic/generate"
import * as Effect from "effect/Effect"
import { afterAll, beforeAll, describe, expect, test } from "vitest"
import { directoryFiles, directoryTarget } from "./directory-target.ts"
import { emailHash, emailKey, manifestOf, parityIn, publishIn } from "./fixture.ts"
import { rollback } from "./publish.ts"

const AS_OF = "2026-11-23"
const root = mkdtempSync(join(tmpdir(), "almanac-publish-test-"))
afterAll(() => rmSync(root, { recursive: true }))
const at = (...names: ReadonlyArray<string>) => join(root, ...names)
const runs = ["run-1", "run-2", "run-3", "run-4"]
const back = (directory: string) => Effect.runPromise(rollback(directoryTarget(directory), "the directory"))
const changeBit = (file: string): void => {
  const bytes = readFileSync(file)
  const middle = bytes.length >> 1
  writeFileSync(file, bytes.with(middle, bytes[middle] ^ 4))
}
const served = (directory: string) => currentRelease(directoryFiles(directory))
const releasesIn = (directory: string) => readdirSync(join(directory, "releases")).sort()

beforeAll(async () => {
  const options = { contacts: 4_000, orgs: 2, seed: 3, asOf: AS_OF, memoryLimitMb: 300 }
  await Effect.runPromise(generate({ ...options, directory: at("in") }))
  for (const runId of runs) {
    await runOnce({ input: at("in"), output: at(runId), asOf: AS_OF }, { runId })
  }
})

describe("a release", () => {
  test("has the same id whatever threads wrote it, and another one for another run", async () => {
    const ids = [
      await publishIn(at("run-1"), at("same"), 3, 1),
      await publishIn(at("run-1"), at("same"), 3, 2),
      await publishIn(at("run-2"), at("same"), 3, 2),
    ].map(({ release }) => release)
    expect(ids[0]).toBe(ids[1])
    expect(ids[2]).not.toBe(ids[0])
    expect(ids[0]).toMatch(/^2026-11-23-[0-9a-f]{16}$/)
    expect(releasesIn(at("same"))).toEqual([...new Set(ids)].sort())
  })

  test("has exactly the files that its manifest lists", async () => {
    const { release, files } = await publishIn(at("run-1"), at("whole"))
    const { pieces, run } = manifestOf(at("whole"), release)
    const found = readdirSync(at("whole/releases", release), { recursive: true, withFileTypes: true })
    expect(found.filter((entry) => entry.isFile()).length).toBe(files)
    expect(files).toBe(pieces.length + 1)
    expect(run).toMatchObject({ run_id: "run-1", as_of: AS_OF })
    expect(readdirSync(at("whole")).sort()).toEqual(["current.json", "releases"])
  })

  test("holds no email, name, phone number or birth date, but birthdays", async () => {
    const { release } = await publishIn(at("run-1"), at("private"))
    const shards = `'${at("private/releases", release, "contacts/*.parquet")}'`
    const columns = await query(`SELECT column_name FROM (DESCRIBE SELECT * FROM ${shards})`)
    expect(columns.map(({ column_name }) => column_name).join()).not.toMatch(/email$|mail,|name|phone|zip/)
    const [years] = await query(
      `SELECT min(year(birth_date)) AS first, max(year(birth_date)) AS last, count(birth_date) > 1000 AS many FROM ${shards}`,
    )
    expect(years).toEqual({ first: 2000n, last: 2000n, many: true })
    const [wrong] = await query(
      `SELECT count(*) AS n FROM ${shards} s JOIN (
         SELECT id, any_value(birth_date) AS birth_date FROM '${at("in/contacts.parquet")}' GROUP BY id HAVING count(*) = 1
       ) c ON c.id::VARCHAR = s.contact_id::VARCHAR
       WHERE strftime(TRY_CAST(c.birth_date AS DATE), '%m-%d') <> strftime(s.birth_date, '%m-%d')`,
    )
    expect(wrong).toEqual({ n: 0n })
    for (const path of readdirSync(at("private"), { recursive: true }).map(String)) {
      if (/\.(json|parquet)$/.test(path))
        expect(readFileSync(at("private", path), "latin1")).not.toMatch(/@[a-z]{3,}\.[a-z]{2,}/)
    }
  })

  test("keeps the year of birth only where a rule of the state asks for an age", async () => {
    const rule = { kind: "birthday", days_before: 0, days_after: 30, min_age: 65 } as const
    const config = {
      ...DEFAULT_CONFIG,
      state_rules: { rule_set: "baseline", overrides: { TX: [rule] } },
    } as Config
    await runOnce({ input: at("in"), output: at("aged"), asOf: AS_OF, config })
    const { release } = await publishIn(at("aged"), at("ages"))
    const years = await query(
      `SELECT DISTINCT state FROM '${at("ages/releases", release, "contacts/*.parquet")}' WHERE year(birth_date) <> 2000`,
    )
    expect(years).toEqual([{ state: "TX" }])
    expect(await parityIn(at("aged"), at("ages"), release)).toMatchObject({ differing: [] })
  })

  test("answers nothing for a contact it does not have, or of another organisation", async () => {
    const { release } = await publishIn(at("run-1"), at("asked"))
    const opened = await openRelease(directoryFiles(at("asked")), release)
    const [row] = await query(`SELECT contact_id, org_id FROM '${at("run-1/schedules/*.parquet")}' LIMIT 1`)
    const [contact, org] = [row?.contact_id as bigint, row?.org_id as bigint]
    const answer = await contactAnswer(opened, org, contact)
    expect(answer).toMatchObject({
      contactId: contact,
      orgId: org,
      state: expect.stringMatching(/^[A-Z]{2}$/),
    })
    expect(answer?.trace().length).toBeGreaterThanOrEqual(answer?.rows.length ?? Number.NaN)
    expect(await contactAnswer(opened, org + 1n, contact)).toBe(undefined)
    expect(await contactAnswer(opened, org, -(2n ** 62n))).toBe(undefined)
    expect(opened.orgs.map((id) => opened.volume(id)?.org_id)).toEqual(opened.orgs)
    expect(opened.volume(-1n)).toBe(undefined)
  })

  test("finds contacts by hashes of their emails in several shards", async () => {
    const keys = [1n, 2n].flatMap((org) => [emailKey(org), emailKey(org), emailKey(org)])
    const { release } = await publishIn(at("run-1"), at("hashed"), 3, 2, { keys, input: at("in") })
    expect(readdirSync(at("hashed/releases", release, "email-hashes")).length).toBe(3)
    const opened = await openRelease(directoryFiles(at("hashed")), release)
    const people = await query(
      `SELECT org_id, email, list_sort(list(contact_id))::VARCHAR AS ids
       FROM (SELECT DISTINCT contact_id, org_id FROM '${at("run-1/schedules/*.parquet")}')
       JOIN (SELECT id, arg_min(lower(email), file_row_number) AS email
         FROM read_parquet('${at("in/contacts.parquet")}', file_row_number = true) GROUP BY id
       ) ON id = contact_id GROUP BY ALL ORDER BY email LIMIT 60`,
    )
    expect(people.length).toBe(60)
    for (const { org_id, email, ids } of people) {
      for (const key of keys.filter(({ org }) => org === org_id)) {
        const found = await opened.contactsOfEmail(org_id as bigint, emailHash(key, String(email)))
        expect(`[${found?.contactIds.join(", ")}]`).toBe(ids)
      }
    }
  })

  test("reads the same from memory as from a directory", async () => {
    const { release } = await publishIn(at("run-1"), at("copied"))
    const paths = readdirSync(at("copied"), { recursive: true, withFileTypes: true })
      .filter((entry) => entry.isFile())
      .map((entry) => join(entry.parentPath, entry.name).slice(at("copied").length + 1))
    const files = memoryFiles(paths.map((path) => [path, new Uint8Array(readFileSync(at("copied", path)))]))
    expect((await openRelease(files, await currentRelease(files))).id).toBe(release)
  })
})

describe("the pointer", () => {
  test("names the latest of the releases kept, and goes back one at a time", async () => {
    const ids: Array<string> = []
    for (const run of runs) ids.push((await publishIn(at(run), at("kept"))).release)
    expect(releasesIn(at("kept"))).toEqual(ids.slice(1).sort())
    expect(await served(at("kept"))).toBe(ids[3])
    expect(await back(at("kept"))).toEqual({ release: ids[2], run_id: "run-3", as_of: AS_OF, from: ids[3] })
    expect(await served(at("kept"))).toBe(ids[2])
    expect((await back(at("kept"))).release).toBe(ids[1])
    await expect(back(at("kept"))).rejects.toThrow(/keeps no release before .+: publish another run/)
    expect(await served(at("kept"))).toBe(ids[1])
    expect((await publishIn(at("run-1"), at("kept"))).removed.toSorted()).toEqual([ids[2], ids[3]].sort())
    expect((await back(at("kept"))).release).toBe(ids[1])
  })

  test("stays where publishing fails, and what was built is gone", async () => {
    const { release } = await publishIn(at("run-1"), at("failing"))
    cpSync(at("run-2"), at("broken"), { recursive: true })
    writeFileSync(at("broken/snapshot/history.parquet"), "not Parquet")
    await expect(publishIn(at("broken"), at("failing"))).rejects.toThrow(
      /broken\/snapshot\/history.parquet has changed since the run wrote it: run again/,
    )
    expect(await served(at("failing"))).toBe(release)
    expect(readdirSync(at("failing/releases"))).toEqual([release])
  })

  test.each([
    ["a changed plan", "plan.json", (file: string) => writeFileSync(file, "{}"), "is not as published"],
    ["a missing shard", "contacts/00000.parquet", (file: string) => rmSync(file), "is not there"],
    ["a changed bit in a shard", "contacts/00000.parquet", changeBit, "is not as published"],
  ])("does not go back to a release with %s", async (what, piece, damage, says) => {
    const directory = at(what.replaceAll(" ", "-"))
    const { release } = await publishIn(at("run-1"), directory)
    const { release: current } = await publishIn(at("run-2"), directory)
    damage(join(directory, "releases", release, piece))
    await expect(back(directory)).rejects.toThrow(`${piece} ${says}: publish the run again`)
    expect(await served(directory)).toBe(current)
  })

  test("is refused if nothing was published", async () => {
    await expect(back(at("nowhere"))).rejects.toThrow("the directory holds no release: publish a run first")
  })
})

test("publishing again mends a damaged release", async () => {
  const { release } = await publishIn(at("run-1"), at("mended"))
  const shard = at("mended/releases", release, "contacts/00000.parquet")
  const before = readFileSync(shard)
  writeFileSync(shard, "")
  expect((await publishIn(at("run-1"), at("mended"))).release).toBe(release)
  expect(readFileSync(shard).equals(before)).toBe(true)
})

test.each([
  "snapshot/contacts.parquet",
  "snapshot/enrolments.parquet",
  "snapshot/campaigns.json",
  "plan/shares.parquet",
])("a run with a changed bit in %s is refused", async (path) => {
  const run = at(`changed-${path.replaceAll("/", "-")}`)
  cpSync(at("run-1"), run, { recursive: true })
  changeBit(join(run, path))
  await expect(publishIn(run, at("refused"))).rejects.toThrow(`${path} has changed since the run wrote it`)
})

test.each([
  ["its contacts", "snapshot/contacts.parquet", /the files of .+ cannot be read: run again/],
  ["its plan", "plan/plan.json", /plan\.json cannot be read: publish a run/],
])("a run without %s is refused", async (_, path, says) => {
  const run = at(`without-${path.replaceAll("/", "-")}`)
  cpSync(at("run-1"), run, { recursive: true })
  rmSync(join(run, path))
  await expect(publishIn(run, at("refused"))).rejects.toThrow(says)
})
