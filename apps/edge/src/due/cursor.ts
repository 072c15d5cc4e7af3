/** Where a list goes on: in the release that it began with, at positions of its rows by day. Opaque to clients. */
import { isReleaseId } from "@almanac/release/format"

export interface Cursor {
  readonly releaseId: string
  readonly position: number
  /** Of the rows of the earlier release that a list of changes compares with. */
  readonly earlierPosition?: number
}

export function cursorText({ releaseId, position, earlierPosition }: Cursor): string {
  return [releaseId, position, ...(earlierPosition === undefined ? [] : [earlierPosition])].join(".")
}

/** Undefined where the text is no cursor. */
export function readCursor(text: string): Cursor | undefined {
  const [releaseId = "", ...positions] = text.split(".")
  const isWhole = positions.every((position) => /^\d{1,12}$/.test(position))
  if (!isReleaseId(releaseId) || !isWhole || positions.length < 1 || positions.length > 2) return undefined
  const [position, earlierPosition] = positions.map(Number)
  return {
    releaseId,
    position: position as number,
    ...(earlierPosition !== undefined && { earlierPosition }),
  }
}
