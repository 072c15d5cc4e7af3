/**
 * The cursor of a list: the release that the list began with, and a position in its rows by day. Clients must
 * treat it as opaque text.
 */
import { isReleaseId } from "@almanac/release/format"

export interface Cursor {
  readonly releaseId: string
  readonly position: number
  /** A position in the rows of the earlier release. Only a list of changes has it. */
  readonly earlierPosition?: number
}

export function cursorText({ releaseId, position, earlierPosition }: Cursor): string {
  return [releaseId, position, ...(earlierPosition === undefined ? [] : [earlierPosition])].join(".")
}

/** Undefined if the text is not a cursor. */
export function readCursor(text: string): Cursor | undefined {
  const [releaseId = "", ...positions] = text.split(".")
  const isWhole = positions.every((position) => /^\d{1,12}$/.test(position))
  if (!isReleaseId(releaseId) || !isWhole || positions.length < 1 || positions.length > 2) return undefined
  const [position, earlierPosition] = positions.map(Number)
  return {
    releaseId,
    position: position,
    ...(earlierPosition !== undefined && { earlierPosition }),
  }
}
