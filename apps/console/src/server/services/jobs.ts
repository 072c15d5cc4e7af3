/**
 * Starts commands of `almanac` as jobs, keeps the last of them with their lines, and ends them when the console
 * stops. A job goes on when the page that started it is closed.
 */
import type { ChildProcess } from "node:child_process"
import { randomBytes } from "node:crypto"
import { type Refusal, refuse } from "@almanac/core/domain/refusal"
import * as Context from "effect/Context"
import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"
import type { Job, JobLine } from "../../contract/jobs.ts"
import { may } from "../../contract/roles.ts"
import type { Session } from "../../contract/session.ts"
import { Forbidden, NotFound } from "../problems.ts"
import { type JobEnd, type Said, startProcess } from "./job-process.ts"
import { Places } from "./places.ts"

/** Each running job has a memory of its own, so only this many run together. */
const MAX_RUNNING = 2
const MAX_KEPT = 30
/** The most that the results of ended jobs take together. */
const MAX_RESULTS_BYTES = 32 * 1024 * 1024
const MAX_LINES = 500
/** A child that does not end this long after it was asked is killed. */
const END_WAIT_MS = 10_000

export interface JobOrder {
  readonly kind: string
  readonly title: string
  readonly subject: string
  readonly startedBy: Session
  /** The arguments of `almanac`, such as `["diff", ...flagsOf({"--run": [a, b]})]`. `--json` is added. */
  readonly args: ReadonlyArray<string>
  /** Is called once, when the process has ended: for instance to remove files it has read. */
  readonly onEnd?: () => void
}

/** What a listener is told: a new line, or a new status. */
export interface JobListener {
  readonly line: (line: JobLine) => void
  readonly job: (job: Job) => void
}

export interface JobService {
  readonly start: (order: JobOrder) => Effect.Effect<Job, Refusal>
  /** The jobs that a person may see, the latest first. */
  readonly list: (session: Session) => ReadonlyArray<Job>
  readonly get: (
    id: string,
    session: Session,
  ) => Effect.Effect<{ readonly job: Job; readonly result: unknown }, NotFound>
  /** The person who started a job may stop it, and so may operators. */
  readonly stop: (id: string, session: Session) => Effect.Effect<Job, NotFound | Forbidden>
  /** Tells the lines after a line and then what comes, until the returned function is called. */
  readonly listen: (
    id: string,
    session: Session,
    afterSeq: number,
    listener: JobListener,
  ) => Effect.Effect<() => void, NotFound>
}

interface Kept {
  job: Job
  readonly child: ChildProcess
  readonly lines: Array<JobLine>
  said: number
  result: unknown
  resultBytes: number
  readonly listeners: Set<JobListener>
}

/**
 * Flags with their values, as arguments of a command. A value is always behind `=`, so that none is taken for a
 * flag. A list gives the flag several times. Flags that are false or undefined are left out.
 */
export const flagsOf = (
  flags: Readonly<Record<string, string | number | boolean | ReadonlyArray<string> | undefined>>,
): ReadonlyArray<string> =>
  Object.entries(flags).flatMap(([flag, value]) => {
    if (value === undefined || value === false) return []
    if (value === true) return [flag]
    return (Array.isArray(value) ? value : [value]).map((one) => `${flag}=${one}`)
  })

/** Whether a job has ended. */
export const isOver = ({ status }: Job): boolean => status !== "running" && status !== "stopping"

