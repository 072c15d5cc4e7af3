/**
 * The work directory, which all runners share: the inputs and results of the steps of a run. PostgreSQL only keeps names of
 * directories below it. Each attempt at a step writes to a directory of its own, so an attempt that was given up cannot change
 * a result. `--work` names a directory or a bucket; only this folder knows which.
 */
import { randomBytes } from "node:crypto"
import { join } from "node:path"
import { type Refusal, refuse } from "@almanac/core/domain/refusal"
import { asking } from "@almanac/files/s3/asking"
import { bucketOf, type Environment, isAddress } from "@almanac/files/s3/bucket-of"
import { filesRead, READING_INPUTS, READS, type Reads } from "@almanac/pipeline/blocks/reads"
import { MANIFEST } from "@almanac/pipeline/run/layout"
import * as Effect from "effect/Effect"
import type * as Scope from "effect/Scope"
import type { Places, StepResult } from "../perform-step.ts"
import { placesOf, type StepRecord } from "../records.ts"
import type { RunSpec, StepName, StepOfRun } from "../run-spec.ts"
import { storeInBucket } from "./bucket.ts"
import { type Cache, openCache } from "./cache.ts"
import { storeInDirectory } from "./directory.ts"
import { inputsHere } from "./inputs.ts"
import { outputAt } from "./output.ts"
import { directoryOfRun, type Kept, MARK, type WorkFailure, type WorkStore } from "./store.ts"

export interface WorkOptions {
  /** A directory, or the address of a bucket. */
  readonly work: string
  /** The directory below which the copies of files from buckets are; by default that for temporary files. */
  readonly cache: string | undefined
  /** Has the keys of buckets. */
  readonly environment: Environment
}

/** An attempt at a step, for which everything that it reads is on this machine. */
export interface Attempt {
  readonly name: string
  /** Where it writes. */
  readonly directory: string
  readonly input: string
  readonly places: Places
  /** What the result of the step records about the inputs. */
  readonly inputs: string | undefined
}

export class WorkDirectory {
  readonly #store: WorkStore
  readonly #cache: Cache
  readonly #environment: Environment

  constructor(store: WorkStore, cache: Cache, environment: Environment) {
    this.#store = store
    this.#cache = cache
    this.#environment = environment
  }

  /** Begins an attempt at a step. @param before the results of the steps before */
  begin(name: string, { step, block }: StepOfRun, spec: RunSpec, before: ReadonlyArray<StepRecord>) {
    const store = this.#store
    const inputs = READING_INPUTS.has(step)
      ? inputsHere(spec, this.#cache, this.#environment, inputsOf(before))
      : Effect.succeed({ directory: spec.input, checksum: undefined })
    return Effect.gen(function* (): Effect.fn.Return<Attempt, WorkFailure> {
      const directory = yield* store.begin(name)
      const { directory: input, checksum } = yield* inputs
      const reads: Readonly<Partial<Record<StepName, Reads>>> = READS[step]
      const read = before.filter((one) => {
        const of = reads[one.step]
        return of !== undefined && (of.ofItsBlock !== true || one.block === block)
      })
      const paths = yield* Effect.forEach(read, (one) =>
        store.open(keptBy(one), filesRead(reads[one.step] as Reads, block)),
      )
      const path = new Map(read.map(({ attempt }, at) => [attempt, paths[at] as string]))
      const places = placesOf(read, (attempt) => path.get(attempt) ?? "")
      return { name, directory, input, places, inputs: checksum }
    })
  }

  /** Keeps what an attempt has written. Returns what the result of the step records of it. */
  keep({ name, inputs }: Attempt): Effect.Effect<Pick<StepResult, "files" | "inputs">, WorkFailure> {
    return Effect.map(this.#store.keep(name), (files) => ({
      ...(files !== undefined && { files }),
      ...(inputs !== undefined && { inputs }),
    }))
  }

  /** Removes an attempt that has failed or was not the first. What it cannot remove goes with the run. */
  drop(name: string): Effect.Effect<void> {
    return Effect.ignore(Effect.timeoutOption(this.#store.drop(name), "5 seconds"))
  }

  /** Removes all attempts of a run. */
  dropRun(runId: string): Effect.Effect<void, WorkFailure> {
    return Effect.andThen(this.#cache.forget(runId), this.#store.drop(directoryOfRun(runId)))
  }

  /** Puts the directory of a finished run in its place, the manifest last. It can be repeated. */
  deliver(finished: StepRecord, { output }: RunSpec): Effect.Effect<void, WorkFailure> {
    const store = this.#store
    const environment = this.#environment
    return Effect.gen(function* () {
      const place = yield* outputAt(output, environment)
      const delivered = yield* place.manifest
      const made = yield* store.read(`${finished.attempt}/${MANIFEST}`)
      if (delivered !== undefined && (made === undefined || made === delivered)) return
      if (delivered !== undefined) {
        return yield* refuse(`${output} already holds a finished run`, "remove it, and retry the run")
      }
      yield* place.take(yield* store.open(keptBy(finished), /./))
    })
  }

  /** Puts the rejects and warnings of a run that fails a check where a run in one process leaves them. */
  leaveFindings({ directory }: Attempt, { output }: RunSpec): Effect.Effect<void, WorkFailure> {
    return Effect.flatMap(outputAt(output, this.#environment), ({ takeFindings }) => takeFindings(directory))
  }

  /** A text in the work directory, undefined if there is none. */
  read(name: string): Effect.Effect<string | undefined, WorkFailure> {
    return this.#store.read(name)
  }

  write(name: string, text: string): Effect.Effect<void, WorkFailure> {
    return this.#store.write(name, text)
  }

  /** The ids of the runs that have files in the work directory. */
  get runs(): Effect.Effect<ReadonlyArray<string>, WorkFailure> {
    return this.#store.runs
  }

  /** The ids of the runs of which this machine has copies of files. */
  get copiedRuns(): Effect.Effect<ReadonlyArray<string>> {
    return this.#cache.runs
  }

  /** Removes the copies of the files of a run. */
  forget(runId: string): Effect.Effect<void> {
    return this.#cache.forget(runId)
  }
}

const keptBy = ({ attempt, result }: StepRecord): Kept => ({ attempt, checksum: result.files })

/** What the step `check` has recorded about the inputs. */
const inputsOf = (before: ReadonlyArray<StepRecord>): string | undefined =>
  before.find(({ step }) => step === "check")?.result.inputs

export const openWorkDirectory = ({
  work,
  cache: parent,
  environment,
}: WorkOptions): Effect.Effect<WorkDirectory, Refusal, Scope.Scope> =>
  Effect.gen(function* () {
    const cache = yield* openCache(parent)
    if (!isAddress(work)) return new WorkDirectory(storeInDirectory(work), cache, environment)
    const bucket = yield* bucketOf("--work", work, environment)
    yield* cache.directory
    // A runner that cannot begin says so at once, and does not wait for the store.
    yield* asking((signal) => bucket.get(MARK, signal))
    return new WorkDirectory(storeInBucket(bucket, cache), cache, environment)
  })

/** A new attempt at a step: the name of its directory below the work directory. */
export const attemptName = ({ runId, step, block }: StepOfRun): string =>
  join(directoryOfRun(runId), `${step}-${block}`, randomBytes(6).toString("hex"))
