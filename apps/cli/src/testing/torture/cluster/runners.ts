/** The runners of a cluster on this machine, which the torture test starts, kills and stops. */
import { spawn } from "node:child_process"
import { once } from "node:events"
import { readFileSync } from "node:fs"
import { join } from "node:path"
import { setTimeout as sleep } from "node:timers/promises"
import { fileURLToPath } from "node:url"
import type { Random } from "@almanac/testkit/worlds/random"
import { type Started, start } from "../../process.ts"

const OTHER_VERSION = fileURLToPath(new URL("other-version.ts", import.meta.url))

/** A runner that is told to stop has this long to give its step back. */
const LONGEST_END_MS = 15_000

/** The exit code of a runner that is told to stop before it works. */
const NOT_BEGUN = 130

export class Runners {
  readonly #directory: string
  readonly #args: ReadonlyArray<string>
  readonly #onEnd: (stderr: string) => void
  #working: ReadonlyArray<Started> = []
  #stopped: { readonly runner: Started; readonly child: number | undefined } | undefined

  /** @param onEnd called when a runner has ended by itself. Another one is started, as a supervisor would do. */
  constructor(directory: string, url: string, work: string, onEnd: (stderr: string) => void) {
    this.#directory = directory
    this.#onEnd = onEnd
    this.#args = ["runner", "--cluster", url, "--work", work, "--cache", join(directory, "cache"), "--quiet"]
  }

  /** @param kilobytes the largest size of a file that the runner and its child processes can write */
  start(kilobytes?: number): Started {
    const limit = kilobytes === undefined ? undefined : `ulimit -f ${2 * kilobytes}; exec "$@"`
    const runner = start(this.#args, this.#directory, limit)
    this.#working = [...this.#working, runner]
    void runner.ended.then(({ stderr }) => {
      if (!this.#working.includes(runner)) return
      this.#remove(runner)
      this.#onEnd(stderr)
      this.start(kilobytes)
    })
    return runner
  }

  /** Kills a random runner and starts another one. */
  kill(random: Random): void {
    this.#take(random).kill("SIGKILL")
    this.start()
  }

  /** Kills a random child process of a runner. Returns false if there is none. */
  killChild(random: Random): boolean {
    const children = this.#working.flatMap(({ pid }) => childrenOf(pid))
    if (children.length === 0) return false
    return killed(random.pick(children), "SIGKILL")
  }

  /** Tells a random runner to stop, and starts another one. */
  async terminate(random: Random): Promise<void> {
    const runner = this.#take(random)
    this.start()
    await ended(runner)
  }

  /** Stops a random runner as a machine that hangs, with or without its child process. Returns false if one is stopped already. */
  stop(random: Random): boolean {
    if (this.#stopped !== undefined) return false
    const runner = this.#take(random)
    const [child] = random.chance(0.5) ? childrenOf(runner.pid) : []
    if (child !== undefined) killed(child, "SIGSTOP")
    runner.kill("SIGSTOP")
    this.#stopped = { runner, child }
    this.start()
    return true
  }

  /** Lets the stopped runner continue. It replaces one that works. Returns false if none is stopped. */
  async wake(random: Random): Promise<boolean> {
    if (this.#stopped === undefined) return false
    const { runner, child } = this.#stopped
    this.#stopped = undefined
    if (child !== undefined) killed(child, "SIGCONT")
    runner.kill("SIGCONT")
    await ended(this.#take(random))
    this.#working = [...this.#working, runner]
    return true
  }

  /** Ends all runners. */
  async end(): Promise<void> {
    const runners = this.#working
    this.#working = []
    await Promise.all(runners.map(ended))
  }

  /** Kills what is left, after an error. */
  abandon(): void {
    const working = this.#working
    this.#working = []
    for (const runner of working) runner.kill("SIGKILL")
    const { runner, child } = this.#stopped ?? {}
    runner?.kill("SIGKILL")
    if (child !== undefined) killed(child, "SIGKILL")
  }

  /** What the runners have written to stderr. */
  told(): string {
    return this.#working.map((runner) => runner.told()).join("")
  }

  #take(random: Random): Started {
    const runner = random.pick(this.#working)
    this.#remove(runner)
    return runner
  }

  #remove(runner: Started): void {
    this.#working = this.#working.filter((other) => other !== runner)
  }
}

/** Tells a runner to stop. Throws an error if it does not end as intended. */
async function ended(runner: Started): Promise<void> {
  runner.kill("SIGTERM")
  const outcome = await Promise.race([runner.ended, sleep(LONGEST_END_MS, undefined, { ref: false })])
  if (outcome === undefined) throw new Error(`a runner goes on after SIGTERM: ${runner.told()}`)
  const { code, signal, stderr } = outcome
  if (code !== 0 && code !== NOT_BEGUN)
    throw new Error(`a runner ended with ${signal ?? code} after SIGTERM: ${stderr}`)
}

function killed(pid: number, signal: NodeJS.Signals): boolean {
  try {
    return process.kill(pid, signal)
  } catch {
    return false
  }
}

/** The child processes of a process. Linux lists them. */
function childrenOf(pid: number): ReadonlyArray<number> {
  try {
    const list = readFileSync(`/proc/${pid}/task/${pid}/children`, "utf8")
    return list.split(" ").map(Number).filter(Boolean)
  } catch {
    return []
  }
}

/** Starts a runner of another version, which is called `name` in the results of steps. Returns the function that ends it. */
export async function startOtherVersion(
  url: string,
  work: string,
  port: number,
): Promise<() => Promise<void>> {
  const child = spawn(process.execPath, [OTHER_VERSION, url, work, String(port)], {
    stdio: ["ignore", "pipe", "inherit"],
  })
  await once(child.stdout, "data")
  return async () => {
    if (child.exitCode !== null || child.signalCode !== null) return
    const end = once(child, "exit")
    child.kill("SIGKILL")
    await end
  }
}
