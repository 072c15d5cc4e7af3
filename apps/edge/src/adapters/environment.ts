/** Makes the services from the environment variables of a process, for Node and for Deno. */
import { Refusal, refuse } from "@almanac/core/domain/refusal"
import type { ReleaseFiles } from "@almanac/release/files"
import { tokenBuckets } from "../measure/token-bucket.ts"
import type { Services } from "../services.ts"
import { httpFiles, s3Files } from "./http-files.ts"
import { servicesOf } from "./settings.ts"

export type Environment = Readonly<Record<string, string | undefined>>

/** What differs between the runtimes that have files. */
export interface FileAccess {
  readonly directory: (path: string) => ReleaseFiles
  readonly readText: (path: string) => Promise<string>
}

const DEFAULT_MAX_AGE_MS = 1000

export function servicesOfProcess(env: Environment, access: FileAccess): Services {
  const file = (name: string | undefined) => async () =>
    name === undefined ? undefined : await access.readText(name)
  const perSecond = numberOf(env, "ALMANAC_RATE_LIMIT", 0, 1_000_000)
  return servicesOf({
    files: filesOf(env, access),
    keys: file(env.ALMANAC_KEYS),
    config: file(env.ALMANAC_CONFIG),
    rateLimit: perSecond > 0 ? tokenBuckets(perSecond, 2 * perSecond, () => Date.now()) : () => undefined,
    corsOrigins: env.ALMANAC_CORS_ORIGINS,
    openMetrics: env.ALMANAC_OPEN_METRICS === "1",
    maxAgeMs: numberOf(env, "ALMANAC_MAX_AGE_MS", DEFAULT_MAX_AGE_MS, 3_600_000),
  })
}

/**
 * `ALMANAC_RELEASES` is a directory or an address. If AWS credentials are set, the address is that of an
 * S3-compatible bucket.
 */
function filesOf(env: Environment, { directory }: FileAccess): ReleaseFiles | undefined {
  const place = env.ALMANAC_RELEASES
  if (place === undefined || place === "") return undefined
  if (!/^https?:\/\//.test(place)) return directory(place)
  const base = place.replace(/\/+$/, "")
  const { AWS_ACCESS_KEY_ID: accessKeyId, AWS_SECRET_ACCESS_KEY: secretAccessKey } = env
  if (accessKeyId === undefined || secretAccessKey === undefined) return httpFiles(fetch, base)
  return s3Files({ accessKeyId, secretAccessKey, region: env.AWS_REGION ?? "auto" }, base)
}

/** When the process is told to stop, it waits this long for requests to end. Then it drops them. */
export const LONGEST_STOP_MS = 4000

/** The address to listen on. */
export function addressOf(env: Environment): { readonly port: number; readonly hostname: string } {
  return { port: numberOf(env, "PORT", 8787, 65_535), hostname: env.HOST ?? "127.0.0.1" }
}

/**
 * Throws a Refusal if the setting is not a number up to `most`. If, for example, an unreadable rate limit was
 * ignored, nobody would notice.
 */
export function numberOf(env: Environment, name: string, fallback: number, most: number): number {
  const text = env[name] ?? ""
  if (text === "") return fallback
  const number = /^\d{1,9}(?:\.\d{1,9})?$/.test(text) ? Number(text) : Number.NaN
  if (number <= most) return number
  throw refuse(`${name} is ${text}`, `give a number from 0 to ${most}`)
}

/** The line that a process prints if it cannot start. Undefined if the cause is not known. */
export function refusalOf(error: unknown, env: Environment): string | undefined {
  if (error instanceof Refusal) return error.message
  const { code, name, message } = error as Readonly<Record<"code" | "name" | "message", unknown>>
  const words = [code, name, message].map(String)
  const cause = words.find((word) => /^(?:E[A-Z]+$|Addr|PermissionDenied|failed to lookup)/.test(word))
  if (cause === undefined) return undefined
  const { hostname, port } = addressOf(env)
  return `it cannot listen on ${hostname}:${port} (${cause}): choose another PORT or HOST`
}
