/**
 * Makes the services of the app from named settings, which come from environment variables or from bindings.
 * This file knows no runtime.
 */
import { DEFAULT_CONFIG } from "@almanac/core/config/config"
import { decodeConfig } from "@almanac/core/config/decode"
import { Refusal } from "@almanac/core/domain/refusal"
import type { ReleaseFiles } from "@almanac/release/files"
import { ReleaseError } from "@almanac/release/release-error"
import * as Result from "effect/Result"
import { readKeys } from "../keys/registry.ts"
import { Metrics } from "../measure/metrics.ts"
import { groundKeeper } from "../published/ground.ts"
import { UnavailableError } from "../published/unavailable.ts"
import type { RateLimit, Services } from "../services.ts"
import { refreshed } from "./refreshed.ts"

type Load = () => Promise<string | undefined>

export interface Settings {
  readonly files: ReleaseFiles | undefined
  /** The text of the registry of keys. If there is none, no key is valid. */
  readonly keys: Load
  /**
   * The text of a configuration file in JSON. It is used only without releases; otherwise the release has the
   * configuration.
   */
  readonly config: Load
  readonly rateLimit: RateLimit
  /** Origins, separated by commas. */
  readonly corsOrigins: string | undefined
  readonly openMetrics: boolean
  /** The pointer, the keys and the configuration are read again after this time. */
  readonly maxAgeMs: number
}

export function servicesOf(settings: Settings): Services {
  const { maxAgeMs } = settings
  const nowMs = () => Date.now()
  const keys = (text: string | undefined) => readKeys(text === undefined ? { keys: [] } : JSON.parse(text))
  const options = (name: string) => ({
    maxAgeMs,
    nowMs,
    name,
    warn: (error: unknown) =>
      warn(`${name} cannot be read${reasonOf(error)}: what was read before stays in use`),
  })
  const registry = refreshed(settings.keys, keys, options("the registry of keys"))
  const config = refreshed(settings.config, configOf, options("the configuration"))
  const ground = groundKeeper({ ...options("the release"), files: settings.files, config: config.get })
  return {
    keys: registry.get,
    ground: ground.get,
    troubles: () => ({ release: ground.trouble() ?? config.trouble(), keys: registry.trouble() }),
    rateLimit: settings.rateLimit,
    corsOrigins: (settings.corsOrigins ?? "").split(",").filter((origin) => origin !== ""),
    openMetrics: settings.openMetrics,
    metrics: new Metrics(),
    nowMs,
    report: reportError,
  }
}

function configOf(text: string | undefined) {
  if (text === undefined) return DEFAULT_CONFIG
  return Result.getOrThrow(decodeConfig(JSON.parse(text), { source: "the configuration" }))
}

/** The reason of an error, for the log only: public answers must not repeat the content of the registry. */
function reasonOf(error: unknown): string {
  const reason = error instanceof UnavailableError && error.cause instanceof Refusal ? error.cause : error
  return reason instanceof Refusal || reason instanceof ReleaseError ? ` (${reason.message})` : ""
}

function warn(message: string): void {
  console.error(JSON.stringify({ level: "warning", message }))
}

/**
 * Writes one line to the log. It leaves out the message of the error, which could repeat data of the request.
 */
function reportError(error: unknown, requestId: string): void {
  const { name, stack } = error instanceof Error ? error : { name: typeof error, stack: undefined }
  const frames = (stack ?? "").split("\n").filter((line) => /^\s+at /.test(line))
  console.error(
    JSON.stringify({ level: "error", request_id: requestId, error: name, at: frames.slice(0, 8) }),
  )
}
