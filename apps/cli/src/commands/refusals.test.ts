/**
 * If the input, the configuration or a flag is wrong, the command prints one line, exits with code 2, and
 * does not run.
 */
import { mkdtempSync, readFileSync, rmSync } from "node:fs"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { afterAll, beforeAll, describe, expect, test } from "vitest"
import { expectRefusal, type Files, filesBelow, writeFiles } from "../testing/command.ts"
import { inProcess } from "../testing/in-process.ts"

const root = mkdtempSync(join(tmpdir(), "almanac-refusals-"))
afterAll(() => rmSync(root, { recursive: true }))

const DAY = ["--as-of", "2026-11-23"]
const CONTACTS = `SELECT range + 1 AS id, 'user' || range || '@example.com' AS email, '60601' AS zip_code,
  DATE '1950-03-07' AS birth_date FROM range(5000)`
const CSV = "id,email,zip_code\n1,a@example.com,60601\n"

let number = 0
/** Runs on an input that consists of these files. */
async function runOn(files: Files, ...flags: ReadonlyArray<string>) {
  const directory = join(root, `case-${number++}`)
  const [input, out] = [join(directory, "in"), join(directory, "out")]
  await writeFiles(directory, { "in/placeholder": "", ...files })
  const outcome = await inProcess(directory, "run", "--in", "in", "--out", "out", ...DAY, ...flags)
  return { outcome, input, made: filesBelow(out) }
}

/** Puts the directory of the input in front of the paths. */
const input = (files: Files): Files =>
  Object.fromEntries(Object.entries(files).map(([path, content]) => [`in/${path}`, content]))

let whole: Buffer
beforeAll(async () => {
  await writeFiles(root, { "in/contacts.parquet": CONTACTS })
  whole = readFileSync(join(root, "in/contacts.parquet"))
})

function damaged(first: number, last: number): Buffer {
  const bytes = Buffer.from(whole)
  return bytes.fill(0xa5, first, last < 0 ? bytes.length + last : last)
}

const TYPES =
  "name,respect_exclusion_windows,enable_followups,days_before_event,target_all_contacts,priority\n"
const INSTANCES = "id,campaign_type,active_start_date,metadata\n"

describe.concurrent("inputs", () => {
  const cases: ReadonlyArray<readonly [name: string, files: () => Files, says: RegExp]> = [
    [
      "no contacts",
      () => ({ "suppressions.csv": "email\n" }),
      /has no table contacts: add contacts\.parquet or/,
    ],
    [
      "a required column is missing",
      () => ({ "contacts.parquet": "SELECT 1 AS id, 'a@example.com' AS email" }),
      /contacts\.parquet has no column zip_code: add it; required are id, email, zip_code/,
    ],
    [
      "ZIP codes as integers, which lose their zeros",
      () => ({ "contacts.parquet": "SELECT 1 AS id, 'a@example.com' AS email, 2134 AS zip_code" }),
      /contacts\.parquet has column zip_code of type INTEGER: \S/,
    ],
    [
      "a date that is a boolean",
      () => ({ "contacts.parquet": `SELECT * REPLACE (true AS birth_date) FROM (${CONTACTS})` }),
      /contacts\.parquet has column birth_date of type BOOLEAN: \S/,
    ],
    [
      "zero bytes",
      () => ({ "contacts.parquet": new Uint8Array() }),
      /contacts\.parquet is empty \(0 bytes\): export/,
    ],
    [
      "cut off",
      () => ({ "contacts.parquet": whole.subarray(0, whole.length / 2) }),
      /contacts\.parquet is cut off, its end is missing: export or copy the file again/,
    ],
    [
      "a damaged footer",
      () => ({ "contacts.parquet": damaged(whole.length - 200, -8) }),
      /contacts\.parquet is damaged, its data cannot be decoded: export or copy the file again/,
    ],
    [
      "damaged data under a good footer",
      () => ({ "contacts.parquet": damaged(40, -1500) }),
      /contacts\.parquet is damaged, its data cannot be decoded: export or copy the file again/,
    ],
    [
      "damaged page headers under a good footer",
      () => ({ "contacts.parquet": damaged(4, 60) }),
      /contacts\.parquet.* damaged, its data cannot be decoded: export or copy the file again/,
    ],
    [
      "no rows",
      () => ({ "contacts.parquet": `${CONTACTS} LIMIT 0` }),
      /the table contacts has no rows \(contacts\.parquet\): export at least one contact/,
    ],
    [
      "a line with too many values",
      () => ({ "contacts.csv": `${CSV}2,b@example.com,60601,surplus\n` }),
      /contacts\.csv, line 3 has 4 values where the header has 3: \S/,
    ],
    [
      "an instance of an unknown campaign type",
      () => ({ "contacts.csv": CSV, "campaign_instances.csv": `${INSTANCES}7,rate_incraese,,\n` }),
      /instance 7 has the unknown campaign type "rate_incraese": add it to campaign_types or use one of .*rate_increase/,
    ],
    [
      "an instance for all contacts without start date",
      () => ({ "contacts.csv": CSV, "campaign_instances.csv": `${INSTANCES}7,initial_blast,,\n` }),
      /instance 7 \(initial_blast\) targets all contacts but has no active_start_date: set it/,
    ],
    [
      "metadata that is no JSON",
      () => ({ "contacts.csv": CSV, "campaign_instances.csv": `${INSTANCES}7,rate_increase,,{priority\n` }),
      /campaign_instances.*(row 1|instance 7).*metadata.*: (write|give) /,
    ],
    [
      "metadata with an impossible value",
      () => ({
        "contacts.csv": CSV,
        "campaign_instances.csv": `${INSTANCES}7,rate_increase,,{"priority": "top"}\n`.replaceAll(
          '{"priority": "top"}',
          '"{""priority"": ""top""}"',
        ),
      }),
      /instance 7: metadata\.priority is "top": give an integer from 0 to 1000/,
    ],
    [
      "a campaign type with an impossible flag",
      () => ({ "contacts.csv": CSV, "campaign_types.csv": `${TYPES}spring,perhaps,true,7,false,5\n` }),
      /campaign_types\.csv, row 1, respect_exclusion_windows cannot be read: write true or false/,
    ],
  ]
  test.each(cases)("%s", async (_, files, says) => {
    const { outcome, made } = await runOn(input(files()))
    expectRefusal(outcome, says)
    expect(made).toEqual([])
  })

  test("a directory that is not there, or is a file", async () => {
    const run = (directory: string) => inProcess(root, "run", "--in", directory, "--out", "nowhere", ...DAY)
    expectRefusal(
      await run("missing"),
      /missing does not exist: name the directory that holds contacts\.parquet/,
    )
    expectRefusal(await run("in/contacts.parquet"), /contacts\.parquet is a file: name the directory/)
    expectRefusal(await run(""), /--in is empty: name a directory/)
  })
})

