/**
 * The journal of a run: a file in the scratch directory with one line for each finished step, so that a run
 * that was stopped can be resumed. A step counts as done only while the files it wrote have the recorded
 * checksums. If a crash of the process or the machine lost or truncated a file, the step is done again.
 */
import { appendFile, readFile, writeFile } from "node:fs/promises"
import { join, relative } from "node:path"
import type { Config } from "@almanac/core/config/config"
import { type Refusal, refuse } from "@almanac/core/domain/refusal"
import { accessing, type FileError } from "@almanac/files/file-error"
import * as Effect from "effect/Effect"
import { type ChecksummedFile, sha256OfFile } from "../inputs/checksums.ts"

export const JOURNAL = "journal.ndjson"

/** The inputs and settings that a run begins with. */
export interface RunBeginning {
  readonly run_id: string
  readonly as_of: string
  readonly input: string
  readonly config: Config
  readonly config_hash: string
  readonly config_source: string
  readonly batch_size: number
  readonly software: string
}

/** A step of a run. Each written part is a step of its own. */
export type StepName = "staged" | "counted" | `part ${number}`

interface StepEntry {
  readonly step: StepName
  /** SHA-256 checksums of the files that the step wrote, by path below the directory of the run. */
  readonly files: Readonly<Record<string, string>>
}

type Entry =
  | { readonly begin: RunBeginning }
  | { readonly inputs: ReadonlyArray<ChecksummedFile> }
  | StepEntry

export interface Journal {
  readonly beginning: RunBeginning
  /** The input files. Undefined until their checksums are known. */
  readonly inputs: ReadonlyArray<ChecksummedFile> | undefined
  readonly steps: ReadonlyMap<StepName, StepEntry>
}

/**
 * Reads the journal in a scratch directory, up to the first incomplete line. Undefined
 * if there is no journal.
 */
export const readJournal = (work: string): Effect.Effect<Journal | undefined> =>
  accessing(work, () => readFile(join(work, JOURNAL), "utf8")).pipe(
    Effect.orElseSucceed(() => ""),
    Effect.map(parseJournal),
  )

function parseJournal(text: string): Journal | undefined {
  const entries: Array<Entry> = []
  for (const line of text.split("\n").slice(0, -1)) {
    try {
      entries.push(JSON.parse(line) as Entry)
    } catch {
      break
    }
  }
  const [first] = entries
  if (first === undefined || !("begin" in first)) return undefined
  const steps = new Map<StepName, StepEntry>()
  let inputs: ReadonlyArray<ChecksummedFile> | undefined
  for (const entry of entries) {
    if ("step" in entry) steps.set(entry.step, entry)
    else if ("inputs" in entry) inputs = entry.inputs
  }
  return { beginning: first.begin, inputs, steps }
}

/** A journal being written. */
export class JournalWriter {
  readonly #directory: string
  readonly #file: string
  readonly #steps: Map<StepName, StepEntry>

  private constructor(directory: string, work: string, steps: ReadonlyMap<StepName, StepEntry>) {
    this.#directory = directory
    this.#file = join(work, JOURNAL)
    this.#steps = new Map(steps)
  }

  /** Begins a new journal, or continues the journal that was read. */
  static open(
    directory: string,
    work: string,
    beginning: RunBeginning,
    resumed: Journal | undefined,
  ): Effect.Effect<JournalWriter, FileError> {
    const journal = new JournalWriter(directory, work, resumed?.steps ?? new Map())
    const isNew = resumed === undefined || resumed.steps.size === 0
    const begin = accessing(journal.#file, () => writeFile(journal.#file, line({ begin: beginning })))
    return Effect.as(isNew ? begin : Effect.void, journal)
  }

  recordInputs(inputs: ReadonlyArray<ChecksummedFile>): Effect.Effect<void, FileError> {
    return this.#append({ inputs })
  }

  /** Records a step as done, with the checksums of the files it wrote. */
  record(step: StepName, paths: ReadonlyArray<string>): Effect.Effect<void, FileError> {
    const checksum = (path: string) =>
      Effect.map(
        accessing(path, () => sha256OfFile(path)),
        (sha256) => [relative(this.#directory, path), sha256] as const,
      )
    return Effect.gen({ self: this }, function* () {
      const entry = { step, files: Object.fromEntries(yield* Effect.forEach(paths, checksum)) }
      yield* this.#append(entry)
      this.#steps.set(step, entry)
    })
  }

  #append(entry: Entry): Effect.Effect<void, FileError> {
    return accessing(this.#file, () => appendFile(this.#file, line(entry)))
  }

  /** The checksum of a file that a recorded step wrote. */
  checksum(step: StepName, path: string): string {
    const checksum = this.#steps.get(step)?.files[relative(this.#directory, path)]
    if (checksum === undefined) throw new Error(`the step ${step} has not recorded ${path}`)
    return checksum
  }

  /** Whether a step has been done and its files are unchanged. */
  done(step: StepName): Effect.Effect<boolean> {
    return isDone(this.#directory, this.#steps, step)
  }
}

export const isDone = (
  directory: string,
  steps: Journal["steps"],
  step: StepName,
): Effect.Effect<boolean> => {
  const entry = steps.get(step)
  if (entry === undefined) return Effect.succeed(false)
  const isUnchanged = ([path, checksum]: readonly [string, string]) =>
    accessing(path, () => sha256OfFile(join(directory, path))).pipe(
      Effect.map((found) => found === checksum),
      Effect.orElseSucceed(() => false),
    )
  return Effect.map(Effect.forEach(Object.entries(entry.files), isUnchanged), (files) => files.every(Boolean))
}

function line(entry: Entry): string {
  return `${JSON.stringify(entry)}\n`
}

const SAME: ReadonlyArray<readonly [keyof RunBeginning, string]> = [
  ["as_of", "as of"],
  ["config_hash", "with configuration"],
  ["batch_size", "with batch size"],
  ["software", "by version"],
]

/** Refuses to resume a run for another day, configuration, batch size or version than it was begun with. */
export function sameRun(begun: RunBeginning, now: RunBeginning): Effect.Effect<void, Refusal> {
  const other = SAME.find(([name]) => begun[name] !== now[name])
  if (other === undefined) return Effect.void
  const [name, words] = other
  return Effect.fail(
    refuse(
      `the run was started ${words} ${begun[name]}, not ${now[name]}`,
      "resume it with the values of its start, or run without --resume to start again",
    ),
  )
}

/** Refuses to go on with a run if its input files have changed since it was begun. @param mend what people may do */
export function sameInputs(
  begun: ReadonlyArray<ChecksummedFile>,
  now: ReadonlyArray<ChecksummedFile>,
  mend = "put the inputs back, or run without --resume to start again",
): Effect.Effect<void, Refusal> {
  const before = new Map(begun.map(({ path, sha256 }) => [path, sha256]))
  const after = new Map(now.map(({ path, sha256 }) => [path, sha256]))
  const changed =
    now.find(({ path, sha256 }) => before.get(path) !== sha256) ?? begun.find(({ path }) => !after.has(path))
  if (changed === undefined) return Effect.void
  const how = before.has(changed.path) ? (after.has(changed.path) ? "has changed" : "is gone") : "is new"
  return Effect.fail(refuse(`${changed.path} ${how} since the run began`, mend))
}
