/** Checks the explanation of the sample in data/ word for word. */
import { execFileSync } from "node:child_process"
import { mkdtempSync, rmSync } from "node:fs"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { fileURLToPath } from "node:url"
import { afterAll, expect, it } from "vitest"

const root = fileURLToPath(new URL("../../../", import.meta.url))
const scratch = mkdtempSync(join(tmpdir(), "almanac-sample-"))
afterAll(() => rmSync(scratch, { recursive: true }))

const almanac = (...args: ReadonlyArray<string>): string =>
  execFileSync(process.execPath, ["apps/cli/bin/almanac.mjs", ...args], {
    cwd: root,
    encoding: "utf8",
  })

it("explains every contact of the sample as the golden file says", async () => {
  const plan = join(scratch, "plan")
  almanac("run", "--in", "data/sample", "--out", plan, "--as-of", "2026-11-23", "--quiet")
  const contacts = Array.from({ length: 15 }, (_, n) => 101 + n).join(",")
  const text = almanac("explain", "--in", "data/sample", "--run", plan, "--contact", contacts)
  await expect(text).toMatchFileSnapshot(join(root, "data/golden/sample.txt"))
})

it("verifies the sample's run without a violation", () => {
  const plan = join(scratch, "verified")
  almanac("run", "--in", "data/sample", "--out", plan, "--as-of", "2026-11-23", "--quiet")
  const report = JSON.parse(almanac("verify", "--in", "data/sample", "--run", plan, "--json"))
  expect(report).toMatchObject({ checked_contacts: 13, violations: [] })
})