describe.concurrent("configurations", () => {
  const cases: ReadonlyArray<readonly [name: string, config: string | Uint8Array, says: RegExp]> = [
    [
      "not YAML",
      "frequency: [1,\n",
      /config\.yaml, line \d+, column \d+: .+: correct the YAML or JSON at this place/,
    ],
    [
      "not text",
      new Uint8Array([0xff, 0xfe, 0x00]),
      /config\.yaml is not UTF-8 text: save the file as UTF-8/,
    ],
    [
      "an unknown key",
      "frequency: {max_emails_per_perod: 3}\n",
      /max_emails_per_perod.*max_emails_per_period/,
    ],
    ["an unknown group", "load_balancer: {enabled: false}\n", /load_balancer.*load_balancing/],
    [
      "an impossible value",
      "load_balancing: {daily_send_percentage_cap: 7}\n",
      /daily_send_percentage_cap.*7/,
    ],
    ["a value of another kind", "timing: {send_time: 8 o'clock}\n", /timing\.send_time/],
    ["an unknown rule set", "state_rules: {rule_set: us-1999}\n", /rule_set.*baseline/],
  ]
  test.each(cases)("%s", async (_, config, says) => {
    const files = { "in/contacts.csv": CSV, "config.yaml": config }
    const { outcome, made } = await runOn(files, "--config", "config.yaml")
    expectRefusal(outcome, says)
    expect(outcome.stderr).toMatch(/config\.yaml/)
    expect(made).toEqual([])
  })

  test("no such file, a directory, an unknown profile", async () => {
    const run = async (...flags: ReadonlyArray<string>) =>
      (await runOn({ "in/contacts.csv": CSV }, ...flags)).outcome
    expectRefusal(
      await run("--config", "none.yaml"),
      /none\.yaml does not exist: name an existing configuration file/,
    )
    expectRefusal(await run("--config", "in"), /in is a directory, not a configuration file: name a file/)
    expectRefusal(await run("--profile", "production"), /production/)
  })
})

