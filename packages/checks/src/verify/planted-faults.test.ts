/** Plants faults in the files of a run. Verification must find each of them, and nothing else. */
import * as Effect from "effect/Effect"
import { describe, expect, test } from "vitest"
import { CHECKS, type CheckName } from "./checks.ts"
import { oneRun, tamper, verification, violationsOf } from "./fixture.ts"
import { PLANTS, plantedIn } from "./fixture-plants.ts"
import { IDS_PER_COPY, oneOfEach } from "./fixture-world.ts"

/** A verification finds several faults, each in a copy of the contacts of its own. */
const FAULTS_AT_ONCE = 16

/** More contacts in a chunk than the world has. Other tests have several chunks. */
const ALL_AT_ONCE = 1000

const { copied } = oneRun(oneOfEach(FAULTS_AT_ONCE))

/** Neighbours are verified apart, because most are found by the same check, which only gives a few examples. */
const TURNS = Math.ceil(PLANTS.length / FAULTS_AT_ONCE)

describe.each(Array.from({ length: TURNS }, (_, turn) => turn + 1))("turn %i", (turn) => {
  const plants = PLANTS.filter((_, n) => n % TURNS === turn - 1)

  test(`finds ${plants.map(([name]) => name).join("; ")}`, async () => {
    const tampered = await copied(`turn ${turn}`)
    const changes = plants.map(([, change], copy) => plantedIn(copy, change))
    await tamper(tampered, changes.join(";\n"))
    const { violations } = await Effect.runPromise(verification(tampered, ALL_AT_ONCE))
    const found = plants.map(() => new Set<CheckName>())
    for (const { check, count, examples } of violations) {
      expect(examples, `all examples of ${check}`).toHaveLength(count)
      for (const { contact_id } of examples) found[Math.floor(Number(contact_id) / IDS_PER_COPY)]!.add(check)
    }
    expect(plants.map(([name], copy) => [name, [...found[copy]!].sort()])).toEqual(
      plants.map(([name, , checks]) => [name, checks]),
    )
  })
})

test("finds a row without contact", async () => {
  const tampered = await copied("without contact")
  await tamper(
    tampered,
    "INSERT INTO schedules SELECT * REPLACE (NULL::BIGINT AS contact_id) FROM schedules WHERE contact_id = 3 AND email_type = 'birthday'",
  )
  expect(Object.keys(await violationsOf(tampered, ALL_AT_ONCE))).toEqual(["unexpected_row"])
})

test("every check finds a planted fault, here or in another test", () => {
  const planted = new Set(PLANTS.flatMap(([, , checks]) => checks))
  const elsewhere = [
    "overloaded_day",
    "wrong_foreseen",
    "input_changed",
    "config_changed",
    "checksum",
    "manifest_count",
  ]
  expect([...planted, ...elsewhere].sort()).toEqual([...CHECKS].sort())
})
