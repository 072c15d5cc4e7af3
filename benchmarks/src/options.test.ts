import { expect, test } from "vitest"
import { readOptions, sizesOf } from "./options.ts"
import { bulk } from "./suites/bulk.ts"

test("sizes from the command line replace those of the suite", () => {
  const options = readOptions(["bulk", "startup", "--contacts", "1000,5000", "--threads", "1"])
  expect(options.suites.map(({ name }) => name)).toEqual(["bulk", "startup"])
  expect(sizesOf(bulk, options)).toEqual({ contacts: [1000, 5000], threads: [1], reps: bulk.sizes.full.reps })
  expect(readOptions([]).suites).toEqual([bulk])
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