describe.concurrent("output directories", () => {
  const runInto = async (files: Files, out = "out") => {
    const directory = join(root, `case-${number++}`)
    await writeFiles(directory, { "in/contacts.csv": CSV, ...files })
    const outcome = await inProcess(directory, "run", "--in", "in", "--out", out, ...DAY)
    return { outcome, made: filesBelow(directory) }
  }
  const cases: ReadonlyArray<readonly [name: string, files: Files, says: RegExp]> = [
    [
      "a finished run",
      { "out/manifest.json": "{}", "out/schedules/part-00000.parquet": "SELECT 1" },
      /out already holds a finished run: choose another --out, or remove it first/,
    ],
    ["a file", { out: "" }, /out is a file: name a directory for --out/],
    [
      "other files",
      { "out/notes.txt": "" },
      /out holds other files \(notes\.txt\): choose an empty or new directory/,
    ],
    [
      "other files in a directory named like one of a run",
      { "out/schedules/mine.csv": "" },
      /out holds other files \(schedules\/mine\.csv\): choose an empty or new directory/,
    ],
  ]
  test.each(cases)("%s is left alone", async (_, files, says) => {
    const { outcome, made } = await runInto(files)
    expectRefusal(outcome, says)
    expect(made).toEqual(["in/contacts.csv", ...Object.keys(files)].sort())
  })

  test("below a file, where no directory can be made, or no name", async () => {
    const refused = async (out: string) => (await runInto({ taken: "" }, out)).outcome
    expectRefusal(
      await refused("taken/out"),
      /taken\/out cannot be written \(ENOTDIR\): choose a writable directory/,
    )
    expectRefusal(await refused("/dev/null/out"), /\/dev\/null\/out cannot be written/)
    expectRefusal(await refused(""), /--out is empty: name a directory/)
  })
})

describe.concurrent("flags", () => {
  const cases: ReadonlyArray<readonly [args: string, says: RegExp]> = [
    [
      "run --in in --out out --as-of 2026-02-30",
      /--as-of 2026-02-30 is not a date: give an existing date as/,
    ],
    ["run --in in --out out --as-of yesterday", /--as-of yesterday is not a date: give an existing date as/],
    ["run --in in --out out --as-of 1066-10-14", /--as-of 1066-10-14 is out of range: give a date from 1900/],
    ["run --in in --out out --as-of 9999-12-31", /--as-of 9999-12-31 is out of range: give a date from 1900/],
    ["run --in in --out out", /--as-of.*see almanac run --help/],
    [
      "run --out out --as-of 2026-11-23",
      /it is not clear what to plan: give --in with a directory of tables, or --db/,
    ],
    ["run --in in --as-of 2026-11-23", /--out.*see almanac run --help/],
    ["run --in in --out out --as-of 2026-11-23 --thread 2", /--thread\b.*see almanac run --help/],
    ["run --in in --out out --as-of 2026-11-23 --threads 0", /--threads 0 is too small: .*at least 1/],
    [
      "run --in in --out out --as-of 2026-11-23 --threads 1000000000",
      /--threads 1000000000 is too large: .*at most 1024/,
    ],
    ["verify --in in --run out --memory-limit 10", /--memory-limit 10 is too small: .*at least 500/],
    ["run --in in --out out --as-of 2026-11-23 --threads two", /--threads.*see almanac run --help/],
    ["run --in in --out out --as-of 2026-11-23 --batch-size 0", /--batch-size 0 is too small: .*at least 1/],
    [
      "run --in in --out out --as-of 2026-11-23 --memory-limit 100",
      /--memory-limit 100 is too small: .*at least \d/,
    ],
    ["plan --in in", /"plan".*see almanac --help/],
    ["config chekc", /"chekc".*see almanac config --help/],
    [
      "explain --in in --contact abc --as-of 2026-11-23",
      /--contact abc is neither an id nor an email address: give/,
    ],
    [
      "explain --in in --contact 1",
      /it is not clear for which day to explain: give --as-of YYYY-MM-DD, or --run/,
    ],
    [
      "explain --in in --contact 1 --as-of 2026-13-01",
      /--as-of 2026-13-01 is not a date: give an existing date/,
    ],
    [
      "explain --in in --contact 1 --run missing",
      /missing is not a finished run \(no manifest\.json\): give the --out/,
    ],
    [
      "explain --in in --contact 77777 --as-of 2026-11-23",
      /no contact of in has the id 77777: give the id of a row/,
    ],
    ["explain --in missing --contact 1 --as-of 2026-11-23", /missing does not exist: name the directory/],
  ]
  test.each(cases)("almanac %s", async (args, says) => {
    expectRefusal(await inProcess(root, ...args.split(" ")), says)
    expect(filesBelow(join(root, "out"))).toEqual([])
  })
})
