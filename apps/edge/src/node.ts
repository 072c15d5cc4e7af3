/** Serves the app with Node. The environment variables are described in adapters/environment.ts. */
import { readFile } from "node:fs/promises"
import type { Server } from "node:http"
import { serve } from "@hono/node-server"
import { addressOf, LONGEST_STOP_MS, refusalOf, servicesOfProcess } from "./adapters/environment.ts"
import { nodeDirectory } from "./adapters/node-directory.ts"
import { createApp } from "./app.ts"
import { isHost } from "./http/host.ts"

/**
 * The server cuts off clients that take longer. The app itself answers a body that takes longer than 30 s.
 */
const TIMEOUTS = { headersTimeout: 20_000, requestTimeout: 60_000, connectionsCheckingInterval: 10_000 }

function refuse(error: unknown): never {
  const refusal = refusalOf(error, process.env)
  if (refusal === undefined) throw error
  process.stderr.write(`${refusal}\n`)
  process.exit(2)
}

function start(): Server {
  const services = servicesOfProcess(process.env, {
    directory: nodeDirectory,
    readText: (path) => readFile(path, "utf8"),
  })
  return serve({
    fetch: createApp(services).fetch,
    serverOptions: TIMEOUTS,
    ...addressOf(process.env),
  }) as Server
}

let server: Server
try {
  server = start()
} catch (error) {
  refuse(error)
}
server.on("error", refuse)

// The adapter would answer a bad Host header itself, without a problem document. So a bad value is replaced
// here, and the app refuses it.
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
