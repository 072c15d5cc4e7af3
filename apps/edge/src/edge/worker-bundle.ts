/** Builds the Worker into one file, as `wrangler deploy` does. */
import { fileURLToPath } from "node:url"
import { build } from "esbuild"

export async function bundleWorker(outfile: string): Promise<void> {
  await build({
    entryPoints: [fileURLToPath(new URL("../worker.ts", import.meta.url))],
    outfile,
    bundle: true,
    minify: true,
    format: "esm",
    target: "es2024",
    conditions: ["workerd", "worker", "browser"],
    logLevel: "error",
  })
}

export interface WorkerdOptions {
  readonly port: number
  readonly hostname: string
  /** Path of the bundled Worker beside the configuration. */
  readonly worker: string
  readonly releases: string | undefined
  /** Text bindings. */
  readonly texts: Readonly<Record<string, string>>
}

/** Of the 128 MB that Cloudflare gives an isolate, the rest is for buffers outside the heap. */
const HEAP_MB = 64

/**
 * With each of V8's collections workerd destroys, in one go, the requests and responses that have died since the one before,
 * and nobody is answered meanwhile. Little room for young objects keeps these pauses short.
 */
const V8_FLAGS = [`--max-old-space-size=${HEAP_MB}`, "--max-semi-space-size=3"]

/** A configuration of workerd in Cap'n Proto text, whose strings are written like those of JSON. */
export function workerdConfig({ port, hostname, worker, releases, texts }: WorkerdOptions): string {
  const text = (value: string): string => JSON.stringify(value)
  const bindings = [
    ...Object.entries(texts).map(([name, value]) => `(name = ${text(name)}, text = ${text(value)})`),
    ...(releases === undefined ? [] : ['(name = "RELEASE_FILES", service = "releases")']),
  ]
  return `using Workerd = import "/workerd/workerd.capnp";

const config :Workerd.Config = (
  services = [
    (name = "app", worker = .app),
    ${releases === undefined ? "" : `(name = "releases", disk = (path = ${text(releases)})),`}
  ],
  v8Flags = [${V8_FLAGS.map(text).join(", ")}],
  sockets = [(name = "http", address = ${text(`${hostname}:${port}`)}, http = (), service = "app")],
);

const app :Workerd.Worker = (
  modules = [(name = "worker.js", esModule = embed ${text(worker)})],
  compatibilityDate = "2026-11-01",
  bindings = [${bindings.join(", ")}],
);
`
}
