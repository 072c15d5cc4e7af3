import { secondOpinion } from "@almanac/testkit/oracle/second-opinion"
import { expect, test } from "vitest"
import { type DecidedWorld, everyWorld, rowTexts } from "../testing/decide-world.ts"

function isAgreed({ world, schedule, rejects }: DecidedWorld): void {
  const second = secondOpinion(world)
  const ours = rowTexts(schedule)
  const theirs = rowTexts(second.rows)
  const known = { ours: new Set(ours), theirs: new Set(theirs) }
  expect({
    onlyOurs: ours.filter((row) => !known.theirs.has(row)).slice(0, 3),
    onlyTheirs: theirs.filter((row) => !known.ours.has(row)).slice(0, 3),
    rows: ours.length,
  }).toEqual({ onlyOurs: [], onlyTheirs: [], rows: theirs.length })
  expect(rejects).toEqual(second.rejects.map((reject) => reject.reason))
}

test("rows and rejects of random worlds equal those of the second implementation", () => {
  everyWorld(200, isAgreed)
})

test("so they do where emails go on some days only", () => {
  everyWorld(100, isAgreed, { sendingDays: true })
})

test("so they do where organisations have settings of their own", () => {
  everyWorld(60, isAgreed, { ownSettings: true })
})

test("so they do where people have opted out of channels and types", () => {
  everyWorld(40, isAgreed, { optOuts: true })
})

test("so they do with local time and text messages", () => {
  everyWorld(100, isAgreed, { texts: true, optOuts: true, ownSettings: true, sendingDays: true })
})

test("so they do where campaigns hold contacts out", () => {
  everyWorld(60, isAgreed, { holdouts: true, optOuts: true })
})
