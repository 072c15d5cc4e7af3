/** Tests how the state of a run on a cluster is told. */
import type { RunStatus, StepStatus } from "@almanac/cluster/status"
import { expect, test } from "vitest"
import { clusterTables, progressLine, statusTable } from "./cluster-status.ts"

const begun_at = new Date("2026-11-23T08:00:05Z")

const step = (block: number, more: Partial<StepStatus>): StepStatus => ({
  step: "count",
  block,
  state: "waiting",
  runner: null,
  begun_at: null,
  seconds: null,
  contacts: null,
  is_alive: false,
  result: null,
  ...more,
})

const working = { state: "in work", begun_at, seconds: 12.34, contacts: 131_072 } as const
const steps = [
  step(0, {
    state: "done",
    runner: "a:1",
    begun_at,
    seconds: 60,
    result: { contacts: 4e6, rows: 9e6, peakRssBytes: 1 },
  }),
  step(1, { ...working, runner: "a:1", is_alive: true }),
  step(2, { ...working, runner: "b:1" }),
  step(3, {}),
]

const status = (runners: number): RunStatus => ({
  run: {
    run_id: "r",
    software: "1.2.3",
    spec: {} as RunStatus["run"]["spec"],
    state: "running",
    generation: 1,
    cancelled: false,
    forgotten: false,
    failure: null,
    submitted_at: begun_at,
    ended_at: null,
  },
  steps,
  runners,
})

test("a table tells who works on which step since when", () => {
  expect(statusTable(status(1)).split("\n")).toEqual([
    "r: running",
    "Step   Block  State                           Runner  Begun         Seconds  Contacts   Rows",
    "count  0      done                            a:1     08:00:05 UTC  60.0     4,000,000  9,000,000",
    "count  1      in work                         a:1     08:00:05 UTC  12.3     131,072",
    "count  2      lost: its runner gives no sign  b:1     08:00:05 UTC  12.3     131,072",
    "count  3      waiting",
  ])
})

test("a line tells how far the stage is, or that nobody works on it", () => {
  expect(progressLine(status(1))).toBe("count: 1 of 4 done, 2 in work, 4,262,144 contacts")
  expect(progressLine(status(0))).toBe(
    "it waits, because no runner of version 1.2.3 is alive: start one with almanac runner",
  )
})

test("a list of runs also tells which runners are alive", () => {
  const runner = { name: "a:1", software: "1.2.3", slots: 2, seen_at: begun_at }
  expect(clusterTables([status(1).run], [runner]).split("\n")).toEqual([
    "Run  Status   Submitted",
    "r    running  2026-11-23 08:00 UTC",
    "",
    "Runner  Version  Slots",
    "a:1     1.2.3    2",
  ])
  expect(clusterTables([], [])).toBe("the cluster has no runs\n\nno runner is alive")
})
