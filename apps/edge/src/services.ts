/** What the app needs from its runtime. The entry files make it; the app itself knows no runtime. */
import type { Soon } from "./http/soon.ts"
import type { KeyRegistry } from "./keys/registry.ts"
import type { Metrics } from "./measure/metrics.ts"
import type { Ground } from "./schedule/ground.ts"

/** Returns the seconds to wait, or undefined if the request may proceed. */
export type RateLimit = (keyId: string) => Soon<number | undefined>

export interface Services {
  readonly keys: () => Soon<KeyRegistry>
  /** What answers are made from at this moment. Rejects with ReleaseError if no release can be used. */
  readonly ground: () => Soon<Ground>
  /** Why the last load of the release and of the keys failed. What was loaded before stays in use. */
  readonly troubles: () => Readonly<Record<"release" | "keys", unknown>>
  readonly rateLimit: RateLimit
  /** Origins whose pages may call the API from a browser. */
  readonly corsOrigins: ReadonlyArray<string>
  /** Whether `/metrics` needs no key. */
  readonly openMetrics: boolean
  readonly metrics: Metrics
  readonly nowMs: () => number
  /** Writes an unexpected error to the log of the runtime. */
  readonly report: (error: unknown, requestId: string) => void
}
