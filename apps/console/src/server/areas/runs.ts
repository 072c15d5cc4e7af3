import { readFile } from "node:fs/promises"
import { basename, dirname, join, resolve } from "node:path"
import { parseDay } from "@almanac/core/day/civil"
import { type Refusal, refuse } from "@almanac/core/domain/refusal"
import { readJournal } from "@almanac/pipeline/run/journal"
import { MANIFEST, WORK } from "@almanac/pipeline/run/layout"
import { requirements } from "@almanac/store/approval/required"
import { type ListedRun, listRuns } from "@almanac/store/runs"
import * as Effect from "effect/Effect"
import type { RecordedRun, RUN_ENDPOINTS, Run } from "../../contract/runs.ts"
import type { Session } from "../../contract/session.ts"
import { type Handlers, mustSeeAll } from "../handler.ts"
import { NotFound } from "../problems.ts"
import { flagsOf, Jobs } from "../services/jobs.ts"
import { Places } from "../services/places.ts"
import { type FinishedRun, Runs } from "../services/run-directories.ts"
import { StoreAccess } from "../services/store-access.ts"

/** A name of a new directory: it is one part of a path, and no flag. `diff` is a page of the console. */
const NEW_DIRECTORY = /^(?!diff$)[A-Za-z0-9][A-Za-z0-9._-]{0,99}$/

export const RUN_HANDLERS: Handlers<keyof typeof RUN_ENDPOINTS> = {
  "runs/list": Effect.fnUntraced(function* () {
    const { list } = yield* Runs
    return { runs: yield* list }
  }),

  "runs/get": Effect.fnUntraced(function* ({ directory }, session) {
    const { list, open } = yield* Runs
    const run = (yield* list).find((one) => one.directory === directory)
    if (run === undefined) return yield* new NotFound({ message: `there is no run ${directory}` })
    const { value, since } = yield* recordedRuns
    const recorded = value.find(({ run_id }) => run_id === run.run_id) ?? null
    const detail = run.status === "finished" ? yield* finished(yield* open(directory), session) : NO_DETAIL
    const { plans } = yield* Places
    const journal = run.status === "unfinished" ? yield* readJournal(join(plans, directory, WORK)) : undefined
    return { run, recorded, since, ...detail, steps_done: [...(journal?.steps.keys() ?? [])] }
  }),

  "runs/recorded": Effect.fnUntraced(function* () {
    const { value, since } = yield* recordedRuns
    return { runs: [...value].reverse(), since }
  }),

  "runs/start": Effect.fnUntraced(function* ({ directory, as_of }, session) {
    yield* mustSeeAll(session)
    if (parseDay(as_of) === undefined) {
      return yield* refuse(`${as_of} is not a date`, "give an existing date as YYYY-MM-DD")
    }
    yield* newDirectory(directory)
    const { list } = yield* Runs
    if ((yield* list).some((run) => run.directory === directory)) {
      return yield* refuse(
        `there is a run ${directory} already`,
        "choose another directory, or continue that run",
      )
    }
    return yield* runJob(session, directory, `Run for ${as_of}`, { "--as-of": as_of })
  }),

  "runs/resume": Effect.fnUntraced(function* ({ directory }, session) {
    yield* mustSeeAll(session)
    const run = yield* existing(directory)
    if (run.status !== "unfinished" || run.as_of === null) {
      return yield* refuse(`${directory} holds no run that can be continued`, "start a new run")
    }
    return yield* runJob(session, directory, `Continue the run ${directory}`, {
      "--as-of": run.as_of,
      "--resume": true,
    })
  }),

  "runs/verify": Effect.fnUntraced(function* ({ directory }, session) {
    yield* mustSeeAll(session)
    const { open } = yield* Runs
    const { path } = yield* open(directory)
    const { db } = yield* Places
    return yield* start(session, "verify", directory, `Verify ${directory}`, { "--db": db, "--run": path })
  }),

  "runs/diff": Effect.fnUntraced(function* ({ a, b }, session) {
    yield* mustSeeAll(session)
    const { open } = yield* Runs
    const runs = [(yield* open(a)).path, (yield* open(b)).path]
    const subject = `${a}…${b}`
    const jobs = yield* Jobs
    const known = jobs
      .list(session)
      .find((job) => job.kind === "diff" && job.subject === subject && job.status !== "failed")
    if (known !== undefined && known.status !== "stopped") return known
    return yield* start(session, "diff", subject, `Compare ${a} with ${b}`, { "--run": runs, "--limit": 2 })
  }),

  "runs/releases": Effect.fnUntraced(function* () {
    const { releases } = yield* Places
    if (releases === undefined) return { to: null, needs_approval: false }
    const { read } = yield* StoreAccess
    const { value } = yield* read("requirements", requirements)
    return { to: releases, needs_approval: value.publishing }
  }),

  "runs/publish": Effect.fnUntraced(function* ({ directory }, session) {
    yield* mustSeeAll(session)
    const { open } = yield* Runs
    const { path } = yield* open(directory)
    return yield* start(session, "publish", "releases", `Publish ${directory}`, {
      "--run": path,
      ...(yield* publishing(session)),
    })
  }),

  "runs/propose-publishing": Effect.fnUntraced(function* ({ directory, comment }, session) {
    yield* mustSeeAll(session)
    const { open } = yield* Runs
    const { path } = yield* open(directory)
    const flags = { "--run": path, ...(yield* publishing(session)), "--comment": comment }
    const jobs = yield* Jobs
    return yield* jobs.start({
      kind: "propose-publishing",
      title: `Propose to publish ${directory}`,
      subject: directory,
      startedBy: session,
      args: ["propose", "publish", ...flagsOf(flags)],
    })
  }),

  "runs/rollback": Effect.fnUntraced(function* (_, session) {
    yield* mustSeeAll(session)
    const to = yield* releases
    return yield* start(session, "publish", "releases", "Serve the release of before", {
      "--to": to,
      "--rollback": true,
    })
  }),
}

