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
  /** Path of the bundled Worker, relative to the configuration file. */
  readonly worker: string
  readonly releases: string | undefined
  /** Bindings whose values are text. */
  readonly texts: Readonly<Record<string, string>>
}

/** Cloudflare gives an isolate 128 MB. The rest is for buffers outside the heap. */
const HEAP_MB = 64

/**
 * At each garbage collection of V8, workerd destroys all requests and responses that have become unreachable
 * since the collection before. No request is answered meanwhile. A small space for young objects makes these
 * pauses short.
 */
const V8_FLAGS = [`--max-old-space-size=${HEAP_MB}`, "--max-semi-space-size=3"]

/**
 * A configuration of workerd in the text format of Cap'n Proto. Its strings have the syntax of JSON strings.
 */
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
