/** Checks the explanation of the sample in data/ word for word, and follows the tutorial, which uses the sample. */
import { execFileSync } from "node:child_process"
import { mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from "node:fs"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { fileURLToPath } from "node:url"
import { afterAll, expect, it } from "vitest"

const root = fileURLToPath(new URL("../../../", import.meta.url))
const scratch = mkdtempSync(join(tmpdir(), "almanac-sample-"))
symlinkSync(join(root, "data"), join(scratch, "data"))
afterAll(() => rmSync(scratch, { recursive: true }))

const almanac = (...args: ReadonlyArray<string>): string =>
  execFileSync(process.execPath, [join(root, "apps/cli/bin/almanac.mjs"), ...args], {
    cwd: scratch,
    encoding: "utf8",
  })

/** The indented blocks of a document, as lists of lines. */
const blocksOf = (document: string): ReadonlyArray<ReadonlyArray<string>> =>
  document
    .split("\n\n")
    .filter((part) => part.startsWith("    "))
    .map((part) => part.split("\n").map((line) => line.slice(4)))

it("the commands of the tutorial print what it shows", () => {
  let printed = ""
  let shown = 0
  for (const block of blocksOf(readFileSync(join(root, "docs/tutorial/first-plan.md"), "utf8"))) {
    const [first = ""] = block
    if (first.startsWith("git clone ")) continue
    if (first.startsWith("npx almanac ")) {
      printed = block.map((line) => almanac(...line.split(" ").slice(2))).join("")
    } else if (first === "timing:") {
      writeFileSync(join(scratch, "almanac.yaml"), block.join("\n"))
    } else if (first.startsWith("id,org_id,")) {
      const contacts = readFileSync(join(root, "data/sample/contacts.csv"), "utf8")
      expect(contacts.split("\n").slice(0, block.length)).toEqual(block)
    } else {
      for (const line of block.map((text) => text.replace(/ ?…$/, "")).filter((text) => text.trim() !== "")) {
        expect(printed).toContain(line)
        printed = printed.slice(printed.indexOf(line) + line.length)
        shown++
      }
    }
  }
  expect(shown).toBeGreaterThan(15)
})

it("explains every contact of the sample as the golden file says", async () => {
  const contacts = Array.from({ length: 15 }, (_, n) => 101 + n).join(",")
  const text = almanac("explain", "--in", "data/sample", "--run", "first-plan", "--contact", contacts)
  await expect(text).toMatchFileSnapshot(join(root, "data/golden/sample.txt"))
})
