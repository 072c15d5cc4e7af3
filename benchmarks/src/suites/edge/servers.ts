/** The two measured Workers, the API and a bare Hono app. Both are bundled and served by workerd. */
import { writeFile } from "node:fs/promises"
import { createRequire } from "node:module"
import { join } from "node:path"
import { fileURLToPath } from "node:url"
import { commandOf, type EdgeSettings } from "@almanac/edge/edge/runtimes"
import { workerdConfig } from "@almanac/edge/edge/worker-bundle"
import { hashKey, makeKey } from "@almanac/edge/keys/secret"
import { freePort } from "@almanac/edge/testing/free-port"
import { build } from "esbuild"
import { type Measured, startProcess } from "./process.ts"

export interface Edge extends Measured {
  readonly headers: Readonly<Record<string, string>>
}

/** @param options further options of `workerd serve` */
export async function startApi(
  scratch: string,
  releases: string | undefined,
  options: ReadonlyArray<string> = [],
): Promise<Edge> {
  const key = makeKey()
  const settings: EdgeSettings = {
    port: await freePort(),
    hostname: "127.0.0.1",
    releases,
    keysFile: "",
    keys: JSON.stringify({
      keys: [{ id: "bench", sha256: await hashKey(key), role: "reader", orgs: "all" }],
    }),
    ratePerSecond: 0,
    corsOrigins: "",
    openMetrics: false,
    maxAgeMs: 60_000,
    scratch,
  }
  const { file, args } = await commandOf("workerd", settings)
  const [serve = "serve", ...rest] = args
  const server = await startProcess(file, [serve, ...options, ...rest], settings.port, "/healthz")
  return { ...server, headers: { authorization: `Bearer ${key}`, "content-type": "application/json" } }
}

export async function startBare(scratch: string): Promise<Edge> {
  const port = await freePort()
  await build({
    entryPoints: [fileURLToPath(new URL("./hello.ts", import.meta.url))],
    outfile: join(scratch, "hello.js"),
    bundle: true,
    minify: true,
    format: "esm",
    target: "es2024",
    logLevel: "error",
  })
  const config = join(scratch, "hello.capnp")
  await writeFile(
    config,
    workerdConfig({ port, hostname: "127.0.0.1", worker: "hello.js", releases: undefined, texts: {} }),
  )
  const { default: workerd } = createRequire(import.meta.url)("workerd") as { readonly default: string }
  const server = await startProcess(workerd, ["serve", config], port, "/")
  return { ...server, headers: { "content-type": "application/json" } }
}
