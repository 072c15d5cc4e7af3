/** Tests runs on a cluster of real processes and a real PostgreSQL. */
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs"
import { hostname, tmpdir } from "node:os"
import { dirname, join } from "node:path"
import { setTimeout } from "node:timers/promises"
import { layerDatabase } from "@almanac/cluster/database"
import { listRuns, submitAgain, writerOf } from "@almanac/cluster/records"
import { statusOf as readStatus } from "@almanac/cluster/status"
import { type Postgres, startPostgres } from "@almanac/cluster/testing/postgres"
import type { Refusal } from "@almanac/core/domain/refusal"
import { KEY, openStore, type Store } from "@almanac/files/s3/fixture-store"
import * as Effect from "effect/Effect"
import * as ManagedRuntime from "effect/ManagedRuntime"
import * as Schedule from "effect/Schedule"
import { SqlClient } from "effect/sql/SqlClient"
import { afterAll, beforeAll, describe, expect, test, vi } from "vitest"
import { statusObject } from "../print/cluster-status.ts"
import { attributesOf, type Collector, spansOf, startCollector } from "../testing/collector.ts"
import { expectRefusal, filesBelow, type Started, start } from "../testing/command.ts"
import { inProcess } from "../testing/in-process.ts"

const POLL_MS = 300

/** A number that no process has. */
const NO_PROCESS = 2 ** 22 + 1

const root = mkdtempSync(join(tmpdir(), "almanac-cluster-"))
let postgres: Postgres
let database: ManagedRuntime.ManagedRuntime<SqlClient, Refusal>
let first: Started
let checksum: string
let collector: Collector

const RUN = "--in exports --as-of 2026-11-23 --threads 1 --json".split(" ")

beforeAll(async () => {
  postgres = await startPostgres()
  database = ManagedRuntime.make(layerDatabase(postgres.url))
  await inProcess(root, ..."generate --contacts 2500 --out exports --quiet".split(" "))
  checksum = checksumOf((await inProcess(root, "run", "--out", "whole", ...RUN)).stdout)
  collector = await startCollector()
  first = startRunner(
    "work",
    `OTEL_EXPORTER_OTLP_ENDPOINT=${collector.url} OTEL_EXPORTER_OTLP_PROTOCOL=http/json exec "$@"`,
  )
  while (!filesBelow(root).includes(join("work", ".almanac-work"))) await setTimeout(POLL_MS)
})
afterAll(async () => {
  first.kill("SIGTERM")
  expect(await first.ended).toMatchObject({ code: 0 })
  collector.close()
  await database.dispose()
  await postgres.remove()
  rmSync(root, { recursive: true })
})

const checksumOf = (stdout: string): string => JSON.parse(stdout).schedules_checksum

const startRunner = (work = "work", shell?: string): Started =>
  start(["runner", "--cluster", postgres.url, "--work", work], root, shell)

const onCluster = (out: string, ...flags: ReadonlyArray<string>) =>
  inProcess(root, "run", "--out", out, "--cluster", postgres.url, ...RUN, ...flags)

const cluster = (...args: ReadonlyArray<string>) =>
  inProcess(root, "cluster", ...args, "--cluster", postgres.url)

const inDatabase = <A, E>(effect: Effect.Effect<A, E, SqlClient>): Promise<A> => database.runPromise(effect)

/** As `cluster status RUN --json` prints it. */
const statusOf = (run: string) =>
  inDatabase(Effect.retry(readStatus(run), Schedule.spaced(POLL_MS))).then(
    (status) => status && statusObject(status),
  )

/** Waits until the run has so many results of a step. */
const until = async (run: string, step: string, results: number): Promise<void> => {
  const done = async () =>
    (await statusOf(run))?.steps.filter((one) => one.step === step && one.state === "done").length ?? 0
  while ((await done()) < results) await setTimeout(POLL_MS)
}

const submitted = async (out: string, ...flags: ReadonlyArray<string>): Promise<string> =>
  JSON.parse((await onCluster(out, "--detach", ...flags)).stdout).run_id

const ended = async (run: string) => {
  for (;;) {
    const status = await statusOf(run)
    if (status && !["submitted", "running"].includes(status.status)) return status
    await setTimeout(POLL_MS)
  }
}

