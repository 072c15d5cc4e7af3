import { NodeServices } from "@effect/platform-node"
import { Command } from "effect/cli"
import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"
import { TestConsole } from "effect/testing"
import { expect, test } from "vitest"
import { lawCommand } from "./law.ts"

const services = Layer.mergeAll(NodeServices.layer, TestConsole.layer)
const run = (...args: ReadonlyArray<string>) => Command.runWith(lawCommand, { version: "0" })(args)
const printed = (...args: ReadonlyArray<string>) =>
  Effect.andThen(run(...args), TestConsole.logLines).pipe(
    Effect.map((lines) => lines.join("\n")),
    Effect.provide(services),
    Effect.runPromise,
  )

test("lists the rules of a set with their sources", async () => {
  expect(await printed("list")).toMatch(
    /^baseline: .*\nCA {2}California: 30 days before to 60 days after the birth/,
  )
  const listed = await printed("list", "us-2026")
  expect(listed).toContain(
    "RI  Rhode Island: 10-15 to 12-07 of every year, in force from 2025-07-02\n    [Rhode Island",
  )
  expect(listed).toMatch(/^DE {2}Delaware: no rule\. /m)
  const { rules } = JSON.parse(await printed("list", "us-2026", "--json"))
  expect(rules).toContainEqual(
    expect.objectContaining({ state: "ME", kind: "year_round", rule: "all year", confidence: "high" }),
  )
})

test("shows both sides of every state that differs", async () => {
  const text = await printed("diff", "baseline", "us-2026")
  expect(text).toMatch(
    /^IL {2}Illinois\n {4}baseline {2}no window\n {4}us-2026 {3}0 days before to 45 days .*\[215 Illinois/m,
  )
  expect(text).toMatch(/\nThe same in both: CT, ID, .*; no rule in either: \d+ others$/)
  const { differ, same } = JSON.parse(await printed("diff", "us-2026", "baseline", "--json"))
  expect([differ.length, same.length]).toEqual([11, 9])
})

test("refuses a rule set that there is not", async () => {
  const refused = Effect.flip(run("diff", "baseline", "us-2027")).pipe(Effect.provide(services))
  expect(await Effect.runPromise(refused)).toMatchObject({
    message: "there is no rule set us-2027: give baseline or us-2026",
  })
})
