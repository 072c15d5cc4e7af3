/** What the app needs from the runtime it runs in. Entries make it; the app knows no runtime. */
import type { Soon } from "./http/soon.ts"
import type { KeyRegistry } from "./keys/registry.ts"
import type { Metrics } from "./measure/metrics.ts"
import type { Ground } from "./schedule/ground.ts"

/** Seconds to wait, or undefined where the request may pass. */
export type RateLimit = (keyId: string) => Soon<number | undefined>

export interface Services {
  readonly keys: () => Soon<KeyRegistry>
  /** What answers are made of at this moment. Rejects with ReleaseError where a release is not usable. */
  readonly ground: () => Soon<Ground>
  /** Why the release and the keys could not be read when that was last tried; what was read before goes on. */
  readonly troubles: () => Readonly<Record<"release" | "keys", unknown>>
  readonly rateLimit: RateLimit
  /** Origins whose pages may ask from a browser. */
  readonly corsOrigins: ReadonlyArray<string>
  /** Whether `/metrics` needs no key. */
  readonly openMetrics: boolean
  readonly metrics: Metrics
  readonly nowMs: () => number
  /** An error that should not have been, for the log of the runtime. */
  readonly report: (error: unknown, requestId: string) => void
}