test("two runners make the run of one process, though one of them, PostgreSQL and the waiting command end", async () => {
  const victim = startRunner()
  const blocks = ["--blocks", "2", "--cluster", postgres.url]
  const waiting = start(["run", "--out", "killed", ...RUN, ...blocks], root)
  const goingTo = (output: string) => inDatabase(writerOf(join(root, output)))
  while ((await goingTo("killed")) === undefined) await setTimeout(POLL_MS)
  const run = (await goingTo("killed")) ?? ""
  waiting.kill("SIGINT")
  expect(await waiting.ended).toMatchObject({
    code: 130,
    stderr: `almanac: interrupted: the run ${run} goes on, and almanac cluster cancel ${run} ends it\n`,
  })
  await until(run, "count", 1)
  victim.kill("SIGKILL")
  await victim.ended
  await until(run, "draft", 1)
  postgres.kill()
  await postgres.restart()
  const status = await ended(run)

  expect(status.status).toBe("done")
  const steps = status.steps.map(({ step, block }) => `${step} ${block}`).sort()
  const each = (step: string) => [0, 1].map((block) => `${step} ${block}`)
  expect(steps).toEqual(
    [
      "check 0",
      "split 0",
      ...each("count"),
      "draft 0",
      ...each("rank"),
      "cut 0",
      ...each("place"),
      "finish 0",
    ].sort(),
  )
  expect(await verified("killed")).toBe(checksum)
  expect(readdirSync(join(root, "work", "runs"))).toEqual([])
  const compared = await inProcess(root, "diff", "--run", "whole", "--run", "killed", "--quiet")
  expect(compared).toMatchObject({ code: 0, stdout: expect.stringContaining("The runs are identical") })
  const other = (file: string) => !/^(schedules|snapshot)\b/.test(file)
  expect(filesBelow(join(root, "killed")).filter(other)).toEqual(
    filesBelow(join(root, "whole")).filter(other),
  )
})

/** The checksum in the manifest of a run, after verify has found nothing wrong with the run. */
async function verified(out: string): Promise<string> {
  expect(await inProcess(root, "verify", "--run", out, "--in", "exports")).toMatchObject({ code: 0 })
  return checksumIn(out)
}

const checksumIn = (out: string): string => checksumOf(readFileSync(join(root, out, "manifest.json"), "utf8"))

test("a cancelled run ends, and continues when it is resumed", async () => {
  const run = await submitted("resumed", "--blocks", "1")
  expectRefusal(await onCluster("resumed", "--detach"), /the run \S+ writes to \S+resumed: wait for its end/)
  await until(run, "check", 1)
  expectRefusal(await cluster("forget", run), /is running: forget a run that has ended/)
  expect(await cluster("cancel", run)).toMatchObject({ code: 0 })
  expect((await ended(run)).status).toBe("cancelled")
  expectRefusal(await cluster("retry", run), /is cancelled: retry a run that has failed/)
  mkdirSync(join(root, "resumed"))
  writeFileSync(join(root, "resumed", "other"), "")
  expectRefusal(await cluster("resume", run), /resumed holds other files \(other\)/)
  rmSync(join(root, "resumed"), { recursive: true })

  // The same rows in other bytes.
  const events = join(root, "exports", "contact_events.parquet")
  const before = readFileSync(events)
  const writer = before.lastIndexOf("DuckDB")
  expect(writer).toBeGreaterThan(0)
  writeFileSync(events, Buffer.from(before).fill("X", writer, writer + 1))
  expect(await cluster("resume", run)).toMatchObject({ code: 0 })
  expect(await ended(run)).toMatchObject({
    status: "failed",
    failure: {
      step: "finish",
      message: expect.stringMatching(
        /contact_events\.parquet has changed since the run began: put the inputs back and retry the run, or submit/,
      ),
    },
  })
  writeFileSync(events, before)

  mkdirSync(join(root, "resumed"))
  writeFileSync(join(root, "resumed", "manifest.json"), "of another run")
  await inDatabase(submitAgain(run, "failed"))
  expect(await ended(run)).toMatchObject({
    failure: {
      message: expect.stringMatching(/resumed already holds a finished run: remove it, and retry the run/),
    },
  })
  expect(readdirSync(join(root, "resumed"))).toEqual(["manifest.json"])
  rmSync(join(root, "resumed"), { recursive: true })
  expect(await cluster("retry", run)).toMatchObject({ code: 0 })
  expect((await ended(run)).status).toBe("done")
  expect(checksumIn("resumed")).toBe(checksum)

  const table = (await cluster("status", run)).stdout
  expect(table).toContain(`${run}: done\n`)
  expect(table).toMatch(/^finish +0 +done +\S+:\d+ +\d\d:\d\d:\d\d UTC +\d+\.\d +[\d,]+ +[\d,]+$/m)
  const traced = () => spansOf(collector).filter(({ attributes }) => attributesOf(attributes).run_id === run)
  while (!traced().some(({ name }) => name === "finish")) await setTimeout(POLL_MS)
  expect(new Set(traced().map(({ name }) => name))).toEqual(
    new Set(["check", "count", "draft", "rank", "cut", "place", "finish"]),
  )
})

