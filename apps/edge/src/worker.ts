/** Serves the app as a Cloudflare Worker. The bindings are in wrangler.jsonc. */
import { numberOf } from "./adapters/environment.ts"
import { httpFiles } from "./adapters/http-files.ts"
import { type KvNamespace, pointerFromKv, type R2Bucket, r2Files } from "./adapters/r2-files.ts"
import { servicesOf } from "./adapters/settings.ts"
import { createApp } from "./app.ts"
import { tokenBuckets } from "./measure/token-bucket.ts"
import { checkRelease } from "./published/check-release.ts"
import type { RateLimit, Services } from "./services.ts"

export interface Env {
  /** Releases in R2, or behind a service of workerd (`RELEASE_FILES`). */
  readonly RELEASES?: R2Bucket
  readonly RELEASE_FILES?: { readonly fetch: typeof fetch }
  /** Holds `keys.json`, `config.json` and `current.json`, which can be changed without a deployment. */
  readonly SETTINGS?: KvNamespace
  /** The registry of keys, if there is no KV. */
  readonly KEYS?: string
  readonly RATE_LIMIT?: {
    readonly limit: (options: { readonly key: string }) => Promise<{ success: boolean }>
  }
  /** Requests per second for each key and isolate, if there is no rate limit binding. */
  readonly RATE_LIMIT_PER_SECOND?: string
  readonly CORS_ORIGINS?: string
  readonly OPEN_METRICS?: string
  /** The pointer, the keys and the configuration are read again after this time. */
  readonly MAX_AGE_MS?: string
}

const DEFAULT_MAX_AGE_MS = 10_000
/** The period of the rate limit in wrangler.jsonc. */
const RATE_PERIOD_SECONDS = 10

function filesOf({ RELEASES, RELEASE_FILES, SETTINGS }: Env) {
  if (RELEASE_FILES !== undefined)
    return httpFiles((url, options) => RELEASE_FILES.fetch(url, options), "http://releases")
  if (RELEASES === undefined) return undefined
  const files = r2Files(RELEASES)
  return SETTINGS === undefined ? files : pointerFromKv(files, SETTINGS)
}

function rateLimitOf({ RATE_LIMIT, RATE_LIMIT_PER_SECOND }: Env): RateLimit {
  if (RATE_LIMIT !== undefined) {
    return async (key) => ((await RATE_LIMIT.limit({ key })).success ? undefined : RATE_PERIOD_SECONDS)
  }
  const perSecond = numberOf({ RATE_LIMIT_PER_SECOND }, "RATE_LIMIT_PER_SECOND", 0, 1_000_000)
  return perSecond > 0 ? tokenBuckets(perSecond, 2 * perSecond, () => Date.now()) : () => undefined
}

function servicesOfEnv(env: Env): Services {
  const setting = (name: string, fallback?: string) => async () => (await env.SETTINGS?.get(name)) ?? fallback
  return servicesOf({
    files: filesOf(env),
    keys: setting("keys.json", env.KEYS),
    config: setting("config.json"),
    rateLimit: rateLimitOf(env),
    corsOrigins: env.CORS_ORIGINS,
    openMetrics: env.OPEN_METRICS === "1",
    maxAgeMs: numberOf({ MAX_AGE_MS: env.MAX_AGE_MS }, "MAX_AGE_MS", DEFAULT_MAX_AGE_MS, 3_600_000),
  })
}

let app: ReturnType<typeof createApp> | undefined

export default {
  fetch(request: Request, env: Env): Response | Promise<Response> {
    app ??= createApp(servicesOfEnv(env))
    return app.fetch(request)
  },

  /**
   * Cron triggers use UTC, so there is one for each UTC hour that 07:30 Central can be. Only the right one
   * runs the check.
   */
  async scheduled({ scheduledTime }: { readonly scheduledTime: number }, env: Env): Promise<void> {
    await checkRelease(servicesOfEnv(env), scheduledTime)
  },
}
