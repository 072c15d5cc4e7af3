/** `npm run edge`: installs missing packages, then serves releases. Signals are passed on to the server. */
import { spawn } from "node:child_process"
import "./install.mjs"
import { fileURLToPath } from "node:url"
import { environment } from "./exec.mjs"
import { findNode } from "./node.mjs"

const edge = new URL("../apps/edge/src/edge.ts", import.meta.url)

if (Number.parseInt(process.versions.node, 10) >= 24) await import(edge.href)
else {
  const args = [fileURLToPath(edge), ...process.argv.slice(2)]
  const child = spawn(findNode(), args, { stdio: "inherit", env: environment })
  for (const signal of ["SIGTERM", "SIGINT"]) process.on(signal, () => child.kill(signal))
  child.on("exit", (code) => process.exit(code ?? 1))
}
