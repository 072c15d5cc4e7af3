/** How a run on a cluster stands, for people and for scripts. */
import type { RunnerRecord } from "@almanac/cluster/look"
import { isGoing, type RunRecord } from "@almanac/cluster/records"
import type { RunStatus, StepStatus } from "@almanac/cluster/status"
import { count, table } from "./numbers.ts"
import { minute } from "./proposal-text.ts"

/** A table of the steps that are due, those in work last. */
export function statusTable({ run, steps, runners }: RunStatus): string {
  const failure =
    run.failure === null ? "" : ` in ${run.failure.step} ${run.failure.block}: ${run.failure.message}`
  const head = ["Step", "Block", "State", "Runner", "Begun", "Seconds", "Contacts", "Rows"]
  const rows = steps.map((step) => [
    step.step,
    String(step.block),
    stateOf(step),
    step.runner ?? "",
    step.begun_at === null ? "" : time(step.begun_at),
    step.seconds === null ? "" : step.seconds.toFixed(1),
    ...[contactsOf(step), step.result?.rows].map((number) => (number === undefined ? "" : count(number))),
  ])
  return [
    `${run.run_id}: ${run.state}${failure}`,
    ...(isGoing(run) && runners === 0 ? [nobody(run)] : []),
    ...(rows.length === 0 ? [] : [table([head, ...rows], "")]),
  ].join("\n")
}

const stateOf = ({ state, is_alive }: StepStatus): string =>
  state === "in work" && !is_alive ? "lost: its runner gives no sign" : state

/** Contacts that a step is done with. */
const contactsOf = ({ contacts, result }: StepStatus): number | undefined =>
  result === null ? (contacts ?? undefined) : result.contacts

/** The time of day in UTC. */
const time = (moment: Date): string => `${moment.toISOString().slice(11, 19)} UTC`

const nobody = ({ software }: RunRecord): string =>
  `it waits, because no runner of version ${software} is alive: start one with almanac runner`

/** One line about the stage that a run is in. */
export function progressLine({ run, steps, runners }: RunStatus): string {
  if (runners === 0) return nobody(run)
  const unfinished = steps.find(({ state }) => state !== "done")
  const stage = steps.filter(({ step }) => step === (unfinished ?? steps.at(-1))?.step)
  if (stage.length === 0) return "waits for a runner"
  const among = (state: StepStatus["state"]) => stage.filter((step) => step.state === state)
  const contacts = stage.reduce((sum, step) => sum + (contactsOf(step) ?? 0), 0)
  const parts = [
    `${count(among("done").length)} of ${count(stage.length)} done`,
    `${count(among("in work").length)} in work`,
    ...(contacts === 0 ? [] : [`${count(contacts)} contacts`]),
  ]
  return `${stage[0]?.step}: ${parts.join(", ")}`
}

/** The last runs, and the runners that are alive. */
export function clusterTables(runs: ReadonlyArray<RunRecord>, runners: ReadonlyArray<RunnerRecord>): string {
  const ran = runs.map(({ run_id, state, submitted_at }) => [
    run_id,
    state,
    minute(submitted_at.toISOString()),
  ])
  const alive = runners.map(({ name, software, slots }) => [name, software, String(slots)])
  return [
    ran.length === 0 ? "the cluster has no runs" : table([["Run", "Status", "Submitted"], ...ran], ""),
    alive.length === 0 ? "no runner is alive" : table([["Runner", "Version", "Slots"], ...alive], ""),
  ].join("\n\n")
}

export const summaryOf = ({ run_id, state, software, submitted_at, ended_at, failure }: RunRecord) => ({
  run_id,
  status: state,
  software,
  submitted_at,
  ended_at,
  failure,
})

export const statusObject = ({ run, steps, runners }: RunStatus) => ({
  ...summaryOf(run),
  runners,
  steps: steps.map((step) => ({
    step: step.step,
    block: step.block,
    state: step.state,
    runner: step.runner,
    runner_is_alive: step.is_alive,
    begun_at: step.begun_at,
    seconds: step.seconds,
    contacts: contactsOf(step) ?? null,
    rows: step.result?.rows ?? null,
    peak_rss_bytes: step.result?.peakRssBytes ?? null,
    cpu_seconds: step.result?.cpuSeconds ?? null,
  })),
})
