/** Keeps the ground of answers: the release that the pointer names, opened once, looked for again after a while. */
import type { Config } from "@almanac/core/config/config"
import { configHash } from "@almanac/core/config/config-hash"
import type { ReleaseFiles } from "@almanac/release/files"
import { openRelease } from "@almanac/release/open"
import { readPointer } from "@almanac/release/pieces"
import { ReleaseError } from "@almanac/release/release-error"
import type { Soon } from "../http/soon.ts"
import type { Ground } from "../schedule/ground.ts"
import { type KeepOptions, type Kept, kept } from "./kept.ts"
import { UnavailableError } from "./unavailable.ts"
import { within } from "./within.ts"

export interface GroundOptions extends KeepOptions {
  /** Where releases are; undefined for an edge that answers statelessly only. */
  readonly files: ReleaseFiles | undefined
  /** The configuration of an edge without releases. */
  readonly config: () => Soon<Config>
}

/** Who has a release need not wait long to hear whether there is another. */
const POINTER_MS = 800
const PIECE_MS = 5000

/**
 * A request pins what it is given here, so a release published meanwhile changes no answer halfway. Where releases are
 * configured and none opens there is no ground, so that nobody is answered by settings that nobody has published.
 */
export function groundKeeper(options: GroundOptions): Kept<Ground> {
  const { files, config } = options
  if (files === undefined) {
    return kept(async (known) => {
      const current = await config()
      return known?.config === current ? known : groundOf(current)
    }, options)
  }
  const reached = reachable(files, options.nowMs)
  return kept(async (known) => {
    const pointer = await within(readPointer(reached), known === undefined ? PIECE_MS : POINTER_MS, STORE)
    if (pointer === undefined) {
      throw new ReleaseError({ reason: "missing", message: "no release is published" })
    }
    const { kept } = pointer
    if (known?.release?.id === pointer.release) {
      return kept.join() === known.kept.join() ? known : { ...known, kept }
    }
    const release = await openRelease(reached, pointer.release)
    return { config: release.config, configHash: release.configHash, release, kept, books: new Map() }
  }, options)
}

const STORE = "the store of releases"

function groundOf(config: Config): Ground {
  return { config, configHash: configHash(config), release: undefined, kept: [], books: new Map() }
}

/**
 * The same files; a store that cannot be asked is told from a piece that is not as published. One that has not answered in
 * time is not asked again for as long: requests would pile up.
 */
function reachable(files: ReleaseFiles, nowMs: () => number): ReleaseFiles {
  let silentUntilMs = 0
  return {
    read: async (path) => {
      if (nowMs() < silentUntilMs) throw new UnavailableError(`${STORE} does not answer`)
      try {
        return await within(files.read(path), PIECE_MS, STORE)
      } catch (cause) {
        if (cause instanceof UnavailableError) {
          silentUntilMs = nowMs() + PIECE_MS
          throw cause
        }
        throw new UnavailableError(`${STORE} cannot be asked`, { cause })
      }
    },
  }
}
