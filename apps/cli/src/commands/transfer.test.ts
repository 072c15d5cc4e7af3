/** Tables are imported and exported without loss. A run reads the same from the store as from files. */
import {
  copyFileSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from "node:fs"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { DatabaseSync } from "node:sqlite"
import { inStore, textOf } from "@almanac/store/fixture-runs"
import { afterAll, beforeAll, describe, expect, test } from "vitest"
import { expectRefusal, filesBelow, writeFiles } from "../testing/command.ts"
import { inProcess } from "../testing/in-process.ts"

const root = mkdtempSync(join(tmpdir(), "almanac-transfer-"))
afterAll(() => rmSync(root, { recursive: true }))
const at = (name: string): string => join(root, name)
const command = (line: string) => inProcess(root, ...line.split(" "))

async function json(line: string) {
  const { code, stdout, stderr } = await command(`${line} --json`)
  expect({ code, stderr }, line).toEqual({ code: 0, stderr: "" })
  return JSON.parse(stdout)
}

const checksumOf = async (flags: string): Promise<string> =>
  (await json(`run ${flags} --as-of 2026-11-23 --batch-size 1000 --threads 1`)).schedules_checksum

const TABLES = ["contacts", "email_schedules", "campaign_types", "campaign_instances", "contact_campaigns"]
const MORE = ["tracking_clicks", "contact_events", "suppressions"]

beforeAll(async () => {
  await command("generate --contacts 4000 --out exports --quiet")
  await json("import --db all.db --in exports")
})

describe("what goes in", () => {
  test("is counted: every row is taken, unchanged or rejected", async () => {
    const { tables } = await json("import --db counted.db --in exports --rejects rejects.csv")
    for (const { rows, taken, unchanged, rejected } of tables) expect(taken + unchanged + rejected).toBe(rows)
    const contacts = tables.find(({ table }: { table: string }) => table === "contacts")
    expect(contacts.rows).toBe(4_000)
    expect(contacts.rejected).toBeGreaterThan(0)
    const lines = readFileSync(at("rejects.csv"), "utf8").trim().split("\n")
    expect(lines[0]).toBe("table,row_number,reason")
    expect(lines).toHaveLength(
      1 + tables.reduce((sum: number, one: { rejected: number }) => sum + one.rejected, 0),
    )
    expect(lines.slice(1).every((line) => /^\w+,\d+,\w+$/.test(line))).toBe(true)
  })

  test("decides what the files decide", async () => {
    copyFileSync(at("all.db"), at("decides.db"))
    expect(await checksumOf("--db decides.db --out by-store")).toBe(
      await checksumOf("--in exports --out by-files"),
    )
  })

  test("comes out as it went in", async () => {
    await json("export --db all.db --out out")
    await json("import --db again.db --in out")
    await json("export --db again.db --out out-again")
    await json("export --db again.db --out csv --format csv")
    await json("import --db from-csv.db --in csv")
    for (const table of [...TABLES, ...MORE]) {
      const content = `SELECT count(*), coalesce(sum(hash(t)::HUGEINT), 0) FROM ${table === "email_schedules" ? "(SELECT * EXCLUDE (changed_in) FROM email_schedules)" : table} t`
      const expected = await textOf(at("all.db"), content)
      expect(await textOf(at("again.db"), content), table).toBe(expected)
      expect(await textOf(at("from-csv.db"), content), table).toBe(expected)
    }
    expect(filesBelow(at("out-again"))).toContain("audit_trail.parquet")
    expectRefusal(
      await command("export --db all.db --out out"),
      /contacts.parquet already exists: choose another/,
    )
  })

  test("a second time changes nothing but what sent emails may not", async () => {
    copyFileSync(at("all.db"), at("twice.db"))
    const content =
      "SELECT count(*), sum(hash(t)::HUGEINT) FROM (SELECT * EXCLUDE (changed_in) FROM email_schedules) t"
    const before = await textOf(at("twice.db"), content)
    await inStore(
      at("twice.db"),
      ({ sql }) =>
        sql`UPDATE email_labels SET email_template = 'as sent' WHERE label IN (SELECT label FROM emails WHERE status = 'sent')`,
    )
    const { tables } = await json("import --db twice.db --in exports --mode replace")
    const schedules = tables.find(({ table }: { table: string }) => table === "email_schedules")
    expect(schedules.unchanged).toBeGreaterThan(0)
    const untouched =
      "SELECT count(*) FROM email_schedules WHERE status = 'sent' AND email_template IS DISTINCT FROM 'as sent'"
    expect(await textOf(at("twice.db"), untouched)).toBe('["0"]')
    await inStore(at("twice.db"), ({ sql }) => sql`UPDATE email_labels SET email_template = NULL`)
    expect(await textOf(at("twice.db"), content)).toBe(before)
  })

  test("merging keeps the others, replacing removes them", async () => {
    const one = "SELECT 1 AS id, 'new@example.com' AS email, '94105' AS zip_code"
    await writeFiles(at("one"), { "contacts.parquet": one })
    copyFileSync(at("all.db"), at("merged.db"))
    const [all] = JSON.parse(await textOf(at("all.db"), "SELECT count(*) FROM contacts WHERE id <> 1"))
    await json("import --db merged.db --in one")
    expect(await textOf(at("merged.db"), "SELECT count(*) FROM contacts WHERE id <> 1")).toBe(`["${all}"]`)
    expect(await textOf(at("merged.db"), "SELECT email FROM contacts WHERE id = 1")).toBe(
      '["new@example.com"]',
    )
    await json("import --db merged.db --in one --mode replace")
    expect(await textOf(at("merged.db"), "SELECT id, email FROM contacts")).toBe('["1","new@example.com"]')
  })

  test("all or nothing: a table that is refused leaves no store half filled", async () => {
    await writeFiles(at("wrong"), {
      "contacts.csv": "id,email,zip_code\n1,a@example.com,94105\n",
      "campaign_instances.csv": "id,campaign_type\n1,no_such_type\n",
    })
    copyFileSync(at("all.db"), at("refused.db"))
    const content = "SELECT count(*), sum(hash(t)::HUGEINT) FROM contacts t"
    const before = await textOf(at("refused.db"), content)
    expectRefusal(await command("import --db refused.db --in wrong"), /no_such_type/)
    expect(await textOf(at("refused.db"), content)).toBe(before)
    expect(existsSync(at("refused.db.importing"))).toBe(false)
  })

  test("changes of campaigns are on record, field by field", async () => {
    copyFileSync(at("all.db"), at("changed.db"))
    const [id] = JSON.parse(await textOf(at("changed.db"), "SELECT min(id) FROM campaign_instances"))
    await json("export --db changed.db --out campaigns --table campaign_instances --format csv")
    const file = at("campaigns/campaign_instances.csv")
    const [head = "", ...rows] = readFileSync(file, "utf8").trim().split("\n")
    const column = head.split(",").indexOf("email_template")
    const renamed = rows.map((row) => {
      const cells = row.split(",")
      if (cells[0] === id) cells[column] = "renamed"
      return cells.join(",")
    })
    writeFileSync(file, `${[head, ...renamed].join("\n")}\n`)
    const logged =
      "SELECT campaign_instance_id, field, new_value, requires_rescheduling, author FROM campaign_change_log WHERE id > (SELECT max(id) FROM before)"
    await inStore(
      at("changed.db"),
      ({ sql }) => sql`CREATE TABLE before AS SELECT max(id) AS id FROM campaign_change_log`,
    )
    await json("import --db changed.db --in campaigns --author marketing")
    expect(await textOf(at("changed.db"), logged)).toBe(
      `["${id}","email_template","renamed","true","marketing"]`,
    )
  })

  test("contradictory options are refused in one line", async () => {
    expectRefusal(await command("import --db x.db"), /not clear what to import: give either --in or/)
    expectRefusal(await command("import --db x.db --in nowhere"), /nowhere does not exist/)
    expectRefusal(await command("import --db x.db --from-sqlite nowhere"), /nowhere does not exist/)
    expectRefusal(
      await command("import --db x.db --from-sqlite exports/contacts.parquet"),
      /is not an SQLite/,
    )
    expect(existsSync(join(root, "x.db"))).toBe(false)
    expectRefusal(
      await command("import --db x.db --in exports --table contact"),
      /--table names contact, which is not a table: choose from/,
    )
    mkdirSync(at("empty"))
    expectRefusal(await command("import --db x.db --in empty"), /holds no tables/)
    expectRefusal(await command("export --db nowhere.db --out y"), /there is no store nowhere.db/)
    for (const file of ["none/rejects.csv", "empty"]) {
      expectRefusal(await command(`import --db x.db --in exports --rejects ${file}`), /cannot be written/)
    }
  })

  test("contacts are not replaced by none", async () => {
    copyFileSync(at("all.db"), at("emptied.db"))
    await writeFiles(at("header"), { "contacts.csv": "id,email,zip_code\nx,a@example.com,73301\n" })
    const line = "import --db emptied.db --in header --mode replace --rejects r.csv"
    expectRefusal(await command(line), /contacts of header has no usable contact, so all contacts of/)
    expect(existsSync(at("r.csv")) || existsSync(at("r.csv.partial"))).toBe(false)
    expect(await textOf(at("emptied.db"), "SELECT count(*) > 0 FROM contacts")).toBe('["true"]')
  })

  test("an id that leaves none for the next is rejected", async () => {
    const [last, most] = [2n ** 63n - 1n, 2n ** 62n]
    await writeFiles(at("ids"), {
      "contacts.csv": "id,email,zip_code\n1,a@example.com,73301\n",
      "email_schedules.csv": `id,contact_id,email_type,scheduled_send_date,status\n${last},1,aep,2026-09-15,sent\n${most},1,birthday,2026-09-15,sent\n`,
      "campaign_instances.csv": `id,campaign_type\n${last},rate_increase\n`,
    })
    const { tables } = await json("import --db ids.db --in ids")
    expect(tables.map(({ rejected_by_reason }: Record<string, unknown>) => rejected_by_reason)).toEqual([
      {},
      { invalid_id: 1 },
      { invalid_id: 1 },
    ])
    await json("run --db ids.db --out ids-run --as-of 2026-11-23")
  })
})

describe("another system's tables", () => {
  const MAP = "column=mail:email,status=bounced:failed,type=anniversary:effective_date,date=MM/DD/YYYY"

  test("come in by a mapping; what could not be read, later runs warn of too, until it is mended", async () => {
    await writeFiles(at("other"), {
      "contacts.csv":
        "id,mail,zip_code,birth_date\n1,a@example.com,60601,3/14/1955\n2,b@example.com,60601,14/03/1955\n3,c@example.com,60601,1955-04-14\n",
      "email_schedules.csv":
        "id,contact_id,email_type,scheduled_send_date,status,event_date\n1,1,anniversary,11/01/2026,sent,12/01/2026\n" +
        "2,1,birthday,11/01/2026,bounced,\n3,2,mystery,2026-11-01,sent,1/1/26\n",
      "campaign_instances.csv": "id,campaign_type\n5,rate_increase\n",
      "contact_campaigns.csv":
        "contact_id,campaign_instance_id,trigger_date,status\n1,5,12/24/2026,done\n2,5,soon,\n",
    })
    const { tables } = await json(`import --db other.db --in other --map ${MAP}`)
    const of = (name: string) => tables.find(({ table }: { table: string }) => table === name)
    expect(of("contacts")).toMatchObject({ taken: 3, unreadable: { birth_date: 1 } })
    expect(of("email_schedules")).toMatchObject({
      taken: 3,
      unreadable: { event_date: 1 },
      warned: { unknown_email_type: 1 },
    })
    expect(of("contact_campaigns")).toMatchObject({
      unreadable: { trigger_date: 1 },
      warned: { unknown_status: 1 },
    })
    expect(
      await textOf(at("other.db"), "SELECT email_type, status, event_date FROM email_schedules ORDER BY id"),
    ).toBe('["effective_date","sent","2026-12-01"]\n["birthday","failed","null"]\n["mystery","sent","null"]')

    const warnings = async (day: string) => {
      await json(`run --db other.db --out by-${day} --as-of ${day}`)
      const manifest = JSON.parse(readFileSync(at(`by-${day}/manifest.json`), "utf8"))
      return manifest.counts.warnings_by_kind
    }
    const rest = { invalid_date: 2, missing_trigger_date: 1, unknown_email_type: 1, unknown_status: 1 }
    expect(await warnings("2026-11-23")).toEqual({ invalid_birth_date: 1, ...rest })
    await writeFiles(at("mended"), {
      "contacts.csv": "id,email,zip_code,birth_date\n2,b@example.com,60601,1955-03-14\n",
    })
    await json("import --db other.db --in mended")
    expect(await warnings("2026-11-24")).toEqual(rest)
  })

  test("are not imported if too much of them cannot be used; the list of rejects is kept", async () => {
    const line = "import --db none.db --in other --max-reject-share 50 --rejects too-many.csv"
    const { code, stdout, stderr } = await command(`${line} --map column=mail:email`)
    expect({ code, stdout }).toEqual({ code: 1, stdout: "" })
    expect(stderr).toMatch(
      /^almanac: 2 of 3 rows of contacts \(66.67 %\) are without a readable value, and --max-reject-share is 50 % \(2 birth_date\): nothing of other was imported; see too-many.csv, .*\n$/,
    )
    expect(readFileSync(at("too-many.csv"), "utf8")).toBe(
      "table,row_number,reason\nemail_schedules,2,unknown_status\n",
    )
    expect(await textOf(at("none.db"), "SELECT count(*) FROM contacts")).toBe('["0"]')
    expectRefusal(
      await command("import --db none.db --in other --max-reject-share much"),
      /--max-reject-share much is not a percentage: give a number from 0 to 100, such as 5/,
    )
  })
})

test("an earlier system's SQLite database comes along without its plans", async () => {
  const old = new DatabaseSync(at("old.db"))
  old.exec(`
    CREATE TABLE contacts (id INTEGER PRIMARY KEY, first_name TEXT, last_name TEXT, email TEXT, zip_code TEXT, state TEXT,
      birth_date TEXT, effective_date TEXT, phone_number TEXT, current_carrier TEXT);
    INSERT INTO contacts VALUES (1, 'A', 'B', 'a@example.com', '94105', 'CA', '1950-02-29', '2019-03-01', '555', 'X'),
      (2, NULL, NULL, 'b@example.com', '66601', 'KS', '1951-04-05', NULL, NULL, NULL);
    CREATE TABLE email_schedules (id INTEGER PRIMARY KEY, contact_id INTEGER, email_type TEXT, scheduled_send_date TEXT,
      scheduled_send_time TEXT, status TEXT, event_year INTEGER, event_month INTEGER, event_day INTEGER, sent_at TEXT, batch_id TEXT);
    INSERT INTO email_schedules VALUES (10, 2, 'birthday', '2026-03-22', '08:30:00', 'sent', 2026, 4, 5, '2026-03-22 13:30:05', 'b1'),
      (11, 2, 'aep', '2026-09-15', '08:30:00', 'delivered', 2026, 10, 15, NULL, 'b2'),
      (12, 1, 'birthday', '2027-02-14', '08:30:00', 'pre-scheduled', 2027, 2, 28, NULL, 'b3'),
      (13, 1, 'aep', '2026-09-15', '08:30:00', 'lost in space', 2026, 10, 15, NULL, 'b2');
    CREATE TABLE tracking_clicks (id INTEGER PRIMARY KEY, tracking_id TEXT, contact_id INTEGER, clicked_at TEXT);
    INSERT INTO tracking_clicks VALUES (1, 't', 2, '2026-11-01 04:30:00');
    CREATE TABLE contact_events (id INTEGER PRIMARY KEY, contact_id INTEGER, event_type TEXT, created_at TEXT, metadata TEXT);
    INSERT INTO contact_events VALUES (1, 2, 'eligibility_answered', '2026-11-02T10:00:00Z', '{"main_questions_yes_count": 2}');
    CREATE TABLE campaign_types (name TEXT, respect_exclusion_windows INTEGER, enable_followups INTEGER, days_before_event INTEGER,
      target_all_contacts INTEGER, priority INTEGER, active INTEGER);
    INSERT INTO campaign_types VALUES ('Holiday Promo!', 1, 0, 14, 0, 5, 1), ('spring', 1, 0, 14, 0, 5, 1), ('summer', 1, 0, 'many', 0, 5, 1);
    CREATE TABLE campaign_instances (id INTEGER PRIMARY KEY, campaign_type TEXT, active_start_date TEXT, metadata TEXT);
    INSERT INTO campaign_instances VALUES (1, 'spring', '2026-03-01', NULL), (2, 'Holiday Promo!', '2026-12-01', NULL),
      (3, 'spring', '2026-03-01', 'see the wiki'), (4, 'initial_blast', NULL, NULL), (5, 'spring', 'soon', '{"priority": 2}'),
      (6, 'spring', NULL, '{"priority": "high"}'), (7, NULL, NULL, NULL);
    CREATE TABLE contact_campaigns (contact_id INTEGER, campaign_instance_id INTEGER, trigger_date TEXT);
    INSERT INTO contact_campaigns VALUES (1, 1, '2026-12-01'), (2, 3, '2026-12-01');
    CREATE TABLE users (id INTEGER);`)
  old.close()
  // The directory that an import leaves behind if it dies.
  mkdirSync(at("taken.db.converting"))
  writeFileSync(at("taken.db.converting/suppressions.csv"), "contact_id\n1\n")
  const { tables, stays_behind, sqlite } = await json("import --db taken.db --from-sqlite old.db")
  expect(existsSync(at("taken.db.converting"))).toBe(false)
  expect(
    tables.map(({ table, taken, rejected }: Record<string, unknown>) => [table, taken, rejected]),
  ).toEqual([
    ["contacts", 2, 0],
    ["email_schedules", 2, 1],
    ["campaign_types", 1, 2],
    ["campaign_instances", 1, 6],
    ["contact_campaigns", 1, 1],
    ["tracking_clicks", 1, 0],
    ["contact_events", 1, 0],
  ])
  expect(stays_behind.map(({ row, problem }: Record<string, unknown>) => `${row} ${problem}`)).toEqual([
    expect.stringMatching(/^1 campaign_types: name "Holiday Promo!": use letters, digits/),
    "3 campaign_types: summer, days_before_event cannot be read: write an integer",
    expect.stringMatching(
      /^2 campaign_instances: instance 2 has the unknown campaign type "Holiday Promo!": add it/,
    ),
    expect.stringMatching(/^3 campaign_instances: instance 3: metadata is not a JSON object: write/),
    expect.stringMatching(
      /^4 campaign_instances: instance 4 \(initial_blast\) targets all contacts but .*: set it/,
    ),
    expect.stringMatching(
      /^5 campaign_instances: instance 5, active_start_date cannot be read: write a date/,
    ),
    expect.stringMatching(/^6 campaign_instances: instance 6: metadata.priority is "high": give an integer/),
    "7 campaign_instances: instance 7 has no campaign_type: fill it in",
  ])
  expect(await textOf(at("taken.db"), "SELECT id FROM campaign_instances")).toBe('["1"]')
  expect(sqlite.tables_left).toEqual(["users"])
  expect(sqlite.tables[0].columns_left).toEqual(["current_carrier"])
  expect(sqlite.tables[1].plans_left).toBe(1)
  // The date 1950-02-29 does not exist.
  expect(tables[0].unreadable).toEqual({ birth_date: 1 })
  const schedules =
    "SELECT id, status, event_date, epoch(actual_send_datetime)::BIGINT, scheduler_run_id FROM email_schedules ORDER BY id"
  expect(await textOf(at("taken.db"), schedules)).toBe(
    `["10","sent","2026-04-05","${Date.UTC(2026, 2, 22, 13, 30, 5) / 1000}","b1"]\n["11","delivered","2026-10-15","null","b2"]`,
  )
  expect(await textOf(at("taken.db"), "SELECT epoch(clicked_at)::BIGINT FROM tracking_clicks")).toBe(
    `["${Date.UTC(2026, 10, 1, 4, 30) / 1000}"]`,
  )
  expect(await textOf(at("taken.db"), "SELECT last_schedule_id FROM store_state")).toBe('["11"]')
  const { rows } = await json("run --db taken.db --out planned --as-of 2026-11-23")
  expect(rows).toBeGreaterThan(0)
})

test("an SQLite database is read as SQLite reads it, or refused", async () => {
  const made = (name: string, sql: string) => {
    const database = new DatabaseSync(at(name))
    database.exec(sql)
    database.close()
  }
  made(
    "case.sqlite",
    `CREATE TABLE contacts ("ID" INTEGER, "Email" TEXT, "Zip_Code" TEXT, "Note" TEXT);
     INSERT INTO contacts VALUES (1, 'a@example.com', '73301', '')`,
  )
  const { tables, sqlite } = await json("import --db case.db --from-sqlite case.sqlite")
  expect(tables[0].taken).toBe(1)
  expect(sqlite.tables[0].columns_left).toEqual(["Note"])
  expect(await textOf(at("case.db"), "SELECT id, email FROM contacts")).toBe('["1","a@example.com"]')

  made("short.sqlite", "CREATE TABLE contacts (id INTEGER, mail TEXT)")
  expectRefusal(
    await command("import --db short.db --from-sqlite short.sqlite"),
    /short.sqlite, table contacts has no column email: add it; required are id, email, zip_code/,
  )

  made(
    "damaged.sqlite",
    `CREATE TABLE contacts (id INTEGER PRIMARY KEY, email TEXT, zip_code TEXT);
     WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 20000)
     INSERT INTO contacts SELECT i, 'p' || i || '@example.com', '73301' FROM n`,
  )
  const bytes = readFileSync(at("damaged.sqlite"))
  bytes.fill(0x5a, bytes.length >> 1, (bytes.length >> 1) + 8192)
  writeFileSync(at("damaged.sqlite"), bytes)
  expectRefusal(
    await command("import --db damaged.db --from-sqlite damaged.sqlite"),
    /damaged.sqlite, table contacts is damaged and cannot be read completely: copy the file again/,
  )
})

test("the audit trail is shown, and a changed entry found", async () => {
  copyFileSync(at("all.db"), at("audited.db"))
  await json("backup --db audited.db --author mo")
  const { entries } = await json("audit list --db audited.db")
  expect(entries.map(({ seq, action }: Record<string, unknown>) => [seq, action])).toEqual([
    [1, "import"],
    [2, "backup.take"],
  ])
  expect(JSON.stringify(entries)).not.toContain("@")
  expect((await json("audit list --db audited.db --action import --last 5")).entries).toHaveLength(1)
  expect(await json("audit verify --db audited.db")).toMatchObject({ entries: 2, first_broken: null })
  await inStore(
    at("audited.db"),
    ({ sql }) => sql`UPDATE audit_trail SET actor = 'somebody else' WHERE seq = 1`,
  )
  expect(await command("audit verify --db audited.db")).toMatchObject({
    code: 1,
    stdout: "",
    stderr: "almanac: the audit trail was changed: entry 1 is the first that is not as it was written\n",
  })
})
