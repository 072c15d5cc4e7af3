/** Serves the app with Node. Environment variables are those of adapters/environment.ts. */
import { readFile } from "node:fs/promises"
import type { Server } from "node:http"
import { serve } from "@hono/node-server"
import { addressOf, LONGEST_STOP_MS, servicesOfProcess } from "./adapters/environment.ts"
import { nodeDirectory } from "./adapters/node-directory.ts"
import { createApp } from "./app.ts"
import { isHost } from "./http/host.ts"

const services = servicesOfProcess(process.env, {
  directory: nodeDirectory,
  readText: (path) => readFile(path, "utf8"),
})
const server = serve({
  fetch: createApp(services).fetch,
  // Its own Response takes headers without copying them, unlike the standard's.
  overrideGlobalObjects: false,
  ...addressOf(process.env),
}) as Server

// The adapter answers a bad Host by itself, without a problem. The app sees the header as it was sent.
server.prependListener("request", ({ headers }) => {
  if (!isHost(headers.host)) headers.host = "invalid"
})

for (const signal of ["SIGTERM", "SIGINT"] as const) {
  process.on(signal, () => {
    server.close(() => process.exit(0))
    server.closeIdleConnections()
    setTimeout(() => process.exit(0), LONGEST_STOP_MS).unref()
  })
}
