/** Settings from the environment variables of a process, for Node and Deno alike. */
import type { ReleaseFiles } from "@almanac/release/files"
import { tokenBuckets } from "../measure/token-bucket.ts"
import type { Services } from "../services.ts"
import { httpFiles, s3Files } from "./http-files.ts"
import { servicesOf } from "./settings.ts"

export type Environment = Readonly<Record<string, string | undefined>>

/** What differs between runtimes that have files. */
export interface FileAccess {
  readonly directory: (path: string) => ReleaseFiles
  readonly readText: (path: string) => Promise<string>
}

const DEFAULT_MAX_AGE_MS = 1000

export function servicesOfProcess(env: Environment, access: FileAccess): Services {
  const file = (name: string | undefined) => async () =>
    name === undefined ? undefined : await access.readText(name)
  const perSecond = Number(env.ALMANAC_RATE_LIMIT ?? "0")
  return servicesOf({
    files: filesOf(env, access),
    keys: file(env.ALMANAC_KEYS),
    config: file(env.ALMANAC_CONFIG),
    rateLimit: perSecond > 0 ? tokenBuckets(perSecond, 2 * perSecond, () => Date.now()) : () => undefined,
    corsOrigins: env.ALMANAC_CORS_ORIGINS,
    openMetrics: env.ALMANAC_OPEN_METRICS === "1",
    maxAgeMs: Number(env.ALMANAC_MAX_AGE_MS ?? DEFAULT_MAX_AGE_MS),
  })
}

/** `ALMANAC_RELEASES` is a directory or an address; with AWS credentials, of an S3-compatible bucket. */
function filesOf(env: Environment, { directory }: FileAccess): ReleaseFiles | undefined {
  const place = env.ALMANAC_RELEASES
  if (place === undefined || place === "") return undefined
  if (!/^https?:\/\//.test(place)) return directory(place)
  const base = place.replace(/\/+$/, "")
  const { AWS_ACCESS_KEY_ID: accessKeyId, AWS_SECRET_ACCESS_KEY: secretAccessKey } = env
  if (accessKeyId === undefined || secretAccessKey === undefined) return httpFiles(fetch, base)
  return s3Files({ accessKeyId, secretAccessKey, region: env.AWS_REGION ?? "auto" }, base)
}

/** Requests that take longer to end than this are given up when the process is told to stop. */
export const LONGEST_STOP_MS = 4000

/** Where to listen. */
export function addressOf(env: Environment): { readonly port: number; readonly hostname: string } {
  return { port: Number(env.PORT ?? "8787"), hostname: env.HOST ?? "127.0.0.1" }
}