test("a run of another version waits for a runner of that version, and says so", async () => {
  await inDatabase(
    Effect.flatMap(
      SqlClient,
      (sql) =>
        sql`INSERT INTO almanac_run (run_id, software, spec) SELECT 'older', '0.0.1', spec FROM almanac_run LIMIT 1`,
    ),
  )
  await setTimeout(3000)
  const { stdout } = await cluster("status", "older")
  expect(stdout).toBe(
    "older: submitted\nit waits, because no runner of version 0.0.1 is alive: start one with almanac runner\n",
  )
  expect(await cluster("cancel", "older")).toMatchObject({ code: 0 })
  expect((await ended("older")).status).toBe("cancelled")
})

test("what the run refuses, the cluster refuses in the same line", async () => {
  mkdirSync(join(root, "empty"))
  const refused = await inProcess(
    root,
    ...[
      "run",
      "--in",
      "empty",
      "--out",
      "none",
      "--as-of",
      "2026-11-23",
      "--cluster",
      postgres.url,
      "--quiet",
    ],
  )
  expectRefusal(refused, /empty has no table contacts: add contacts\.parquet or contacts\.csv/)

  const strict = ["--max-reject-share", "0"]
  const alone = await inProcess(root, "run", "--out", "alone", ...RUN, ...strict)
  const together = await onCluster("together", ...strict)
  expect(together).toEqual({
    ...alone,
    stderr: alone.stderr.replace("see alone", `see ${join(root, "together")}`),
  })
  expect(alone).toMatchObject({
    code: 1,
    stderr: expect.stringMatching(/are rejected, and --max-reject-share is 0 %/),
  })
  expect(filesBelow(join(root, "together"))).toEqual(filesBelow(join(root, "alone")))
})

test("forgotten runs leave nothing behind, and old runs are forgotten", async () => {
  const rowsOf = (table: string) =>
    Effect.map(SqlClient, (sql) => sql`SELECT * FROM ${sql(table)}`).pipe(
      Effect.flatten,
      Effect.map((rows) => [table, rows.length]),
    )
  const TABLES = ["almanac_run", "almanac_step", "almanac_queue", "cluster_messages", "cluster_replies"]
  const left = () => inDatabase(Effect.forEach(TABLES, rowsOf))
  const runs = () => inDatabase(listRuns())
  const [{ run_id: last } = { run_id: "" }] = await runs()
  expect(await cluster("forget", last)).toMatchObject({ code: 0 })
  while ((await statusOf(last)) !== undefined) await setTimeout(POLL_MS)
  expectRefusal(await cluster("forget", last), /the cluster has no run/)

  await inDatabase(
    Effect.flatMap(SqlClient, (sql) => sql`UPDATE almanac_run SET ended_at = now() - INTERVAL '31 days'`),
  )
  const sweeper = startRunner()
  while ((await runs()).length > 0) await setTimeout(POLL_MS)
  sweeper.kill("SIGTERM")
  await sweeper.ended
  expect(await left()).toEqual(TABLES.map((table) => [table, 0]))
  expect(readdirSync(join(root, "work", "runs"))).toEqual([])
})

test("a directory that other runners do not share is refused", async () => {
  expectRefusal(await startRunner("elsewhere").ended, /is not the work directory of the other runners/)
})

