/**
 * Runs the command inside the process of the test. This takes a fraction of the time of a new process, so it
 * is for tests of what a command prints, writes and refuses. Tests of processes and signals start the real one.
 */
import { Console as NodeConsole } from "node:console"
import { PassThrough } from "node:stream"
import * as Console from "effect/Console"
import * as Effect from "effect/Effect"
import * as Metric from "effect/Metric"
import * as Runtime from "effect/Runtime"
import { programFor } from "../program.ts"
import type { Outcome } from "./process.ts"

/** The working directory and stderr belong to the whole process, so commands run one after the other. */
let last: Promise<unknown> = Promise.resolve()

/** Runs `almanac` in the directory `cwd`, and returns what the process would have returned. */
export function inProcess(cwd: string, ...args: ReadonlyArray<string>): Promise<Outcome> {
  const outcome = last.then(() => runNow(cwd, args))
  last = outcome.catch(() => undefined)
  return outcome
}

async function runNow(cwd: string, args: ReadonlyArray<string>): Promise<Outcome> {
  const [stdout, stderr] = [new PassThrough(), new PassThrough()]
  const { write } = process.stderr
  const [before, listeners] = [process.cwd(), process.stdout.listeners("error")]
  process.chdir(cwd)
  process.stderr.write = stderr.write.bind(stderr) as typeof write
  try {
    const program = await programFor(args)
    const exit = await program.pipe(
      Effect.provideService(Console.Console, new NodeConsole({ stdout, stderr })),
      Effect.provideService(Metric.MetricRegistry, new Map()),
      Effect.runPromiseExit,
    )
    let code: number | null = null
    Runtime.defaultTeardown(exit, (it) => (code = it))
    return { code, signal: null, stdout: textOf(stdout), stderr: textOf(stderr) }
  } finally {
    process.stderr.write = write
    process.chdir(before)
    for (const listener of process.stdout.listeners("error")) {
      if (!listeners.includes(listener)) process.stdout.off("error", listener as () => void)
    }
  }
}

const textOf = (stream: PassThrough): string => stream.read()?.toString() ?? ""
