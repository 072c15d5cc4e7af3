/** Tests what an import does to rows that are already in the store. */
import { mkdtempSync, rmSync } from "node:fs"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { textOf } from "@almanac/store/fixture-runs"
import { NodeServices } from "@effect/platform-node"
import { Command } from "effect/cli"
import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"
import { TestConsole } from "effect/testing"
import { afterAll, expect, test } from "vitest"
import { writeFiles } from "../testing/command.ts"
import { generateCommand } from "./generate.ts"
import { importCommand } from "./import.ts"

const root = mkdtempSync(join(tmpdir(), "almanac-import-again-"))
afterAll(() => rmSync(root, { recursive: true }))
const at = (name: string): string => join(root, name)

const services = Layer.mergeAll(NodeServices.layer, TestConsole.layer)
const imported = (db: string, input: string) =>
  Command.runWith(importCommand, { version: "0" })([
    "--db",
    at(db),
    "--in",
    at(input),
    "--json",
    "--max-reject-share",
    "100",
  ]).pipe(
    Effect.andThen(TestConsole.logLines),
    Effect.map((lines) => JSON.parse(String(lines.at(-1)))),
    Effect.provide(services),
    Effect.runPromise,
  )

test("rows that are there as they are stay, and are counted as unchanged", async () => {
  const generate = Command.runWith(generateCommand, { version: "0" })([
    "--contacts",
    "500",
    "--out",
    at("exports"),
    "--quiet",
  ])
  await Effect.runPromise(Effect.provide(generate, services))
  const first = await imported("counted.db", "exports")
  for (const { rows, taken, rejected } of first.tables) expect(taken).toBe(rows - rejected)
  const again = await imported("counted.db", "exports")
  for (const { rows, taken, unchanged, rejected } of again.tables) {
    expect({ taken, unchanged }).toEqual({ taken: 0, unchanged: rows - rejected })
  }
})

test("a row that is rejected leaves what the store holds of its id", async () => {
  const head = "id,contact_id,email_type,scheduled_send_date,status"
  const contacts = { "contacts.csv": "id,email,zip_code\n1,a@example.com,73301\n2,b@example.com,73301\n" }
  const emails = (...rows: ReadonlyArray<string>) => ({
    ...contacts,
    "email_schedules.csv": `${[head, ...rows].join("\n")}\n`,
  })
  const [queued, planned] = ["5,1,aep,2026-09-15,scheduled", "6,1,birthday,2026-12-01,pre-scheduled"]
  await writeFiles(at("known"), emails(queued, planned))
  await imported("known.db", "known")
  await writeFiles(
    at("unknown"),
    emails("5,1,aep,2026-09-15,queued", "6,1,birthday,2026-12-02,pre-scheduled"),
  )
  const { tables } = await imported("known.db", "unknown")
  expect(tables).toMatchObject([
    { table: "contacts", taken: 0, unchanged: 2, rejected: 0 },
    { table: "email_schedules", taken: 1, unchanged: 0, rejected: 1 },
  ])
  const held = "SELECT id, status, scheduled_send_date::VARCHAR FROM email_schedules ORDER BY id"
  expect(await textOf(at("known.db"), held)).toBe(
    '["5","scheduled","2026-09-15"]\n["6","pre-scheduled","2026-12-02"]',
  )
})
