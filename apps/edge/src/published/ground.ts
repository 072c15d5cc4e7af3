/**
 * Keeps the data that answers are made from: the release that the pointer names. A release is opened once.
 * The pointer is read again at intervals.
 */
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
  /** Where releases are stored. Undefined for an edge that answers stateless requests only. */
  readonly files: ReleaseFiles | undefined
  /** The configuration of an edge without releases. */
  readonly config: () => Soon<Config>
}

/** While a release is open, reading the pointer must not delay answers for long. */
const POINTER_MS = 800
const PIECE_MS = 5000

/**
 * A request keeps the ground that it gets here, so a release that is published meanwhile does not change an
 * answer halfway. If releases are configured and none opens, there is no ground. So no answer uses settings
 * that nobody has published.
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
 * Reads the same files, but throws UnavailableError if the store cannot be reached. So that failure differs
 * from a damaged piece. After a timeout the store is not asked again for as long as the timeout, because
 * requests would pile up.
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
        throw new UnavailableError(`${STORE} cannot be reached`, { cause })
      }
    },
  }
}
