/**
 * The directory that all runners share: the inputs and results of the steps of a run. PostgreSQL only keeps names of directories
 * below it. Each attempt at a step writes to a directory of its own, so an attempt that was given up cannot change a result.
 * A store of objects would have the same functions.
 */
import { randomBytes } from "node:crypto"
import { existsSync } from "node:fs"
import { cp, mkdir, readdir, readFile, rename, rm } from "node:fs/promises"
import { dirname, join } from "node:path"
import { partialName } from "@almanac/files/complete-file"
import { accessing } from "@almanac/files/file-error"
import { MANIFEST } from "@almanac/pipeline/run/layout"
import * as Effect from "effect/Effect"
import type { StepOfRun } from "./run-spec.ts"

/** A new attempt at a step: the name of its directory below the work directory. */
export const attemptName = ({ runId, step, block }: StepOfRun): string =>
  `runs/${runId}/${step}-${block}/${randomBytes(6).toString("hex")}`

/** The directory of an attempt, as a path of this machine. */
export const pathOf = (work: string, name: string): string => join(work, name)

export const beginAttempt = (work: string, name: string) =>
  accessing(pathOf(work, name), () => mkdir(pathOf(work, name), { recursive: true }))

export const dropAttempt = (work: string, name: string) =>
  Effect.ignore(accessing(pathOf(work, name), () => rm(pathOf(work, name), { recursive: true, force: true })))

/** Removes all attempts of a run. */
export const dropRun = (work: string, runId: string) => dropAttempt(work, `runs/${runId}`)

/**
 * Moves the directory of a finished run to its final place, the manifest last. It can be repeated, and several processes may do
 * it at the same time.
 */
export const deliver = (work: string, name: string, output: string) =>
  accessing(output, async () => {
    const made = pathOf(work, name)
    if (await isDelivered(made, output)) return
    await mkdir(dirname(output), { recursive: true })
    try {
      await rename(made, output)
    } catch (error) {
      if (!existsSync(made)) return
      const { code } = error as NodeJS.ErrnoException
      if (code !== "EXDEV" && code !== "ENOTEMPTY" && code !== "EEXIST") throw error
      const names = (await readdir(made)).filter((entry) => entry !== MANIFEST)
      for (const entry of names) await cp(join(made, entry), join(output, entry), { recursive: true })
      const manifest = join(output, MANIFEST)
      await cp(join(made, MANIFEST), partialName(manifest))
      await rename(partialName(manifest), manifest)
    }
  })

const isDelivered = async (made: string, output: string): Promise<boolean> => {
  const manifest = join(output, MANIFEST)
  if (!existsSync(manifest)) return false
  const mine = join(made, MANIFEST)
  return !existsSync(mine) || (await readFile(mine, "utf8")) === (await readFile(manifest, "utf8"))
}
