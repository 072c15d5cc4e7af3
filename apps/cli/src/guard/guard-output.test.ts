/**
 * No output replaces a store, a file of a store, a run, a release or an input, however its path is spelled.
 */
import { linkSync, mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from "node:fs"
import { tmpdir } from "node:os"
import { dirname, join } from "node:path"
import * as Effect from "effect/Effect"
import { afterAll, describe, expect, test } from "vitest"
import { guardOutput, guardStore, type Output } from "./guard-output.ts"

const root = mkdtempSync(join(tmpdir(), "almanac-guard-"))
afterAll(() => rmSync(root, { recursive: true }))
/** Joins the path without normalising it. */
const at = (path: string): string => `${root}/${path}`

const BACKUP = "2026-11-23T07-00-03.058Z-r9.db"
const DATABASE = Buffer.from("checksumDUCK and more")
const RELEASE = "releases/2026-11-23-0123456789abcdef"

function put(path: string, content: string | Uint8Array = ""): void {
  mkdirSync(dirname(at(path)), { recursive: true })
  writeFileSync(at(path), content)
}

for (const path of ["a.db", "other.db", `disk/${BACKUP}`, `old/${BACKUP}`, "a.db.snapshots/r/inputs.db"])
  put(path, DATABASE.toString().replace("checksum", "00000000"))
for (const path of ["a.db.wal", "other.db.wal", `disk/${BACKUP}.json`, `old/${BACKUP}.json`]) put(path)
for (const path of ["a.db.snapshots/r/inputs.json", "elsewhere/inputs.txt", "notes.csv", "batch.csv"])
  put(path)
for (const path of ["in/contacts.parquet", "in/suppressions/a.CSV.gz", "in/notes.csv", "data/clicks"])
  put(path)
for (const path of ["exports/contacts/a.csv", "exports/suppressions.csv", "contacts/old.csv"]) put(path)
for (const path of ["plan/manifest.json", "plan/schedules/part-00000.parquet", "plan/due.csv"]) put(path)
for (const path of ["begun/.work/journal.ndjson", "begun/schedules/x", "served/current.json"]) put(path)
put(`served/${RELEASE}/manifest.json`)
symlinkSync(at("disk"), at("a.db.backups"))
symlinkSync(at("data/clicks"), at("in/tracking_clicks.csv"))
symlinkSync("a.db", at("soft.csv"))
symlinkSync(at("elsewhere/nowhere"), at("dangling.csv"))
put("sub/x")
symlinkSync(at("disk"), at("sub/deep"))
linkSync(at("a.db"), at("hard.csv"))
linkSync(at("a.db.wal"), at("hard-wal.csv"))
linkSync(at(`disk/${BACKUP}`), at("hard-backup.csv"))
linkSync(at("in/contacts.parquet"), at("hard-input.csv"))

const guarded = (kind: Output["kind"], path: string): Promise<string> =>
  Effect.runPromise(
    guardOutput({ flag: "--out", path, kind }, { store: at("a.db"), inputs: [at("in"), undefined] }).pipe(
      Effect.match({ onSuccess: () => "free", onFailure: ({ message }) => message }),
    ),
  )

describe("a file", () => {
  test.each([
    ["a.db", "is the store"],
    ["disk/../a.db", "is the store"],
    // The system follows the link `sub/deep` to `disk` before `..`, so this is the store. As spelled, it
    // would be `sub/a.db`.
    ["sub/deep/../a.db", "is the store"],
    ["new/../a.db", "is the store"],
    ["soft.csv", "is the store"],
    ["hard.csv", "is the store"],
    ["a.db.wal", "is the log of the store"],
    ["hard-wal.csv", "is the log of the store"],
    [`a.db.backups/${BACKUP}`, "is among the backups of the store"],
    ["a.db.backups/new.csv", "is among the backups of the store"],
    [`disk/${BACKUP}`, "is among the backups of the store"],
    ["disk/new.csv", "is among the backups of the store"],
    ["hard-backup.csv", "is among the backups of the store"],
    ["a.db.snapshots/r/inputs.db", "is for the inputs of runs on the store"],
    ["a.db.restoring/store.db", "is part of the store"],
    ["a.db.discarded-1", "is part of the store"],
    ["other.db", "is a database"],
    ["other.db.wal", "is the log of a database"],
    [`old/${BACKUP}.json`, "is among the backups of a store"],
    ["in/contacts.parquet", "is an input"],
    ["in/suppressions/a.CSV.gz", "is an input"],
    ["in/suppressions/new.csv", "would be read as an input"],
    ["in/contact_events.parquet", "would be read as an input"],
    ["exports/contacts/a.csv", "is an input"],
    ["exports/suppressions.csv", "is an input"],
    ["data/clicks", "is an input"],
    ["hard-input.csv", "is an input"],
    ["plan/manifest.json", "is in a run"],
    ["plan/report.html", "is in a run"],
    ["plan/schedules/part-00000.parquet", "is in a run"],
    ["plan/schedules/new.parquet", "is in a run"],
    ["begun/new.csv", "is in an unfinished run"],
    ["served/current.json", "is in a release"],
    [`served/${RELEASE}/new.csv`, "is in a release"],
  ])("%s %s", async (path, what) => {
    expect(await guarded("file", at(path))).toBe(`--out ${at(path)} ${what}: name another file for --out`)
  })

  test("that would be written by way of the store", async () => {
    const store = at("batch.csv.partial")
    const output = { flag: "--out", path: at("batch.csv"), kind: "file" } as const
    const refused = await Effect.runPromise(Effect.flip(guardOutput(output, { store })))
    expect(refused.message).toMatch(/batch\.csv is the store/)
  })

  test.each([
    [
      "batch.csv",
      "new.csv",
      "in/notes.csv",
      "in/rejects.csv",
      "a.db.prom",
      "a.db2",
      "dangling.csv",
      "contacts/old.csv",
    ],
    ["plan/due.csv", "plan/new.csv", "served/new.csv", "elsewhere/new/new.csv", "old.csv"],
  ])("that takes the place of nothing, as %s", async (...paths) => {
    for (const path of paths) expect([path, await guarded("file", at(path))]).toEqual([path, "free"])
  })
})

describe("a directory", () => {
  test.each([
    ["a.db.backups/x", "is among the backups of the store"],
    ["a.db.backups", "is among the backups of the store"],
    ["a.db.snapshots", "is for the inputs of runs on the store"],
    ["disk", "is among the backups of the store"],
    ["old", "holds backups of a store"],
    ["in/contact_events", "would be read as an input"],
    ["in/suppressions", "is an input"],
    ["plan/schedules/x", "is in a run"],
    ["begun/x", "is in an unfinished run"],
    [`served/${RELEASE}`, "is a release"],
  ])("%s %s", async (path, what) => {
    expect(await guarded("directory", at(path))).toBe(
      `--out ${at(path)} ${what}: name another directory for --out`,
    )
  })

  test("that an unfinished run, a release or nothing has", async () => {
    for (const path of ["begun", "served", "new", "plan-2", "in/plan"]) {
      expect([path, await guarded("directory", at(path))]).toEqual([path, "free"])
    }
  })
})

test("a backup is not opened as a store", async () => {
  const refused = (path: string) =>
    Effect.runPromise(
      Effect.match(guardStore(at(path)), {
        onSuccess: () => "free",
        onFailure: ({ message }) => message.slice(message.indexOf(" is ")),
      }),
    )
  expect(await refused(`a.db.backups/${BACKUP}`)).toMatch(/is among the backups of a store: name another/)
  expect(await refused("a.db.snapshots/r/inputs.db")).toMatch(/is among the inputs of a run on a store/)
  expect(await refused("a.db")).toBe("free")
  expect(await refused("new/store.db")).toBe("free")
})
