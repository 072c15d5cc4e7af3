import type { ReleaseError } from "@almanac/release/release-error"

/** A part that the app needs cannot be asked at the moment: the store of releases, or the keys. It may be later. */
export class UnavailableError extends Error {}

export function isReleaseError(error: unknown): error is ReleaseError {
  return error instanceof Error && "_tag" in error && error._tag === "ReleaseError"
}
