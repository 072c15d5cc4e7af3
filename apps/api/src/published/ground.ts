/** Keeps the ground of answers: the release that the pointer names, opened once, looked for again after a while. */
import type { Config } from "@almanac/core/config/config"
import { configHash } from "@almanac/core/config/config-hash"
import type { ReleaseFiles } from "@almanac/release/files"
import { openRelease } from "@almanac/release/open"
import { readPointer } from "@almanac/release/pieces"
import type { Ground } from "../schedule/ground.ts"
import type { Services } from "../services.ts"
import { UnavailableError } from "./unavailable.ts"

export interface GroundOptions {
  /** Where releases are; undefined for an edge that answers statelessly only. */
  readonly files: ReleaseFiles | undefined
  /** The configuration while nothing is published. */
  readonly config: () => Config | Promise<Config>
  /** How long the pointer is not looked at again. */
  readonly maxAgeMs: number
  readonly nowMs: () => number
}

/**
 * A request pins what it is given here, so a release published meanwhile changes no answer halfway. No promise is kept:
 * in a Worker one request must not wait for what another has begun.
 */
export function groundKeeper(options: GroundOptions): Services["ground"] {
  let known: Ground | undefined
  let checkedAtMs = Number.NEGATIVE_INFINITY
  const files = options.files && reachable(options.files)
  const refresh = async (): Promise<Ground> => {
    const id = await pointedTo(files, known?.release !== undefined)
    if (id === KEEP && known !== undefined) return known
    if (id === undefined || id === KEEP) {
      const config = await options.config()
      if (known?.release !== undefined || known?.config !== config) known = groundOf(config)
    } else if (known?.release?.id !== id) {
      const release = await openRelease(files as ReleaseFiles, id)
      known = { config: release.config, configHash: release.configHash, release, books: new Map() }
    }
    checkedAtMs = options.nowMs()
    return known
  }
  return () => {
    const isFresh = known !== undefined && options.nowMs() - checkedAtMs < options.maxAgeMs
    return isFresh ? (known as Ground) : refresh()
  }
}

function groundOf(config: Config): Ground {
  return { config, configHash: configHash(config), release: undefined, books: new Map() }
}

const KEEP = Symbol("the store cannot be asked: what is known goes on")

async function pointedTo(
  files: ReleaseFiles | undefined,
  mayKeep: boolean,
): Promise<string | undefined | typeof KEEP> {
  if (files === undefined) return undefined
  try {
    return (await readPointer(files))?.release
  } catch (error) {
    if (mayKeep && error instanceof UnavailableError) return KEEP
    throw error
  }
}

/** The same files; a store that cannot be asked is told from a piece that is not as published. */
function reachable(files: ReleaseFiles): ReleaseFiles {
  return {
    read: async (path) => {
      try {
        return await files.read(path)
      } catch (cause) {
        throw new UnavailableError("the store of releases cannot be asked", { cause })
      }
    },
  }
}
