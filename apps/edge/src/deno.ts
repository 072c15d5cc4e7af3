/** Serves the app with Deno. The environment variables are described in adapters/environment.ts. */
import { deno } from "./adapters/deno.ts"
import { denoDirectory } from "./adapters/deno-directory.ts"
import { addressOf, LONGEST_STOP_MS, refusalOf, servicesOfProcess } from "./adapters/environment.ts"
import { createApp } from "./app.ts"
import { problem } from "./http/problem.ts"

const env = deno.env.toObject()

/**
 * Deno's shutdown cuts off bodies that are still arriving. So the shutdown starts only when no request is
 * running.
 */
let running = 0
let isStopping = false

function start() {
  const app = createApp(servicesOfProcess(env, { directory: denoDirectory, readText: deno.readTextFile }))
  return deno.serve({ ...addressOf(env), onListen: () => undefined }, async (request) => {
    if (isStopping) return stopping()
    running++
    try {
      return await app.fetch(request)
    } finally {
      running--
      if (isStopping && running === 0) stop()
    }
  })
}

function stopping(): Response {
  const headers = {
    "content-type": "application/problem+json",
    "cache-control": "no-store",
    "retry-after": "1",
  }
  return new Response(
    JSON.stringify(problem("unavailable", "the process is stopping; send the request again")),
    {
      status: 503,
      headers,
    },
  )
}

let server: ReturnType<typeof start>
try {
  server = start()
} catch (error) {
  const refusal = refusalOf(error, env)
  if (refusal === undefined) throw error
  console.error(refusal)
  deno.exit(2)
}

function stop(): void {
  void server.shutdown().then(() => deno.exit(0))
}

for (const signal of ["SIGTERM", "SIGINT"] as const) {
  deno.addSignalListener(signal, () => {
    isStopping = true
    if (running === 0) stop()
    setTimeout(() => deno.exit(0), LONGEST_STOP_MS)
  })
}
