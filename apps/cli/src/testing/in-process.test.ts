/** The command inside the test's process does what the real command does. */
import { mkdtempSync, rmSync } from "node:fs"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { afterAll, beforeAll, expect, test } from "vitest"
import { almanac, filesBelow, writeFiles } from "./command.ts"
import { inProcess } from "./in-process.ts"

const root = mkdtempSync(join(tmpdir(), "almanac-in-process-"))
afterAll(() => rmSync(root, { recursive: true }))
beforeAll(async () => {
  await writeFiles(root, {
    "in/contacts.csv": "id,email,zip_code\n1,a@example.com,60601\n",
    "bad.yaml": "frequency: [1,\n",
  })
  expect(await inProcess(root, ..."import --db a.db --in in".split(" "))).toMatchObject({ code: 0 })
})

test.each([
  [0, "config show --defaults"],
  [0, "law --help"],
  [2, "run --in in --out out --as-of yesterday"],
  [2, "run --in in --out out --as-of 2026-11-23 --config bad.yaml"],
  [2, "health --db a.db --log-format xml"],
  [1, "mark --db a.db --status sent --ids 7"],
])("exit code %i, stdout and stderr of almanac %s", async (code, line) => {
  const told = await inProcess(root, ...line.split(" "))
  expect(told.code).toBe(code)
  expect(told.stdout + told.stderr).toMatch(/\S/)
  expect(told).toEqual(await almanac(root, ...line.split(" ")))
})

test("the files of almanac generate, and its lines of progress", async () => {
  const line = (out: string) => `generate --contacts 100 --out ${out} --log-format json`.split(" ")
  const linesOf = ({ stderr }: { readonly stderr: string }) => stderr.match(/"message":"[^"]*"/g)
  const [told, really] = [await inProcess(root, ...line("here")), await almanac(root, ...line("there"))]
  expect(filesBelow(join(root, "here"))).toEqual(filesBelow(join(root, "there")))
  expect(linesOf(told)).toEqual(linesOf(really))
})

test("two at once do not mix their output, and leave the working directory as it was", async () => {
  const before = process.cwd()
  const [defaults, misused] = await Promise.all([
    inProcess(root, "config", "show", "--defaults"),
    inProcess(root, "config", "shw"),
  ])
  expect(defaults).toMatchObject({ code: 0, stderr: "" })
  expect(misused).toMatchObject({ code: 2, stdout: "", stderr: expect.stringMatching(/"shw"/) })
  expect(process.cwd()).toBe(before)
})
