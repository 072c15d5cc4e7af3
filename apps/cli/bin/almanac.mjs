#!/usr/bin/env node
// Starts the command on the Node of this workspace (24+, which runs TypeScript directly), whatever `node` is first on PATH.
import { spawn } from "node:child_process"
import { existsSync, readFileSync } from "node:fs"
import module, { createRequire } from "node:module"
import { dirname, join } from "node:path"
import { fileURLToPath } from "node:url"

const major = Number(process.versions.node.split(".")[0])

const [first, ...more] = process.argv.slice(2)

if (first === undefined || (["--help", "-h"].includes(first) && more.length === 0)) {
  // A test keeps this text what the command line says of itself, which takes half a second to load.
  const help = readFileSync(new URL("../src/help.txt", import.meta.url), "utf8")
  const plain = process.stdout.isTTY !== true || (process.env.NO_COLOR ?? "") !== ""
  // biome-ignore lint/suspicious/noControlCharactersInRegex: colours of terminals begin with it
  process.stdout.write(plain ? help.replaceAll(/\x1b\[\d+m/g, "") : help)
} else if (major >= 24) {
  // What Node has stripped of types and compiled once, it need not again: half the time to start. Threads read the variable.
  const { directory } = module.enableCompileCache()
  if (directory !== undefined) process.env.NODE_COMPILE_CACHE ??= dirname(directory)
  // Until the command listens itself, there is nothing to end cleanly.
  const interrupted = () => process.exit(130)
  for (const signal of ["SIGINT", "SIGTERM"]) process.on(signal, interrupted)
  await import("@almanac/cli/main")
  for (const signal of ["SIGINT", "SIGTERM"]) process.off(signal, interrupted)
} else {
  const node = packagedNode()
  if (node === undefined) {
    process.stderr.write(
      `almanac: needs Node 24 or newer, and this is ${process.version}: install a newer Node, or the packages of the repository with npm ci\n`,
    )
    process.exit(2)
  }
  const child = spawn(node, [fileURLToPath(import.meta.url), ...process.argv.slice(2)], { stdio: "inherit" })
  for (const signal of ["SIGINT", "SIGTERM"]) process.on(signal, () => child.kill(signal))
  child.on("exit", (code, signal) => {
    if (signal) process.kill(process.pid, signal)
    process.exit(code ?? 1)
  })
}

/** The Node of the npm package `node`, where it is installed. */
function packagedNode() {
  try {
    const directory = dirname(createRequire(import.meta.url).resolve("node/package.json"))
    const file = join(directory, "bin", process.platform === "win32" ? "node.exe" : "node")
    return existsSync(file) ? file : undefined
  } catch {
    return undefined
  }
}
