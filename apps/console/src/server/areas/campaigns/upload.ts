/**
 * Lists that people upload. They are kept beside the store while they are read, and while a proposal needs them: whoever approves
 * it enrols or withdraws the contacts of exactly this file.
 */
import { createHash } from "node:crypto"
import { existsSync } from "node:fs"
import { mkdir, readdir, rm, writeFile } from "node:fs/promises"
import { basename, dirname, join, resolve } from "node:path"
import { Refusal, refuse } from "@almanac/core/domain/refusal"
import type { ChangeError } from "@almanac/store/approval/kind"
import { listProposals } from "@almanac/store/approval/proposals"
import type { Store } from "@almanac/store/store"
import * as Effect from "effect/Effect"

interface Upload {
  readonly file_name: string
  readonly csv: string
}

const MAX_NAME = 80

const listsOf = ({ path }: Store): string => `${resolve(path)}.lists`

/** The name that a person gave a list, without characters that have a meaning in paths or in the titles of proposals. */
const safeName = (name: string): string =>
  `${name
    .replace(/\.csv$/i, "")
    .replace(/[^\p{L}\p{N}_-]+/gu, "-")
    .slice(0, MAX_NAME)}.csv`

/**
 * Runs `use` with a file of the uploaded text, while the store is open. Messages call it by the name that the person gave it. The
 * file stays only if an open proposal needs it.
 */
export const withUpload = <A, E>(
  store: Store,
  { file_name, csv }: Upload,
  use: (file: string) => Effect.Effect<A, E | Refusal>,
): Effect.Effect<A, E | ChangeError> =>
  Effect.gen(function* () {
    if (csv.trim() === "") return yield* refuse("the file is empty", "choose a CSV file with contact_id")
    const sha256 = createHash("sha256").update(csv).digest("hex")
    const file = join(listsOf(store), sha256.slice(0, 16), safeName(file_name))
    yield* Effect.tryPromise({
      try: async () => {
        await mkdir(dirname(file), { recursive: true, mode: 0o700 })
        await writeFile(file, csv, { mode: 0o600 })
      },
      catch: () =>
        refuse(`the list cannot be kept in ${listsOf(store)}`, "make room there, or allow to write"),
    })
    return yield* Effect.mapError(use(file), (error) =>
      error instanceof Refusal
        ? new Refusal({ message: error.message.replaceAll(file, file_name.slice(0, 100)) })
        : error,
    ).pipe(Effect.ensuring(Effect.ignore(forgetLists(store))))
  })

const fileIn = (input: unknown): string | undefined =>
  input !== null && typeof input === "object" && "file" in input ? String(input.file) : undefined

/** Removes the uploaded lists that no open proposal needs. */
export const forgetLists = Effect.fnUntraced(function* (store: Store): Effect.fn.Return<void, ChangeError> {
  const lists = listsOf(store)
  if (!existsSync(lists)) return
  const open = yield* listProposals(store, "open")
  const needed = new Set(
    open.map(({ input }) => fileIn(input)).map((file) => file && basename(dirname(file))),
  )
  yield* Effect.promise(async () => {
    const kept = await readdir(lists)
    const left = kept.filter((name) => !needed.has(name))
    await Promise.all(left.map((name) => rm(join(lists, name), { recursive: true, force: true })))
    if (left.length === kept.length) await rm(lists, { recursive: true, force: true })
  })
})
