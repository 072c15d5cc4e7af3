/** `npm run edge`: serves a directory of releases on this machine, in the chosen runtime. */
import { existsSync, statSync } from "node:fs"
import { readFile } from "node:fs/promises"
import { join, resolve } from "node:path"
import { parseArgs } from "node:util"
import { RUNTIMES, type RuntimeName } from "./edge/runtimes.ts"
import { type RunningEdge, startEdge } from "./edge/start.ts"
import { uselessOrigin } from "./http/cross-origin.ts"
import { readKeys } from "./keys/registry.ts"
import { hashKey, isKey, makeKey } from "./keys/secret.ts"

const USAGE =
  "npm run edge -- [--runtime workerd|deno|node] [--release DIR] [--port P] [--host ADDRESS] " +
  "[--key K | --keys FILE] [--cors ORIGIN,ORIGIN] [--rate-limit N]"

function refuse(message: string): never {
  process.stderr.write(`${message}\n`)
  process.exit(2)
}

function read() {
  try {
    return parseArgs({
      options: {
        runtime: { type: "string", default: "workerd" },
        release: { type: "string" },
        port: { type: "string", default: "8787" },
        host: { type: "string", default: "127.0.0.1" },
        key: { type: "string" },
        keys: { type: "string" },
        cors: { type: "string", default: "" },
        "rate-limit": { type: "string", default: "0" },
      },
    }).values
  } catch (error) {
    return refuse(`${(error as Error).message.split("\n")[0]}; use ${USAGE}`)
  }
}

function wholeNumber(flag: string, text: string, least: number, most: number): number {
  const n = /^\d{1,9}$/.test(text) ? Number(text) : Number.NaN
  return n >= least && n <= most ? n : refuse(`${flag} ${text}: give a whole number from ${least} to ${most}`)
}

/**
 * The text of the registry of keys. A faulty registry is refused here, because no key in it would be valid.
 */
async function registryIn(file: string): Promise<string> {
  const text = await readFile(file, "utf8").catch(() => refuse(`--keys ${values.keys} cannot be read`))
  try {
    readKeys(JSON.parse(text))
  } catch (error) {
    refuse(
      `--keys ${values.keys}: ${error instanceof SyntaxError ? "it is not JSON" : (error as Error).message}`,
    )
  }
  return text
}

const values = read()
const runtime = RUNTIMES.find((name): name is RuntimeName => name === values.runtime)
if (runtime === undefined) refuse(`--runtime ${values.runtime}: give ${RUNTIMES.join(", ")}`)
/** npm runs scripts in the root of the repository. INIT_CWD is the directory in which npm was called. */
const directory =
  values.release === undefined ? undefined : resolve(process.env.INIT_CWD ?? ".", values.release)
if (directory !== undefined && !statSync(directory, { throwIfNoEntry: false })?.isDirectory()) {
  refuse(`--release ${values.release} is not a directory: name the directory that almanac publish --to wrote`)
}
if (values.key !== undefined && values.keys !== undefined) refuse("give either --key or --keys, not both")
const key = values.key ?? makeKey()
if (!isKey(key)) refuse("--key: give up to 256 ASCII characters without spaces")
const origin = uselessOrigin(values.cors)
if (origin !== undefined) {
  refuse(`--cors ${origin}: give origins like https://app.example.com, separated by commas`)
}
const keysFile = values.keys === undefined ? undefined : resolve(process.env.INIT_CWD ?? ".", values.keys)
const port = wholeNumber("--port", values.port, 1, 65535)

let edge: RunningEdge | undefined
let stopping = false
const stop = () => {
  stopping = true
  if (edge === undefined) process.exit(0)
  void edge.stop().then(() => process.exit(0))
}
for (const signal of ["SIGTERM", "SIGINT"] as const) process.on(signal, stop)

/**
 * The process that started this one can end without a signal. Then nobody is left to stop this server, so it
 * stops itself.
 */
const parent = process.ppid
setInterval(() => process.ppid === parent || stop(), 500).unref()

const keys =
  keysFile === undefined
    ? JSON.stringify({ keys: [{ id: "edge", sha256: await hashKey(key), role: "reader", orgs: "all" }] })
    : await registryIn(keysFile)

edge = await startEdge(runtime, {
  port,
  hostname: values.host,
  releases: directory,
  keys,
  ...(keysFile !== undefined && { keysFile }),
  ratePerSecond: wholeNumber("--rate-limit", values["rate-limit"], 0, 1_000_000),
  corsOrigins: values.cors,
  openMetrics: true,
  maxAgeMs: 1000,
}).catch((error: Error) => refuse(`${runtime} could not be started on port ${port}: ${error.message}`))

void edge.ended.then((code) => {
  if (!stopping) process.exit(code === 0 ? 1 : code)
})
const isEmptyPlace = directory !== undefined && !existsSync(join(directory, "current.json"))
const place = `${values.release ?? "no release"}${isEmptyPlace ? ", where nothing is published yet," : ""}`
const shownKey = values.key === undefined && keysFile === undefined ? ` with the key ${key}` : ""
process.stdout.write(`ready: ${runtime} serves ${place} at ${edge.url}${shownKey}\n`)
