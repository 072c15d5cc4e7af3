/**
 * The torture test of a cluster. Runners make runs with a real PostgreSQL, and all these processes are killed or stopped at random
 * moments. Each run must leave what one process leaves.
 */
import { rmSync } from "node:fs"
import { hostname } from "node:os"
import { join } from "node:path"
import { setTimeout as sleep } from "node:timers/promises"
import { STEPS } from "@almanac/cluster/run-spec"
import { type Postgres, startPostgres } from "@almanac/cluster/testing/postgres"
import { Random } from "@almanac/testkit/worlds/random"
import { almanac } from "../../process.ts"
import { hashOf, problemsOfRun } from "./delivered.ts"
import { Runners, startOtherVersion } from "./runners.ts"
import { hasBegun, isOver, isRecovered, type Look, type Watch, watchCluster } from "./watch.ts"
import { leftIn, type WorkPlace, workInBucket, workInDirectory } from "./work-place.ts"

export interface ClusterTortureOptions {
  readonly directory: string
  readonly seed: number
  readonly kills: number
  readonly contacts: number
  readonly runners: number
  /** If absent, each run has 3 to 5. */
  readonly blocks: number | undefined
  /** Whether the work directory is a bucket. */
  readonly bucket: boolean
  readonly onEvent?: (kills: number, what: string) => void
}

export interface ClusterTorture {
  readonly runs: number
  readonly kills: number
  /** How often each thing was done to the cluster. */
  readonly done: Readonly<Record<string, number>>
  /** The longest time until the cluster worked again after a kill. */
  readonly recovery_seconds: number
  /** The longest time until a cancelled run had ended. */
  readonly cancel_seconds: number
}

/** What can happen to a cluster. */
type Trouble = "runner" | "child" | "postgres" | "stop" | "terminate" | "cancel"

const WORDS: Readonly<Record<Trouble | "retry" | "end", string>> = {
  runner: "runner killed",
  child: "child process killed",
  postgres: "PostgreSQL killed",
  stop: "runner stopped until the run is over",
  terminate: "runner told to stop",
  cancel: "run cancelled and resumed",
  retry: "failed run tried again",
  end: "runner ended by itself",
}

/** How often each is chosen. */
const SHARES: Readonly<Record<Trouble, number>> = {
  ...{ runner: 5, child: 3, postgres: 2 },
  ...{ stop: 1, terminate: 1, cancel: 1 },
}
const CHOICES = (Object.keys(SHARES) as Array<Trouble>).flatMap((trouble) =>
  Array.from({ length: SHARES[trouble] }, () => trouble),
)

export const RECOVERY_TARGET = 15
export const CANCEL_TARGET = 5

const AS_OF = "2026-11-23"
/** Troubles of one run before it may end. */
const MAX_TROUBLES_OF_RUN = 12
const LONGEST_DELAY_MS = 3_000
const LONGEST_DELAY_IN_STEP_MS = 800
/** A woken runner has done what it does within this time. */
const WAKING_MS = 5_000
/** Some file of each run is larger than this. */
const FULL_DISK_KB = 64
const OTHER_PORT = 49_173

/** Throws an error that names the seed and what was done last if a condition is not met. */
export async function tortureCluster(options: ClusterTortureOptions): Promise<ClusterTorture> {
  const { directory, seed, contacts } = options
  const postgres = await startPostgres()
  const watch = watchCluster(postgres.url)
  const work = options.bucket ? await workInBucket() : workInDirectory(directory)
  const runners = new Runners(directory, postgres.url, work.address, (stderr) => test.onRunnerEnded(stderr))
  const test: Test = new Test(options, { postgres, watch, work, runners })
  try {
    await succeed(
      directory,
      `generate --contacts ${contacts} --seed ${seed} --as-of ${AS_OF} --out exports --quiet`,
    )
    await succeed(directory, `run --in exports --out whole --as-of ${AS_OF} --threads 1 --quiet`)
    return await test.all()
  } catch (cause) {
    const message = cause instanceof Error ? cause.message : String(cause)
    throw new Error(`seed ${seed}, after ${test.last}: ${message} ${runners.told()}`)
  } finally {
    await test.end()
    await watch.end()
    await postgres.remove()
    await work.close()
  }
}