describe("with a bucket", () => {
  let store: Store
  let address: string
  let runners: ReadonlyArray<Started>
  const environment = { AWS_ACCESS_KEY_ID: KEY.accessKeyId, AWS_SECRET_ACCESS_KEY: KEY.secretAccessKey }
  const run = (...flags: ReadonlyArray<string>) =>
    inProcess(
      root,
      ...["run", "--as-of", "2026-11-23", "--threads", "1", "--json", "--cluster", address, ...flags],
    )
  const keysBelow = (prefix: string): ReadonlyArray<string> =>
    [...store.objects.keys()].filter((key) => key.startsWith(prefix)).map((key) => key.slice(prefix.length))
  const startOne = (cache: string): Started =>
    start(["runner", "--cluster", address, "--work", "s3://bucket/work", "--cache", cache], root)

  beforeAll(async () => {
    store = await openStore(1000)
    Object.assign(process.env, environment, { AWS_ENDPOINT_URL: store.endpoint })
    for (const file of filesBelow(join(root, "exports"))) {
      store.objects.set(`bucket/exports/${file}`, readFileSync(join(root, "exports", file)))
    }
    address = await postgres.database("bucket")
    // A runner that was killed has left files.
    mkdirSync(join(root, "cache-0", `almanac-runner-${hostname()}-${NO_PROCESS}-abcdef`), { recursive: true })
    runners = ["cache-0", "cache-1"].map(startOne)
  })
  afterAll(async () => {
    for (const one of runners) one.kill("SIGTERM")
    for (const one of runners) expect(await one.ended).toMatchObject({ code: 0 })
    expect(["cache-0", "cache-1"].flatMap((cache) => readdirSync(join(root, cache)))).toEqual([])
    for (const name of Object.keys(environment)) delete process.env[name]
    delete process.env.AWS_ENDPOINT_URL
    await store.close()
  })

  test("a run from a bucket to a bucket has the checksum of one process, and leaves nothing else there", async () => {
    const made = await run("--in", "s3://bucket/exports", "--out", "s3://bucket/plan", "--blocks", "2")
    expect(made).toMatchObject({ code: 0, stderr: "" })
    expect(checksumOf(made.stdout)).toBe(checksum)
    const plan = keysBelow("bucket/plan/")
    for (const key of plan) {
      mkdirSync(dirname(join(root, "fetched", key)), { recursive: true })
      writeFileSync(join(root, "fetched", key), store.objects.get(`bucket/plan/${key}`) ?? "")
    }
    expect(await verified("fetched")).toBe(checksum)
    const other = (file: string) => !/^(schedules|snapshot)/.test(file)
    expect(plan.filter(other).toSorted()).toEqual(filesBelow(join(root, "whole")).filter(other))
    expect(keysBelow("bucket/work/")).toEqual([".almanac-work"])
    expect(store.uploads.size).toBe(0)
    expectRefusal(
      await run("--in", "s3://bucket/exports", "--out", "s3://bucket/plan"),
      /s3:\/\/bucket\/plan holds other objects \(.*\): choose an empty or new prefix for --out/,
    )
  })

  test("a bucket that refuses fails the run with its object, and the run can be tried again", async () => {
    store.failure = (line) => (/^PUT .*\/count-0\/.*contacts\.staged/.test(line) ? 403 : undefined)
    const flags = ["--in", "exports", "--out", "again", "--blocks", "1"]
    const refused = await run(...flags)
    expectRefusal(
      refused,
      /s3:\/\/bucket\/work\/runs\/\S+\/contacts\.staged: PUT was answered with 403 AccessDenied: check the bucket, the region and the permissions of the key/,
    )
    expect(refused.stderr).not.toMatch(/test-secret|test-key/)
    store.failure = () => undefined
    const [failed] = JSON.parse(
      (await inProcess(root, "cluster", "status", "--json", "--cluster", address)).stdout,
    ).runs
    await inProcess(root, "cluster", "retry", failed.run_id, "--cluster", address)
    while (!filesBelow(join(root, "again")).includes("manifest.json")) await setTimeout(POLL_MS)
    expect(checksumIn("again")).toBe(checksum)
  })
})

test("the address comes from the environment too, and a wrong password is refused", async () => {
  vi.stubEnv("ALMANAC_CLUSTER", postgres.url.replace("secret", "wrong"))
  const refused = /^almanac: PostgreSQL at \S+ cannot be used \(password authentication failed/
  expectRefusal(await inProcess(root, "cluster", "status"), refused)
  expectRefusal(await inProcess(root, "run", "--out", "x", ...RUN), refused)
  vi.unstubAllEnvs()
})

test("flags that do not go together are refused", async () => {
  expectRefusal(await inProcess(root, "run", "--out", "x", ...RUN, "--blocks", "2"), /give --cluster too/)
  expectRefusal(
    await inProcess(root, "run", "--out", "x", ...RUN, "--cluster", postgres.url, "--db", "a.db"),
    /give --in, and neither --db nor --resume/,
  )
  expectRefusal(
    await inProcess(root, "run", "--out", "x", ...RUN, "--cluster", postgres.url, "--blocks", "1001"),
    /--blocks 1001 is too large: give a whole number of at most 1000/,
  )
})
