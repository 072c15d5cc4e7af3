/** The first step of a run in blocks: opens and checks the inputs, so that every block reads the same. */
import { join } from "node:path"
import * as Effect from "effect/Effect"
import { type ChecksummedFile, checksums } from "../inputs/checksums.ts"
import { asRefusal } from "../inputs/damage.ts"
import type { Sources } from "../inputs/input.ts"
import { sourcesOf } from "../inputs/sources.ts"
import { readData, writeData } from "../run/data-file.ts"
import { type OpenedInputs, openInputs } from "../run/read-inputs.ts"
import { rowsIn } from "../run/totals.ts"
import { openStaging } from "../stage/stage.ts"
import { type Stamps, stampInputs } from "./input-stamps.ts"
import { inputsHere } from "./reads.ts"
import type { StepContext } from "./step.ts"

/** Contacts for which a block is worth its fixed cost. A block has about as many. */
const CONTACTS_PER_BLOCK = 4_000_000

/** Contacts for which a slice is worth its fixed cost. */
const CONTACTS_PER_SLICE = 250_000

const MAX_SLICES = 64

export const blocksOf = (contacts: number): number => Math.max(1, Math.round(contacts / CONTACTS_PER_BLOCK))

/** A run in one block has no slices. It reads the inputs as they are. */
export const slicesOf = (blocks: number, contacts: number): number =>
  blocks === 1 ? 0 : Math.min(blocks, MAX_SLICES, Math.ceil(contacts / CONTACTS_PER_SLICE))

const CHECKED = "checked.data"
/** The directory of the Parquet files made from CSV files. */
const CONVERTED = "input"

interface WrittenInputs extends Omit<OpenedInputs, "sources"> {
  readonly inputs: Sources["inputs"]
  /** The ids of the organisations, indexed by dense number. */
  readonly orgs: ReadonlyArray<bigint>
  readonly files: ReadonlyArray<ChecksummedFile>
  readonly stamps: Stamps
  readonly blocks: number
  readonly slices: number
}

/** What the step `check` has found. */
export interface CheckedInputs extends Omit<WrittenInputs, "inputs"> {
  readonly sources: Sources
}

/** Checks the inputs. Returns the numbers of blocks and of slices. @param asked the numbers that are asked for */
export const checkStep = Effect.fnUntraced(function* (
  { run, directory, main }: StepContext,
  asked: { readonly blocks?: number; readonly slices?: number } = {},
) {
  const { sources, ...opened } = yield* openInputs(main, run, join(directory, CONVERTED))
  const orgs = yield* openStaging(main, opened.rules.campaigns).pipe(
    Effect.mapError((error) => asRefusal(error, sources)),
  )
  const contacts = rowsIn(sources.files.contacts)
  const blocks = asked.blocks ?? blocksOf(contacts)
  const slices = asked.slices ?? slicesOf(blocks, contacts)
  const written: WrittenInputs = {
    ...opened,
    inputs: sources.inputs,
    orgs,
    stamps: yield* stampInputs(sources),
    files: yield* checksums(sources),
    blocks,
    slices,
  }
  yield* writeData(join(directory, CHECKED), written)
  return { blocks, slices, contacts }
})

/** Reads what the step `check` has written to a directory. */
export const readChecked = ({ input }: StepContext["run"], directory: string) =>
  Effect.map(readData<WrittenInputs>(join(directory, CHECKED)), ({ inputs, ...rest }): CheckedInputs => {
    return { ...rest, sources: sourcesOf(input, inputsHere(inputs, input, join(directory, CONVERTED))) }
  })
