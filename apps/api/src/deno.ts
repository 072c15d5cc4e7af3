/** Serves the app with Deno. Environment variables are those of adapters/environment.ts. */
import { deno } from "./adapters/deno.ts"
import { denoDirectory } from "./adapters/deno-directory.ts"
import { addressOf, LONGEST_STOP_MS, servicesOfProcess } from "./adapters/environment.ts"
import { createApp } from "./app.ts"

const env = deno.env.toObject()
const app = createApp(servicesOfProcess(env, { directory: denoDirectory, readText: deno.readTextFile }))
const server = deno.serve({ ...addressOf(env), onListen: () => undefined }, (request) => app.fetch(request))

for (const signal of ["SIGTERM", "SIGINT"] as const) {
  deno.addSignalListener(signal, () => {
    void server.shutdown().then(() => deno.exit(0))
    setTimeout(() => deno.exit(0), LONGEST_STOP_MS)
  })
}
