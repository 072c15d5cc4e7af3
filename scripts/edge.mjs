/** `npm run edge`: installs what is missing, then serves releases. Signals reach the server. */
import { spawn } from "node:child_process"
import "./install.mjs"
import { environment, root } from "./exec.mjs"

const edge = `${root}apps/api/src/edge.ts`

if (Number.parseInt(process.versions.node, 10) >= 24) await import(edge)
else {
  const child = spawn("node", [edge, ...process.argv.slice(2)], { stdio: "inherit", env: environment })
  for (const signal of ["SIGTERM", "SIGINT"]) process.on(signal, () => child.kill(signal))
  child.on("exit", (code) => process.exit(code ?? 1))
}
