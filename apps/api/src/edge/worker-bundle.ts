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
  v8Flags = [${text(`--max-old-space-size=${HEAP_MB}`)}],
  sockets = [(name = "http", address = ${text(`${hostname}:${port}`)}, http = (), service = "app")],
);

const app :Workerd.Worker = (
  modules = [(name = "worker.js", esModule = embed ${text(worker)})],
  compatibilityDate = "2026-11-01",
  bindings = [${bindings.join(", ")}],
);
`
}
