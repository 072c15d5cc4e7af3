import type { ReleaseError } from "@almanac/release/release-error"

/**
 * The app cannot reach something that it needs at the moment: the store of releases, or the keys. A later try
 * may succeed.
 */
export class UnavailableError extends Error {}

export function isReleaseError(error: unknown): error is ReleaseError {
  return error instanceof Error && "_tag" in error && error._tag === "ReleaseError"
}
