/** Starts the edge in one runtime and stops it, for the `edge` command and for tests. */
import { type ChildProcess, spawn } from "node:child_process"
import { once } from "node:events"
import { rmSync } from "node:fs"
import { mkdtemp, rm, writeFile } from "node:fs/promises"
import { createServer } from "node:net"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { setTimeout as sleep } from "node:timers/promises"
import { commandOf, type EdgeSettings, type RuntimeName } from "./runtimes.ts"

export interface RunningEdge {
  readonly url: string
  /** Resolves to the exit code when the process ends by itself. */
  readonly ended: Promise<number>
  readonly stop: () => Promise<void>
}

export type EdgeOptions = Omit<EdgeSettings, "scratch" | "keysFile"> & {
  /** A registry file that may change. It is read repeatedly and replaces `keys`. */
  readonly keysFile?: string
}

const START_SECONDS = 30

/** Rejects if the process ends before it answers, or does not answer in time. */
export async function startEdge(runtime: RuntimeName, options: EdgeOptions): Promise<RunningEdge> {
  await mustBeFree(options.hostname, options.port)
  const scratch = await mkdtemp(join(tmpdir(), "almanac-edge-"))
  const clean = () => rm(scratch, { recursive: true, force: true })
  const keysFile = options.keysFile ?? join(scratch, "keys.json")
  try {
    if (options.keysFile === undefined) await writeFile(keysFile, options.keys)
    const { file, args, env } = await commandOf(runtime, { ...options, scratch, keysFile })
    const child = spawn(file, args, {
      stdio: ["ignore", "ignore", "inherit"],
      env: { ...process.env, ...env },
    })
    const killChild = () => void child.kill("SIGKILL")
    const atExit = () => {
      killChild()
      rmSync(scratch, { recursive: true, force: true })
    }
    process.once("exit", atExit)
    const ended = once(child, "exit").then(([code]) => Number(code ?? 1))
    const stop = async () => {
      child.kill("SIGTERM")
      const late = setTimeout(killChild, 5000)
      await ended
      clearTimeout(late)
      process.removeListener("exit", atExit)
      await clean()
    }
    const url = `http://${options.hostname}:${options.port}`
    try {
      await untilItAnswers(url, child)
    } catch (error) {
      await stop()
      throw error
    }
    return { url, ended, stop }
  } catch (error) {
    await clean()
    throw error
  }
}

/** Rejects if the port is taken. Otherwise the server that has it would be mistaken for the new one. */
async function mustBeFree(hostname: string, port: number): Promise<void> {
  const server = createServer().listen(port, hostname)
  await once(server, "listening")
  server.close()
  await once(server, "close")
}

async function untilItAnswers(url: string, child: ChildProcess): Promise<void> {
  const deadline = Date.now() + START_SECONDS * 1000
  while (Date.now() < deadline) {
    if (child.exitCode !== null || child.signalCode !== null)
      throw new Error("the process ended before it answered")
    try {
      const response = await fetch(`${url}/healthz`, { headers: { connection: "close" } })
      await response.body?.cancel()
      if (response.ok) return
    } catch {
      await sleep(25)
    }
  }
  throw new Error(`${url} did not answer within ${START_SECONDS} s`)
}
