import fc from "fast-check"
import { expect, test } from "vitest"
import { type Batch, splitBatch } from "./batch.ts"
import { ProblemError } from "./problem.ts"

const split = (text: string, mostItems = 100): Batch => splitBatch(new TextEncoder().encode(text), mostItems)

/** Puts the items of a batch back in their places. */
function whole({ frame, parse }: Batch): unknown {
  const filled = (list: ReadonlyArray<number>) => list.map(parse)
  if (Array.isArray(frame)) return filled(frame)
  if (typeof frame !== "object" || frame === null) return frame
  const fields = Object.entries(frame)
  return Object.fromEntries(
    fields.map(([name, value]) => [name, Array.isArray(value) ? filled(value) : value]),
  )
}

function outcome(read: () => unknown): unknown {
  try {
    return { value: read() }
  } catch {
    return "refused"
  }
}

const TOKENS = [
  "[",
  "]",
  "{",
  "}",
  ",",
  ":",
  '"items"',
  '"é\\"]"',
  "1",
  "null",
  " ",
  "\n",
  '{"a":[2]}',
  "\u0001",
]

test("a split body reads as JSON.parse reads it, and other texts are refused", () => {
  const soup = fc.array(fc.constantFrom(...TOKENS), { maxLength: 12 }).map((tokens) => tokens.join(""))
  const good = fc.json({ maxDepth: 3 }).map((json) => `{"items": [${json},${json}], "other":${json}}`)
  fc.assert(
    fc.property(
      fc.oneof(
        soup,
        soup.map((text) => `[${text}]`),
        good,
        fc.json(),
      ),
      (text) => {
        expect(outcome(() => whole(split(text)))).toEqual(outcome(() => JSON.parse(text)))
      },
    ),
    { numRuns: 3000 },
  )
})

test.each([
  ['{"items":[1],"items":[2,3]}', [2, 3]],
  ['\uFEFF[{"a":"中"}]', [{ a: "中" }]],
])("%s", (text, items) => {
  const read = whole(split(text))
  expect(Array.isArray(read) ? read : (read as { readonly items: unknown }).items).toEqual(items)
})

test.each([
  ["more items than are allowed are counted and not kept", "[1,2,3,[4,5],6]", { count: 5, frame: [0, 1, 2] }],
  ["so are empty ones", '{"items":[{},{},{}]}', { count: 3, frame: { items: [0, 1, 2] } }],
])("%s", (_, text, expected) => {
  expect(split(text, 2)).toMatchObject(expected)
})

test.each([
  ["depth", "[".repeat(33), 400, /nests/],
  ["text besides the items", `{"x":"${"x".repeat(10_000)}","items":[]}`, 413, /besides its items/],
  ["an item that is cut off", '[{"a":1},{"a":', 400, /not JSON/],
  ["nothing", " ", 400, /empty/],
])("%s is refused", (_, text, status, detail) => {
  const read = () => whole(split(text))
  expect(read).toThrow(ProblemError)
  expect(outcomeOf(read)).toMatchObject({ status, detail: expect.stringMatching(detail) })
})

test("bytes that are no UTF-8 are refused", () => {
  const batch = splitBatch(Uint8Array.of(0x5b, 0x22, 0xff, 0x22, 0x5d), 1)
  expect(outcomeOf(() => batch.parse(0))).toMatchObject({
    status: 400,
    detail: expect.stringMatching(/UTF-8/),
  })
})

function outcomeOf(read: () => unknown): unknown {
  try {
    return read()
  } catch (error) {
    return (error as ProblemError).problem
  }
}
