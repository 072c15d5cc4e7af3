/**
 * The cost model of a run on a cluster: what it takes by number of contacts, blocks and runners. docs/reference/sizing.md says
 * what it leaves out.
 */
import type { StepName } from "@almanac/cluster/run-spec"
import { blocksOf, slicesOf } from "@almanac/pipeline/blocks/check"

/** CPU seconds of one step: so many in any case, and so many for each million of its contacts. */
export interface StepCost {
  readonly fixed: number
  readonly million: number
}

export type ModelledStep = Exclude<StepName, "decide">

/** With one thread. `npm run bench -- cluster` prints these lines with the figures of the machine on which it runs. */
export const COSTS: Readonly<Record<ModelledStep, StepCost>> = {
  check: { fixed: 0.3, million: 0.03 },
  split: { fixed: 0.61, million: 3.26 },
  count: { fixed: 0.46, million: 6.32 },
  draft: { fixed: 1.26, million: 0.21 },
  rank: { fixed: 0.19, million: 1.04 },
  cut: { fixed: 0.22, million: 0.06 },
  place: { fixed: 0.12, million: 6.6 },
  finish: { fixed: 0.76, million: 0.08 },
}

const MODELLED = Object.keys(COSTS) as ReadonlyArray<ModelledStep>

/** The same for a whole run of one process. */
export const ONE_PROCESS: StepCost = { fixed: 3.39, million: 16.78 }

/** The command, and the start of the first processes. */
const BEGIN_SECONDS = 3
/** From the last result of a stage until a runner with a free slot has seen the next stage. */
const STAGE_SECONDS = 0.5
/** CPU seconds of a runner besides its steps: for each child process, and for each second in which it refreshes its claims. */
const RUNNER_CPU = { start: 1, second: 0.02 }

/** What a further thread adds, as a share of the first. */
const THREAD_GAIN = 0.9

/** For each run, for each step, and for each second of each runner. */
const TRANSACTIONS = { run: 10, step: 5, second: 3 }

/** For each contact with its history. */
const BYTES = { read: 700, written: 350 }

export interface ClusterSize {
  readonly contacts: number
  /** If absent, the number of contacts decides. */
  readonly blocks?: number
  /** Runners with one slot. */
  readonly runners: number
  /** Of each block. If absent, one. */
  readonly threads?: number
}

export interface Cost {
  readonly seconds: number
  readonly cpu_seconds: number
  readonly transactions: number
  readonly read_bytes: number
  readonly written_bytes: number
}

/** Steps that one process makes for the whole run. */
const ONCE: ReadonlySet<ModelledStep> = new Set(["check", "draft", "cut", "finish"])

/** How often each step is made. In a run in one block, `count` does the work of the only `split`. */
export function timesOf(step: ModelledStep, { contacts, blocks = blocksOf(contacts) }: ClusterSize): number {
  if (ONCE.has(step)) return 1
  return step === "split" ? Math.max(1, slicesOf(blocks, contacts)) : blocks
}

/** How much faster threads make the work on blocks. The suite `scaling` measures it. */
const gain = (threads: number): number => 1 + THREAD_GAIN * (threads - 1)

/** The seconds of a run of one process. It makes the steps that are made once with one thread too. */
export function predictAlone(contacts: number, threads: number): number {
  const once = MODELLED.reduce((sum, step) => sum + (ONCE.has(step) ? COSTS[step].million : 0), 0)
  const { fixed, million } = ONE_PROCESS
  return fixed + (contacts / 1e6) * (once + (million - once) / gain(threads))
}

/** What a run on a cluster takes. Steps that are made once use one thread. */
export function predict(size: ClusterSize): Cost {
  const { contacts, runners, threads = 1 } = size
  let [seconds, work, steps] = [BEGIN_SECONDS, 0, 0]
  for (const step of MODELLED) {
    const { fixed, million } = COSTS[step]
    const times = timesOf(step, size)
    const variable = (million * contacts) / times / 1e6
    seconds +=
      STAGE_SECONDS + Math.ceil(times / runners) * (fixed + variable / (ONCE.has(step) ? 1 : gain(threads)))
    work += times * (fixed + variable)
    steps += times
  }
  return {
    seconds,
    cpu_seconds: work + runners * (RUNNER_CPU.start + RUNNER_CPU.second * seconds),
    transactions: TRANSACTIONS.run + TRANSACTIONS.step * steps + TRANSACTIONS.second * runners * seconds,
    read_bytes: BYTES.read * contacts,
    written_bytes: BYTES.written * contacts,
  }
}

/** A step that was measured. */
export interface MeasuredStep {
  readonly contacts: number
  readonly cpu_seconds: number
}

/** The cost of a step by least squares. Undefined if all steps had the same number of contacts. */
export function fitted(steps: ReadonlyArray<MeasuredStep>): StepCost | undefined {
  const mean = (values: ReadonlyArray<number>) =>
    values.reduce((sum, value) => sum + value, 0) / values.length
  const [x, y] = [mean(steps.map(({ contacts }) => contacts)), mean(steps.map((step) => step.cpu_seconds))]
  const spread = steps.reduce((sum, { contacts }) => sum + (contacts - x) ** 2, 0)
  if (!(spread > 0)) return undefined
  const slope =
    steps.reduce((sum, { contacts, cpu_seconds }) => sum + (contacts - x) * (cpu_seconds - y), 0) / spread
  return { fixed: y - slope * x, million: slope * 1e6 }
}
