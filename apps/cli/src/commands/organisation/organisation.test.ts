/** Settings of organisations from an import to a run, with the real command. Every change is checked and has a version. */
import { mkdtempSync, readFileSync, rmSync } from "node:fs"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { afterAll, beforeAll, expect, test } from "vitest"
import { writeFiles } from "../../testing/command.ts"
import { inProcess } from "../../testing/in-process.ts"

const root = mkdtempSync(join(tmpdir(), "almanac-organisation-"))
afterAll(() => rmSync(root, { recursive: true }))
const at = (name: string): string => join(root, name)

async function ok(...words: ReadonlyArray<string>) {
  const { code, stdout, stderr } = await inProcess(root, ...words)
  expect({ code, stderr }, words.join(" ")).toEqual({ code: 0, stderr: "" })
  return stdout
}
const json = async (...words: ReadonlyArray<string>) => JSON.parse(await ok(...words, "--json"))
const organisation = (command: string, ...flags: ReadonlyArray<string>) =>
  json("organisation", command, "--db", "almanac.db", ...flags)
const refusal = async (...words: ReadonlyArray<string>) => {
  const { code, stderr } = await inProcess(root, ...words)
  expect(code, words.join(" ")).toBe(2)
  return stderr
}

/** 40 contacts of organisation 7 and 20 of organisation 8, all born on 12 December. */
const CONTACTS = Array.from(
  { length: 60 },
  (_, i) => `${i + 1},${i < 40 ? 7 : 8},p${i}@example.com,66601,1955-12-12`,
).join("\n")

beforeAll(async () => {
  await writeFiles(at("in"), {
    "contacts.csv": `id,org_id,email,zip_code,birth_date\n${CONTACTS}\n`,
    "organisations.csv": 'org_id,name,weekdays\n7,Northside,"mon,tue"\n8,Lakeview,\n',
  })
  await ok("import", "--db", "almanac.db", "--in", "in", "--author", "mo")
})

const OWN = { time_zone: "America/Denver", weekdays: ["sat"], daily_send_percentage_cap: 1 }

test("settings are imported, changed and rolled back, and each version is kept", async () => {
  const set = ["--org", "7", "--author", "li"]
  const denver = ["--time-zone", "America/Denver", "--weekdays", "sat", "--daily-send-percentage-cap", "1"]
  expect(await organisation("set", ...set, ...denver, "--reason", "Saturdays")).toMatchObject({ version: 3 })
  expect(await organisation("set", ...set, ...denver, "--reason", "again")).toMatchObject({ version: null })
  expect(await organisation("show", "--org", "7")).toMatchObject({
    name: "Northside",
    contacts: 40,
    own: OWN,
    effective: { ...OWN, holidays: "none", daily_cap: null },
  })
  expect(await organisation("rollback", ...set)).toMatchObject({ row: { weekdays: "mon,tue" }, version: 4 })
  expect(await organisation("rollback", ...set, "--version", "3")).toMatchObject({ version: 5 })
  const { versions } = await organisation("history", "--org", "7")
  expect(
    versions.map(({ version, author, reason, weekdays }: Record<string, unknown>) => [
      version,
      author,
      reason,
      weekdays,
    ]),
  ).toEqual([
    [1, "mo", "import", "mon,tue"],
    [3, "li", "Saturdays", "sat"],
    [4, "li", "rollback to version 1", "mon,tue"],
    [5, "li", "rollback to version 3", "sat"],
  ])
  expect(await ok("organisation", "list", "--db", "almanac.db")).toMatch(
    /7\s+Northside\s+40\s+time_zone America\/Denver; daily_send_percentage_cap 1; weekdays sat\n.*8\s+Lakeview\s+20\s+those of the configuration/s,
  )
})

test("a run uses them and says so, is verified and explained, and an export has them", async () => {
  await ok("run", "--db", "almanac.db", "--out", "plan", "--as-of", "2026-11-23", "--quiet")
  const manifest = JSON.parse(readFileSync(at("plan/manifest.json"), "utf8"))
  expect(manifest.organisations).toEqual([
    { org_id: 7, own: OWN, effective: expect.objectContaining({ ...OWN, holidays: "none" }) },
  ])
  expect(manifest.daily_loads.map(({ name, cap }: Record<string, unknown>) => [name, cap])).toEqual([
    ["Northside", 40],
    ["Lakeview", 1],
  ])
  const { contacts } = await json("explain", "--db", "almanac.db", "--run", "plan", "--contact", "1,41")
  const days = (at: number) =>
    new Set(
      contacts[at].rows
        .filter(({ status }: Record<string, unknown>) => status === "pre-scheduled")
        .map(({ scheduled_send_date }: Record<string, string>) => new Date(scheduled_send_date).getUTCDay()),
    )
  expect([...days(0)]).toEqual([6])
  expect([...days(1)]).not.toEqual([6])
  await ok("export", "--db", "almanac.db", "--out", "out", "--format", "csv", "--table", "organisations")
  expect(readFileSync(at("out/organisations.csv"), "utf8")).toContain(
    "7,Northside,America/Denver,1.0,,sat,,,",
  )
})

test("an organisation that is taken out of the import has a version that says so, and a restore brings it back", async () => {
  await ok("backup", "--db", "almanac.db", "--reason", "before")
  await writeFiles(at("less"), { "organisations.csv": "org_id,name\n8,Lakeview\n" })
  await ok("import", "--db", "almanac.db", "--in", "less", "--mode", "replace", "--author", "mo")
  const last = async () => (await organisation("history", "--org", "7")).versions.at(-1)
  expect(await last()).toMatchObject({ removed: true, reason: "import", weekdays: null })
  const { backups } = await json("backup", "list", "--db", "almanac.db")
  const { file } = backups.find(({ reason }: Record<string, unknown>) => reason === "before")
  await ok("restore", "--db", "almanac.db", "--backup", file, "--author", "li")
  expect(await last()).toMatchObject({ removed: false, reason: `restore of ${file}`, weekdays: "sat" })
  expect(await organisation("show", "--org", "7")).toMatchObject({ own: OWN })
})

test.each([
  [["set", "--org", "7", "--weekdays", "monday"], 'organisation 7: weekdays[0] is "monday": give one of mon'],
  [
    ["set", "--org", "7", "--daily-cap", "many"],
    "--daily-cap many is not a number: give a whole number, or inherit",
  ],
  [
    ["set", "--org", "7", "--daily-cap", "2.5"],
    "organisation 7: daily_cap is 2.5: give a whole number of emails",
  ],
  [["set", "--org", "seven"], "--org seven is not an id"],
  [
    ["show", "--org", "9"],
    "the store has no settings of organisation 9: choose one from almanac organisation list",
  ],
  [["rollback", "--org", "7", "--version", "2"], "organisation 7 has no version 2"],
])("%j is refused", async ([command, ...flags], said) => {
  const reason = command === "set" ? ["--reason", "test"] : []
  expect(await refusal("organisation", command, "--db", "almanac.db", ...flags, ...reason)).toContain(said)
})

test("an import with a value that cannot be used changes nothing", async () => {
  await writeFiles(at("bad"), { "organisations.csv": "org_id,holidays\n7,\n8,us\n" })
  expect(await refusal("import", "--db", "almanac.db", "--in", "bad")).toContain(
    'organisations.csv, row 2: holidays is "us": give "none" or "us_federal"',
  )
})
