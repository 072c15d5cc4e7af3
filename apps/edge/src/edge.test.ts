/** Tests `npm run edge` the way people and scripts start it. */
import { spawn } from "node:child_process"
import { once } from "node:events"
import { mkdtempSync, rmSync, writeFileSync } from "node:fs"
import { type AddressInfo, createServer } from "node:net"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { fileURLToPath } from "node:url"
import { describe, expect, test } from "vitest"
import { hashKey } from "./keys/secret.ts"
import { freePort } from "./testing/free-port.ts"

const ROOT = fileURLToPath(new URL("../../../", import.meta.url))

function edge(...flags: ReadonlyArray<string>) {
  const child = spawn("npm", ["run", "--silent", "edge", "--", ...flags], { cwd: ROOT })
  const out = { stdout: "", stderr: "" }
  child.stdout.on("data", (data: Buffer) => {
    out.stdout += String(data)
  })
  child.stderr.on("data", (data: Buffer) => {
    out.stderr += String(data)
  })
  return { child, out, ended: once(child, "close").then(([code]) => code as number) }
}

test("says one line when it is ready, answers, and stops when it is told to", async () => {
  const port = String(await freePort())
  const { child, out, ended } = edge("--runtime", "node", "--port", port, "--key", "K")
  await once(child.stdout, "data")
  expect(out.stdout).toBe(`ready: node serves no release at http://127.0.0.1:${port}\n`)
  const config = (key: string) =>
    fetch(`http://127.0.0.1:${port}/v1/config`, { headers: { authorization: `Bearer ${key}` } })
  expect([(await config("K")).status, (await config("L")).status]).toEqual([200, 401])
  expect((await fetch(`http://127.0.0.1:${port}/metrics`)).status).toBe(200)
  child.kill("SIGTERM")
  expect([await ended, out.stderr]).toEqual([0, ""])
  await expect(config("K")).rejects.toThrow()
})

test("lets in whom a registry of keys knows, and pages of listed origins", async () => {
  const directory = mkdtempSync(join(tmpdir(), "almanac-edge-test-"))
  const file = join(directory, "keys.json")
  const sha256 = await hashKey("K")
  writeFileSync(file, JSON.stringify({ keys: [{ id: "k", sha256, role: "reader", orgs: [7] }] }))
  const [port, origin] = [String(await freePort()), "https://app.example.com"]
  const { child, ended } = edge("--runtime", "node", "--port", port, "--keys", file, "--cors", origin)
  try {
    await once(child.stdout, "data")
    const headers = { authorization: "Bearer K", origin }
    const answer = await fetch(`http://127.0.0.1:${port}/v1/whoami`, { headers })
    expect(await answer.json()).toMatchObject({ key_id: "k", orgs: [7] })
    expect(answer.headers.get("access-control-allow-origin")).toBe(origin)
  } finally {
    child.kill("SIGTERM")
    await ended
    rmSync(directory, { recursive: true })
  }
})

describe("requests that cannot be answered are refused in one line", () => {
  test.each([
    [["--runtime", "bun"], /^--runtime bun: give workerd, deno, node\n$/],
    [["--release", "no/such"], /^--release no\/such is not a directory: .*\n$/],
    [["--port", "99999"], /^--port 99999: give a whole number from 1 to 65535\n$/],
    [["--key", "a b"], /^--key: .*\n$/],
    [["--key", ""], /^--key: .*\n$/],
    [["--key", "K", "--keys", "keys.json"], /^give either --key or --keys, not both\n$/],
    [["--keys", "no/such"], /^--keys no\/such cannot be read\n$/],
    [["--cors", "https://app.example.com/"], /^--cors https:\/\/app.example.com\/: give origins .*\n$/],
    [["--wrong"], /^Unknown option '--wrong'.*; use npm run edge .*\n$/],
  ])("%j", async (flags, line) => {
    const { out, ended } = edge(...flags)
    expect(await ended).toBe(2)
    expect(out.stderr).toMatch(line)
  })
})

test("an entry says in one line why it cannot begin", async () => {
  const taken = createServer().listen(0, "127.0.0.1")
  await once(taken, "listening")
  const port = String((taken.address() as AddressInfo).port)
  const entry = fileURLToPath(new URL("node.ts", import.meta.url))
  const refusal = async (env: Readonly<Record<string, string>>) => {
    const child = spawn(process.execPath, [entry], { env: { ...process.env, ...env } })
    const text = (await child.stderr.toArray()).join("")
    return [child.exitCode ?? (await once(child, "close"))[0], text]
  }
  expect(await refusal({ PORT: port })).toEqual([
    2,
    `it cannot listen on 127.0.0.1:${port} (EADDRINUSE): choose another PORT or HOST\n`,
  ])
  expect(await refusal({ ALMANAC_RATE_LIMIT: "many" })).toEqual([
    2,
    "ALMANAC_RATE_LIMIT is many: give a number from 0 to 1000000\n",
  ])
  taken.close()
})