const start = Effect.fnUntraced(function* (
  startedBy: Session,
  kind: string,
  subject: string,
  title: string,
  flags: Parameters<typeof flagsOf>[0],
) {
  const jobs = yield* Jobs
  return yield* jobs.start({ kind, title, subject, startedBy, args: [kind, ...flagsOf(flags)] })
})

const runJob = Effect.fnUntraced(function* (
  session: Session,
  directory: string,
  title: string,
  flags: Parameters<typeof flagsOf>[0],
) {
  const { db, plans } = yield* Places
  const out = join(plans, directory)
  return yield* start(session, "run", directory, title, {
    "--db": db,
    "--out": out,
    "--author": session.name,
    ...flags,
  })
})

const newDirectory = (name: string): Effect.Effect<void, Refusal> =>
  NEW_DIRECTORY.test(name)
    ? Effect.void
    : Effect.fail(
        refuse(
          `${JSON.stringify(name)} cannot be the name of a run's directory`,
          "use letters, digits, points, dashes and underscores, up to 100, and begin with a letter or digit",
        ),
      )

const existing = Effect.fnUntraced(function* (
  directory: string,
): Effect.fn.Return<Run, NotFound | Refusal, Runs> {
  const { list } = yield* Runs
  const run = (yield* list).find((one) => one.directory === directory)
  return run ?? (yield* new NotFound({ message: `there is no run ${directory}` }))
})

/** The flags of publishing that do not depend on the run. */
const publishing = Effect.fnUntraced(function* ({ name }: Session) {
  const { db } = yield* Places
  return { "--to": yield* releases, "--db": db, "--author": name }
})

const releases = Effect.gen(function* () {
  const { releases } = yield* Places
  if (releases !== undefined) return releases
  return yield* refuse(
    "the console does not know where to publish",
    "start almanac console with --releases and a directory or bucket",
  )
})

const recordedRuns = Effect.gen(function* () {
  const { read } = yield* StoreAccess
  const { plans } = yield* Places
  const { value, since } = yield* read("runs", listRuns)
  return { value: value.map((run) => recordedIn(resolve(plans), run)), since }
})

function recordedIn(plans: string, run: ListedRun): RecordedRun {
  const { run_id, as_of, status, output, begun_at, ended_at, seconds, contacts, rows } = run
  const { inserted, left_out, failure } = run
  const directory = dirname(output) === plans ? basename(output) : null
  const counts = { contacts, rows, inserted, left_out }
  return { run_id, as_of, status, directory, begun_at, ended_at, seconds, ...counts, failure }
}

const NO_DETAIL = {
  config: null,
  software: null,
  inputs: [],
  rejects_by_reason: {},
  warnings_by_kind: {},
  manifest: null,
}

const finished = Effect.fnUntraced(function* ({ manifest, path }: FinishedRun, session: Session) {
  const { config, software, inputs, counts } = manifest
  const text =
    session.organisations === "all"
      ? yield* Effect.promise(() => readFile(join(path, MANIFEST), "utf8").catch(() => "null"))
      : "null"
  return {
    config: { source: config.source, hash: config.hash },
    software: software.almanac,
    inputs: inputs.map(({ table, path, rows, sha256 }) => ({ table, path, rows: rows ?? null, sha256 })),
    rejects_by_reason: counts.rejects_by_reason,
    warnings_by_kind: counts.warnings_by_kind,
    manifest: JSON.parse(text) as unknown,
  }
})
