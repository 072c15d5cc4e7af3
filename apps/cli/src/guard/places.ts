/** Resolves paths, so that they can be compared however they are spelled. */
import { lstatSync, readdirSync, readlinkSync, realpathSync, statSync } from "node:fs"
import { basename, dirname, isAbsolute, join, resolve, sep } from "node:path"

/**
 * All places that a path may mean: the place of the name itself, and the place that it links to. Both are
 * computed in two ways: as the system follows `..`, and as the path is spelled. The results contain no links.
 */
export function placesOf(path: string): ReadonlyArray<string> {
  const spellings = [isAbsolute(path) ? path : `${process.cwd()}${sep}${path}`, resolve(path)]
  return [...new Set(spellings.flatMap((one) => [real(one), join(real(dirname(one)), basename(one))]))]
}

const MAX_LINKS = 40

/**
 * The path without links. For a path that does not exist, the nearest existing directory above it is
 * resolved.
 */
export function real(path: string, links = 0): string {
  try {
    // The version that is not native does not follow `..` as the system does.
    return realpathSync.native(path)
  } catch {
    const target = links < MAX_LINKS ? linkAt(path) : undefined
    if (target !== undefined) return real(resolve(dirname(path), target), links + 1)
    const parent = dirname(path)
    return parent === path ? path : join(real(parent, links), basename(path))
  }
}

function linkAt(path: string): string | undefined {
  try {
    return lstatSync(path).isSymbolicLink() ? readlinkSync(path) : undefined
  } catch {
    return undefined
  }
}

export const isFile = (path: string): boolean => statusOf(path)?.isFile() === true

export const isDirectory = (path: string): boolean => statusOf(path)?.isDirectory() === true

function statusOf(path: string) {
  try {
    return statSync(path)
  } catch {
    return undefined
  }
}

export const isWithin = (place: string, directory: string): boolean =>
  place === directory || place.startsWith(`${directory}${sep}`)

/** Whether two names are names of the same file, for example hard links. */
export function isSame(a: string, b: string): boolean {
  const [one, other] = [statusOf(a), statusOf(b)]
  return one !== undefined && one.ino === other?.ino && one.dev === other.dev
}

/** Whether the directory contains, at any depth, a name of the file or a link to it. */
export const isOneOf = (place: string, directory: string): boolean =>
  isFile(place) &&
  namesIn(directory).some((name) => {
    const path = join(directory, name)
    return isDirectory(path) ? isOneOf(place, path) : isSame(place, path)
  })

export function namesIn(directory: string): ReadonlyArray<string> {
  try {
    return readdirSync(directory)
  } catch {
    return []
  }
}
