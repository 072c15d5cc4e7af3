/** Starts each runtime as a process, with the same settings. */
import { existsSync, globSync } from "node:fs"
import { writeFile } from "node:fs/promises"
import { createRequire } from "node:module"
import { dirname, join } from "node:path"
import { fileURLToPath } from "node:url"
import { bundleWorker, workerdConfig } from "./worker-bundle.ts"

export const RUNTIMES = ["workerd", "deno", "node"] as const
export type RuntimeName = (typeof RUNTIMES)[number]

export interface EdgeSettings {
  readonly port: number
  readonly hostname: string
  /** The directory of releases. If undefined, only stateless requests are answered. */
  readonly releases: string | undefined
  /** The file with the registry of keys; `keys` is its text. */
  readonly keysFile: string
  readonly keys: string
  /** Requests per second for each key. 0 means no limit. */
  readonly ratePerSecond: number
  readonly corsOrigins: string
  readonly openMetrics: boolean
  /** The pointer of the release is read again after this time. */
  readonly maxAgeMs: number
  /** A directory for files that must be written before the start. */
  readonly scratch: string
}

export interface Command {
  readonly file: string
  readonly args: ReadonlyArray<string>
  readonly env: Readonly<Record<string, string>>
}

const require = createRequire(import.meta.url)
const source = (name: string): string => fileURLToPath(new URL(`../${name}`, import.meta.url))

export async function commandOf(runtime: RuntimeName, settings: EdgeSettings): Promise<Command> {
  switch (runtime) {
    case "node":
      return { file: process.execPath, args: [source("node.ts")], env: environment(settings) }
    case "deno":
      return {
        file: denoBinary(),
        args: ["run", "--quiet", "--no-lock", "--node-modules-dir=manual", ...DENO_RIGHTS, source("deno.ts")],
        env: { ...environment(settings), DENO_NO_UPDATE_CHECK: "1" },
      }
    case "workerd":
      return workerd(settings)
  }
}

const DENO_RIGHTS = ["--allow-net", "--allow-read", "--allow-env"]

function environment(settings: EdgeSettings): Record<string, string> {
  return {
    PORT: String(settings.port),
    HOST: settings.hostname,
    ...(settings.releases !== undefined && { ALMANAC_RELEASES: settings.releases }),
    ALMANAC_KEYS: settings.keysFile,
    ALMANAC_RATE_LIMIT: String(settings.ratePerSecond),
    ALMANAC_CORS_ORIGINS: settings.corsOrigins,
    ALMANAC_OPEN_METRICS: settings.openMetrics ? "1" : "0",
    ALMANAC_MAX_AGE_MS: String(settings.maxAgeMs),
  }
}

async function workerd(settings: EdgeSettings): Promise<Command> {
  const config = join(settings.scratch, "workerd.capnp")
  await bundleWorker(join(settings.scratch, "worker.js"))
  await writeFile(
    config,
    workerdConfig({
      port: settings.port,
      hostname: settings.hostname,
      worker: "worker.js",
      releases: settings.releases,
      texts: {
        KEYS: settings.keys,
        RATE_LIMIT_PER_SECOND: String(settings.ratePerSecond),
        CORS_ORIGINS: settings.corsOrigins,
        OPEN_METRICS: settings.openMetrics ? "1" : "0",
        MAX_AGE_MS: String(settings.maxAgeMs),
      },
    }),
  )
  const { default: file } = require("workerd") as { readonly default: string }
  return { file, args: ["serve", config], env: {} }
}

/** The path of the binary. The script that npm installs in front of it would not pass signals on. */
function denoBinary(): string {
  const directory = dirname(require.resolve("deno/package.json"))
  const name = process.platform === "win32" ? "deno.exe" : "deno"
  const installed = join(directory, name)
  if (existsSync(installed)) return installed
  const [found] = globSync(`@deno/*/${name}`, { cwd: join(directory, "..") })
  if (found === undefined) throw new Error("the deno package has no binary for this machine: run npm ci")
  return join(directory, "..", found)
}
