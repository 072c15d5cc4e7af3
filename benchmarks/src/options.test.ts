import { expect, test } from "vitest"
import { help, readOptions, sizesOf, USAGE } from "./options.ts"
import { bulk } from "./suites/bulk.ts"
import { SUITES } from "./suites.ts"

test("sizes from the command line replace those of the suite", () => {
  const options = readOptions(["bulk", "startup", "--contacts", "1000,5000", "--threads", "1"])
  expect(options.suites.map(({ name }) => name)).toEqual(["bulk", "startup"])
  expect(sizesOf(bulk, options)).toMatchObject({
    contacts: [1000, 5000],
    threads: [1],
    reps: bulk.sizes.full.reps,
  })
  expect(readOptions([]).suites).toEqual([bulk])
})

test("help names every suite and every flag", () => {
  for (const [flag] of USAGE.split("-- ")[1].matchAll(/--[a-z-]+/g))
    expect(help().split("\nFlags\n")[1]).toContain(flag)
  for (const { name, about } of SUITES) {
    expect(help()).toMatch(new RegExp(`^ {2}${name} +`, "m"))
    expect(help()).toContain(about)
  }
})

test.each([
  [["--contacts", "many"], "--contacts many is not a positive number"],
  [["lunch"], "there is no suite lunch"],
  [["--quick"], "--quick"],
  [["--fail-above", "1.1"], "--fail-above goes with --against"],
  [["--against", "HEAD", "--fail-above", "fast"], "--fail-above fast is not a ratio"],
])("wrong usage is refused: %j", (args, message) => {
  expect(() => readOptions(args)).toThrow(message)
})