export class Jobs extends Context.Service<Jobs, JobService>()("@almanac/console/Jobs") {
  static readonly layer: Layer.Layer<Jobs, never, Places> = Layer.effect(
    Jobs,
    Effect.gen(function* () {
      const { almanac } = yield* Places
      const all = new Map<string, Kept>()
      yield* Effect.addFinalizer(() => Effect.promise(() => endAll([...all.values()])))

      const start = (order: JobOrder) =>
        Effect.suspend(() => {
          if (order.args.some((arg) => arg.includes("\0"))) {
            return Effect.fail(refuse("a text has a character that cannot be passed on", "write it again"))
          }
          const running = [...all.values()].filter(({ job }) => !isOver(job))
          const same = running.find(({ job }) => job.kind === order.kind && job.subject === order.subject)
          if (same !== undefined) {
            return Effect.fail(refuse(`${same.job.title} is under way already`, "wait until it has ended"))
          }
          if (running.length >= MAX_RUNNING) {
            return Effect.fail(
              refuse(`${MAX_RUNNING} jobs are under way`, "wait until one of them has ended"),
            )
          }
          const kept = begin(almanac, order)
          all.set(kept.job.id, kept)
          forgetOldest(all)
          return Effect.succeed(kept.job)
        })

      const find = (id: string, session: Session) =>
        Effect.suspend(() => {
          const kept = all.get(id)
          return kept !== undefined && maySee(kept, session)
            ? Effect.succeed(kept)
            : Effect.fail(new NotFound({ message: "this job is not kept any more" }))
        })

      return {
        start,
        list: (session) =>
          [...all.values()]
            .filter((kept) => maySee(kept, session))
            .map(({ job }) => job)
            .reverse(),
        get: (id, session) => Effect.map(find(id, session), ({ job, result }) => ({ job, result })),
        stop: (id, session) =>
          Effect.flatMap(find(id, session), (kept) => {
            if (kept.job.started_by !== session.name && !may(session.role, "operate")) {
              return new Forbidden({ message: `only ${kept.job.started_by} and operators may stop this` })
            }
            if (kept.job.status === "running") {
              tell(kept, { status: "stopping" })
              kept.child.kill("SIGINT")
            }
            return Effect.succeed(kept.job)
          }),
        listen: (id, session, afterSeq, listener) =>
          Effect.map(find(id, session), (kept) => {
            listener.job(kept.job)
            for (const line of kept.lines) if (line.seq > afterSeq) listener.line(line)
            kept.listeners.add(listener)
            return () => kept.listeners.delete(listener)
          }),
      }
    }),
  )
}

/** A person sees the own jobs. Who sees all organisations sees all jobs. */
const maySee = ({ job }: Kept, { name, organisations }: Session): boolean =>
  organisations === "all" || job.started_by === name

function begin(
  almanac: ReadonlyArray<string>,
  { kind, title, subject, startedBy, args, onEnd }: JobOrder,
): Kept {
  const kept: Kept = {
    job: {
      id: randomBytes(9).toString("base64url"),
      kind,
      title,
      subject,
      started_by: startedBy.name,
      begun_at: new Date().toISOString(),
      ended_at: null,
      status: "running",
      message: null,
    },
    child: startProcess(almanac, args, {
      onLine: (line) => hear(kept, line),
      onEnd: (end) => {
        if (isOver(kept.job)) return
        onEnd?.()
        ended(kept, end)
      },
    }),
    lines: [],
    said: 0,
    result: null,
    resultBytes: 0,
    listeners: new Set(),
  }
  return kept
}

function hear(kept: Kept, said: Said): void {
  kept.said++
  const line = { seq: kept.said, ...said }
  kept.lines.push(line)
  if (kept.lines.length > MAX_LINES) kept.lines.shift()
  for (const listener of kept.listeners) listener.line(line)
}

function ended(kept: Kept, { exitCode, result, resultBytes }: JobEnd): void {
  kept.result = result
  kept.resultBytes = resultBytes
  const status = exitCode === 0 ? "done" : kept.job.status === "stopping" ? "stopped" : "failed"
  const last = kept.lines.findLast(({ level }) => level === "error" || level === "fatal")
  const why = last?.message ?? (exitCode === null ? "its process was killed" : null)
  tell(kept, { status, message: status === "failed" ? why : null, ended_at: new Date().toISOString() })
  kept.listeners.clear()
}

function tell(kept: Kept, change: Partial<Job>): void {
  kept.job = { ...kept.job, ...change }
  for (const listener of kept.listeners) listener.job(kept.job)
}

function forgetOldest(all: Map<string, Kept>): void {
  const over = [...all.values()].filter(({ job }) => isOver(job))
  let bytes = over.reduce((sum, { resultBytes }) => sum + resultBytes, 0)
  for (const { job, resultBytes } of over) {
    if (all.size <= MAX_KEPT && bytes <= MAX_RESULTS_BYTES) return
    bytes -= resultBytes
    all.delete(job.id)
  }
}

/** Asks the children to end, which leaves runs that can be continued, and kills those that do not. */
async function endAll(all: ReadonlyArray<Kept>): Promise<void> {
  const running = all.filter(({ job }) => !isOver(job))
  await Promise.all(
    running.map(
      ({ child }) =>
        new Promise<void>((done) => {
          const kill = setTimeout(() => child.kill("SIGKILL"), END_WAIT_MS)
          child.once("close", () => {
            clearTimeout(kill)
            done()
          })
          if (!child.kill("SIGTERM")) {
            clearTimeout(kill)
            done()
          }
        }),
    ),
  )
}
