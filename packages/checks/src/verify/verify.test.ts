import { readdirSync } from "node:fs"
import { cp, rm, writeFile } from "node:fs/promises"
import { join } from "node:path"
import * as Effect from "effect/Effect"
import { describe, expect, test } from "vitest"
import { CHECKS, CONTACT_CHECKS, LOAD_CHECKS, RUN_CHECKS } from "./checks.ts"
import { CHUNK, SETUP } from "./derive.ts"
import { editManifest, type Finished, oneRun, tamper, verification } from "./fixture.ts"
import { oneOfEach } from "./fixture-world.ts"
import { sectionsOf } from "./statement.ts"

const { clean, copied } = oneRun(oneOfEach())

test("a correct run has no violation", async () => {
  const report = await Effect.runPromise(verification(clean()))
  expect(report.violations).toEqual([])
  expect(report).toMatchObject({ run_id: "test-run", checks: CHECKS.length, checked_contacts: 13 })
  expect(report.checked_rows).toBeGreaterThan(20)
})

describe("finds", () => {
  test("another count, checksum, configuration hash, and settings of an organisation that the inputs do not have", async () => {
    const tampered = await copied("manifest")
    await editManifest(tampered, (manifest) => {
      manifest.counts.settled++
      manifest.schedules_checksum = "0"
      manifest.config.hash = "0"
      manifest.organisations.push({ org_id: 7, own: { daily_cap: 5 }, effective: {} })
    })
    const { violations } = await Effect.runPromise(verification(tampered))
    const details = violations.map(({ check, examples }) => [check, examples.map(({ detail }) => detail)])
    expect(Object.fromEntries(details)).toEqual({
      config_changed: [
        expect.stringMatching(/^config.effective has the hash [0-9a-f]+, config.hash says 0$/),
        "organisations, organisation 7: its own settings are not those of the inputs",
      ],
      manifest_count: ["counts.settled is 2, counted 1"],
      checksum: [expect.stringMatching(/0/)],
    })
  })

  test("inputs that changed since", async () => {
    const input = join(clean().root, "changed-in")
    await cp(clean().input, input, { recursive: true })
    await rm(join(input, "tracking_clicks.parquet"))
    await writeFile(join(input, "suppressions.csv"), "contact_id\n5\n99\n")
    await rm(join(input, "suppressions.parquet"))
    const { violations } = await Effect.runPromise(verification({ ...clean(), input }))
    expect(violations[0]).toMatchObject({
      check: "input_changed",
      examples: [
        { detail: "tracking_clicks.parquet is gone" },
        { detail: "suppressions.parquet is gone" },
        { detail: "suppressions.csv is new" },
      ],
    })
  })
})

describe("refuses", () => {
  const refusal = (finished: Finished) =>
    Effect.runPromise(Effect.flip(verification(finished))).then((error) => String((error as Error).message))

  test("a directory that is no finished run", async () => {
    expect(await refusal({ ...clean(), run: clean().root })).toMatch(/is not a finished run/)
  })

  test("a manifest that is not one", async () => {
    const tampered = await copied("damaged")
    await writeFile(join(tampered.run, "manifest.json"), '{"run_id"')
    expect(await refusal(tampered)).toMatch(/manifest\.json is damaged/)
  })

  test("the inputs of another run", async () => {
    const input = join(clean().root, "other-in")
    await cp(clean().input, input, { recursive: true })
    for (const name of readdirSync(input)) await rm(join(input, name))
    await writeFile(join(input, "contacts.csv"), "id,email,zip_code\n1,a@example.com,60601\n")
    expect(await refusal({ ...clean(), input })).toMatch(/other-in is not the input of run test-run/)
  })

  test("files with other columns", async () => {
    const tampered = await copied("columns")
    await tamper(tampered, "ALTER TABLE rejects DROP COLUMN row_number")
    expect(await refusal(tampered)).toMatch(/rejects: the column row_number is missing/)
  })
})

test("every statement is one and is used", () => {
  const used = {
    chunk: CHUNK,
    check: [...CONTACT_CHECKS, ...RUN_CHECKS, ...LOAD_CHECKS],
    total: ["caps", "contacts", "counts", "different_caps", "rows", "settled"],
  }
  for (const [folder, names] of Object.entries(used)) {
    expect(sectionsOf(folder).toSorted()).toEqual([...new Set(names)].sort())
  }
  const tables = sectionsOf("setup").filter((name) => name.startsWith("table_"))
  expect(tables.toSorted()).toEqual(SETUP.toSorted())
})
