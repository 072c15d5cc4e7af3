import { requireApproval } from "@almanac/store/approval/switch"
import { openStore } from "@almanac/store/store"
import * as Effect from "effect/Effect"
import type { Browser } from "playwright-core"
import { afterAll, beforeAll, expect, test } from "vitest"
import { expectGood, faultsOf, NARROW, signedIn, startBrowser } from "../testing/browser.ts"
import { keyOf, startTestConsole, type TestConsole } from "../testing/console.ts"

const HOSTILE = '<b onclick="x()">because</b> שלום'

let browser: Browser
let console: TestConsole
beforeAll(async () => {
  ;[browser, console] = await Promise.all([startBrowser(), startTestConsole()])
  const { db: path } = console
  await Effect.runPromise(
    openStore({ path, threads: 1, memoryLimitMb: 300, create: false, now: new Date(), waitMs: 0 }).pipe(
      Effect.flatMap((store) => requireApproval(store, "ops")),
      Effect.scoped,
    ),
  )
})
afterAll(async () => {
  await browser.close()
  await console.stop()
  expect(console.faults).toEqual([])
})

test("a marketer proposes an edit, and a compliance officer approves it after looking at the difference", async () => {
  const marketer = (await signedIn(browser, console.url, keyOf("marketer"), NARROW)).page
  await marketer.goto("/campaigns/5/edit")
  await marketer.getByLabel("Email template").fill(HOSTILE)
  await marketer.getByLabel(/^Why you propose this/).fill(HOSTILE)
  await marketer.getByRole("button", { name: "Propose", exact: true }).click()
  await marketer.getByRole("heading", { name: /^Proposal 1:/ }).waitFor()
  expect(await marketer.getByRole("button", { name: "Approve" }).count()).toBe(0)
  await marketer.getByRole("button", { name: "Withdraw" }).waitFor()
  await expectGood(marketer)

  const officer = (await signedIn(browser, console.url, keyOf("compliance"))).page
  const faults = faultsOf(officer)
  await officer.goto("/approvals")
  await officer.getByRole("link", { name: /^1: edit instance 5/ }).click()
  await officer.getByText(HOSTILE).first().waitFor()
  expect(await officer.getByRole("button", { name: "Approve" }).isDisabled()).toBe(true)
  await expectGood(officer)
  await officer.getByLabel("Why you decide so").fill("checked")
  await officer.getByRole("button", { name: "Approve" }).click()
  await officer.getByText("compliance person").nth(1).waitFor()
  await officer.getByText("Nothing waits for a decision.").waitFor()
  await officer.goto("/campaigns/5")
  await officer.getByText(HOSTILE).first().waitFor()
  expect(faults).toEqual([])
})
