import { mkdtempSync, rmSync } from "node:fs"
import { tmpdir } from "node:os"
import { join } from "node:path"
import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"
import * as ManagedRuntime from "effect/ManagedRuntime"
import { afterAll, expect, test } from "vitest"
import type { Job, JobLine } from "../../contract/jobs.ts"
import type { Session } from "../../contract/session.ts"
import { flagsOf, isOver, type JobOrder, type JobService, Jobs } from "./jobs.ts"
import { Places } from "./places.ts"

const ALMANAC = join(import.meta.dirname, "../../../../cli/bin/almanac.mjs")
const OPERATOR: Session = { name: "Oda", role: "operator", organisations: "all" }
const directory = mkdtempSync(join(tmpdir(), "almanac-jobs-"))

const makeRuntime = () =>
  ManagedRuntime.make(
    Layer.provide(
      Jobs.layer,
      Layer.succeed(Places, { db: "", plans: directory, almanac: [process.execPath, ALMANAC] }),
    ),
  )
const runtime = makeRuntime()
afterAll(async () => {
  await runtime.dispose()
  rmSync(directory, { recursive: true })
})

const call = <A>(work: (jobs: JobService) => Effect.Effect<A, unknown>): Promise<A> =>
  runtime.runPromise(Effect.flatMap(Jobs, work))

const order = (kind: string, args: ReadonlyArray<string>, subject = kind): JobOrder => ({
  kind,
  title: `Try ${kind}`,
  subject,
  startedBy: OPERATOR,
  args,
})

/** The lines and the last state of a job, when it has ended. */
const followed = (id: string, afterSeq = 0): Promise<{ job: Job; lines: Array<JobLine> }> =>
  new Promise((resolve) => {
    const lines: Array<JobLine> = []
    const job = (told: Job): void => {
      if (isOver(told)) setImmediate(() => resolve({ job: told, lines }))
    }
    void call((jobs) => jobs.listen(id, OPERATOR, afterSeq, { line: (line) => lines.push(line), job }))
  })

const generating = (name: string) =>
  order("generate", ["generate", ...flagsOf({ "--contacts": 100_000, "--out": join(directory, name) })], name)

test("a job has the document that its command printed", async () => {
  const { id } = await call((jobs) => jobs.start(order("config", ["config", "show"])))
  expect((await followed(id)).job).toMatchObject({ status: "done", started_by: "Oda", message: null })
  const { result } = await call((jobs) => jobs.get(id, OPERATOR))
  expect(result).toHaveProperty("source", "defaults")
})

test("a job that fails says why, and a listener who comes back gets only the lines that are new", async () => {
  const missing = join(directory, "missing")
  const { id } = await call((jobs) =>
    jobs.start(order("diff", ["diff", ...flagsOf({ "--run": [missing, missing] })])),
  )
  const { job, lines } = await followed(id)
  expect(job).toMatchObject({ status: "failed", message: expect.stringContaining(missing) })
  expect(lines.map(({ seq }) => seq)).toEqual([1])
  expect((await followed(id, 1)).lines).toEqual([])
})

test("a value that begins with a dash stays a value", async () => {
  const { id } = await call((jobs) =>
    jobs.start(order("verify", ["verify", ...flagsOf({ "--run": "--help", "--in": "-x" })])),
  )
  expect((await followed(id)).job).toMatchObject({
    status: "failed",
    message: expect.stringContaining("--help"),
  })
})

test("a job is stopped only by the person who started it or by operators, and is not started twice", async () => {
  const started = await call((jobs) => jobs.start(generating("stopped")))
  await expect(call((jobs) => jobs.start(generating("stopped")))).rejects.toThrow("is under way already")
  const viewer: Session = { ...OPERATOR, name: "Vi", role: "viewer" }
  await expect(call((jobs) => jobs.stop(started.id, viewer))).rejects.toThrow("only Oda and operators")
  const stranger: Session = { ...viewer, organisations: ["1"] }
  await expect(call((jobs) => jobs.get(started.id, stranger))).rejects.toThrow("not kept any more")
  expect((await call((jobs) => jobs.stop(started.id, OPERATOR))).status).toBe("stopping")
  expect((await followed(started.id)).job).toMatchObject({ status: "stopped", message: null })
})

test("jobs end with the console", async () => {
  const other = makeRuntime()
  const jobs = await other.runPromise(Jobs)
  await other.runPromise(jobs.start(generating("ended")))
  await other.dispose()
  expect(jobs.list(OPERATOR).map(({ status }) => status)).toEqual(["failed"])
})