/** What the test works with. */
interface Parts {
  readonly postgres: Postgres
  readonly watch: Watch
  readonly work: WorkPlace
  readonly runners: Runners
}

async function succeed(directory: string, line: string): Promise<string> {
  const { code, stdout, stderr } = await almanac(directory, ...line.split(" "))
  if (code !== 0) throw new Error(`almanac ${line} ended with ${code}: ${stderr}`)
  return stdout
}

class Test {
  readonly #options: ClusterTortureOptions
  readonly #random: Random
  readonly #postgres: Postgres
  readonly #watch: Watch
  readonly #work: WorkPlace
  readonly #runners: Runners
  readonly #done = { runner: 0, child: 0, postgres: 0, stop: 0, terminate: 0, cancel: 0, retry: 0, end: 0 }
  readonly #by = new Set<string>()
  #endOther = async (): Promise<void> => {}
  #runs = 0
  #recovery = 0
  #cancel = 0
  last = "the start"

  constructor(options: ClusterTortureOptions, { postgres, watch, work, runners }: Parts) {
    this.#options = options
    this.#random = new Random(options.seed)
    this.#postgres = postgres
    this.#watch = watch
    this.#work = work
    this.#runners = runners
  }

  get #kills(): number {
    const { runner, child, postgres } = this.#done
    return runner + child + postgres
  }

  onRunnerEnded(stderr: string): void {
    this.#done.end++
    this.#say(`a runner has ended by itself and is started again: ${stderr.trim()}`)
  }

  /** Ends all processes. */
  async end(): Promise<void> {
    this.#runners.abandon()
    await this.#endOther()
  }

  async all(): Promise<ClusterTorture> {
    const { kills, runners } = this.#options
    await this.#fullDisk()
    this.#endOther = await startOtherVersion(this.#postgres.url, this.#work.address, OTHER_PORT)
    for (let n = 0; n < runners; n++) this.#runners.start()
    while (this.#kills < kills) await this.#run()
    await this.#runners.end()
    if (this.#by.has(`${hostname()}:${OTHER_PORT}`))
      throw new Error("a runner of another version took a step")
    return {
      runs: this.#runs,
      kills: this.#kills,
      done: Object.fromEntries(
        Object.entries(this.#done).map(([trouble, times]) => [WORDS[trouble as Trouble], times]),
      ),
      recovery_seconds: this.#recovery,
      cancel_seconds: this.#cancel,
    }
  }

  /** The disk of the only runner is full. The run fails by name, and goes on with a runner that can write. */
  async #fullDisk(): Promise<void> {
    this.#runners.start(FULL_DISK_KB)
    const { run, out } = await this.#submit()
    const { state, failure } = await this.#watch.until(run, "over", isOver)
    if (state !== "failed" || failure === null) throw new Error(`a run is ${state} although the disk is full`)
    if (failure.message.includes(out)) throw new Error(`the full disk is that of ${out}: ${failure.message}`)
    this.#say(`full disk, step ${failure.step}: ${failure.message}`)
    await this.#runners.end()
    this.#runners.start()
    await this.#succeed(`cluster retry ${run} --cluster ${this.#postgres.url}`)
    await this.#watch.until(run, "done", isOver)
    await this.#check(run, out)
    await this.#runners.end()
  }

  async #run(): Promise<void> {
    const { run, out } = await this.#submit()
    for (let left = this.#random.int(1, MAX_TROUBLES_OF_RUN); left > 0; left--) {
      if (this.#kills >= this.#options.kills) break
      await this.#moment(run)
      const before = await this.#watch.look(run)
      if (isOver(before) && !(await this.#retried(run, before))) break
      await this.#trouble(run, before)
    }
    while (await this.#retried(run, await this.#watch.until(run, "over", isOver)));
    await this.#check(run, out)
    rmSync(join(this.#options.directory, out), { recursive: true })
  }

  /** Tries a run again that has failed because its child processes were killed. Returns false if it has not failed. */
  async #retried(run: string, { state, failure }: Look): Promise<boolean> {
    if (state !== "failed") return false
    if (!failure?.message.includes("SIGKILL")) throw new Error(`the run failed: ${failure?.message}`)
    await this.#succeed(`cluster retry ${run} --cluster ${this.#postgres.url}`)
    this.#done.retry++
    this.#say(`run tried again: ${failure.step} ${failure.block}, ${failure.message}`)
    return true
  }

  async #submit(): Promise<{ readonly run: string; readonly out: string }> {
    const blocks = this.#options.blocks ?? this.#random.int(3, 5)
    const out = `run-${++this.#runs}`
    const stdout = await this.#succeed(
      `run --cluster ${this.#postgres.url} --in exports --out ${out} --as-of ${AS_OF} --threads 1 --blocks ${blocks} --detach --json`,
    )
    return { run: JSON.parse(stdout).run_id, out }
  }

  /** Waits for a random moment: at any time, or in a certain step. */
  async #moment(run: string): Promise<void> {
    const now = await this.#watch.look(run)
    const ahead = STEPS.filter((step) => step !== "decide" && !hasBegun(now, step))
    if (ahead.length === 0 || !this.#random.chance(0.6)) {
      await sleep(this.#random.int(0, LONGEST_DELAY_MS))
      return
    }
    const step = this.#random.pick(ahead)
    await this.#watch.until(run, `in step ${step}`, (look) => isOver(look) || hasBegun(look, step))
    await sleep(this.#random.int(0, LONGEST_DELAY_IN_STEP_MS))
  }

  async #trouble(run: string, before: Look): Promise<void> {
    const trouble = this.#random.pick(CHOICES)
    let since = Date.now()
    if (trouble === "runner") this.#runners.kill(this.#random)
    else if (trouble === "child") {
      if (!this.#runners.killChild(this.#random)) return
    } else if (trouble === "postgres") {
      this.#postgres.kill()
      await sleep(this.#random.int(0, LONGEST_DELAY_MS))
      await this.#postgres.restart()
      since = Date.now()
    } else if (trouble === "stop") {
      if (!this.#runners.stop(this.#random)) return
    } else if (trouble === "terminate") await this.#runners.terminate(this.#random)
    else if (!(await this.#cancelAndResume(run))) return
    this.#done[trouble]++
    this.last = WORDS[trouble]
    // Now and then the next trouble comes before the cluster has recovered.
    if (this.#random.chance(0.2)) return this.#say(WORDS[trouble])
    await this.#watch.until(run, "going on", (now) => isRecovered(before, now))
    const seconds = (Date.now() - since) / 1000
    if (trouble !== "cancel") this.#recovery = Math.max(this.#recovery, seconds)
    this.#say(`${WORDS[trouble]}: works again after ${seconds.toFixed(1)} s`)
  }

  async #cancelAndResume(run: string): Promise<boolean> {
    const cluster = `--cluster ${this.#postgres.url}`
    const { code } = await almanac(this.#options.directory, ...`cluster cancel ${run} ${cluster}`.split(" "))
    if (code !== 0) return false
    const since = Date.now()
    const { state } = await this.#watch.until(run, "cancelled", isOver)
    this.#cancel = Math.max(this.#cancel, (Date.now() - since) / 1000)
    if (state !== "cancelled") return false
    await this.#succeed(`cluster resume ${run} ${cluster}`)
    return true
  }

  /** Compares what a finished run has left, also after a stopped runner has woken. */
  async #check(run: string, out: string): Promise<void> {
    const { directory } = this.#options
    const { state, steps } = await this.#watch.look(run)
    if (state !== "done") throw new Error(`the run is ${state}`)
    for (const { runner } of steps) this.#by.add(runner ?? "")
    const problems = [...(await problemsOfRun(directory, "whole", out)), ...leftIn(this.#work)]
    if (problems.length > 0) throw new Error(problems.join("; "))
    const left = hashOf(join(directory, out))
    if (await this.#runners.wake(this.#random)) {
      await sleep(WAKING_MS)
      if (hashOf(join(directory, out)) !== left) throw new Error("a runner that woke up changed the run")
      const [problem] = leftIn(this.#work)
      if (problem !== undefined) throw new Error(`after a runner woke up, ${problem}`)
    }
    this.#say(`${out} is as one process makes it`)
  }

  #succeed(line: string): Promise<string> {
    return succeed(this.#options.directory, line)
  }

  #say(what: string): void {
    this.#options.onEvent?.(this.#kills, what)
  }
}
