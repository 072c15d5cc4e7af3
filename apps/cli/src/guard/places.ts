/** Where paths lead, so that they can be compared whatever their spelling. */
import { lstatSync, readdirSync, readlinkSync, realpathSync, statSync } from "node:fs"
import { basename, dirname, isAbsolute, join, resolve, sep } from "node:path"

/**
 * Where the name stands, and what it is a link to; both as the system follows `..`, and as it is spelled. The places are
 * without links.
 */
export function placesOf(path: string): ReadonlyArray<string> {
  const spellings = [isAbsolute(path) ? path : `${process.cwd()}${sep}${path}`, resolve(path)]
  return [...new Set(spellings.flatMap((one) => [real(one), join(real(dirname(one)), basename(one))]))]
}

const MOST_LINKS = 40

/** The path without links; of what is not there, below the nearest directory that is. */
export function real(path: string, links = 0): string {
  try {
    // The one that is not native does not follow `..` as the system does.
    return realpathSync.native(path)
  } catch {
    const target = links < MOST_LINKS ? linkAt(path) : undefined
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

/** Whether two names are of one file, as hard links are. */
export function isSame(a: string, b: string): boolean {
  const [one, other] = [statusOf(a), statusOf(b)]
  return one !== undefined && one.ino === other?.ino && one.dev === other.dev
}

/** Whether a file has one of its names, or a link to it, below a directory. */
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
