import { createHash } from "node:crypto"
import { once } from "node:events"
import { mkdtempSync, rmSync, writeFileSync } from "node:fs"
import type { AddressInfo } from "node:net"
import { createServer } from "node:net"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { freePort } from "@almanac/edge/testing/free-port"
import { afterAll, beforeAll, expect, test } from "vitest"
import { almanac, start } from "../testing/command.ts"
import { inProcess } from "../testing/in-process.ts"

const root = mkdtempSync(join(tmpdir(), "almanac-serve-"))
afterAll(() => rmSync(root, { recursive: true }))

beforeAll(async () => {
  await inProcess(root, ..."generate --contacts 500 --out exports --quiet".split(" "))
  await inProcess(root, ..."run --in exports --out plan --as-of 2026-11-23 --quiet".split(" "))
  expect(await inProcess(root, ..."publish --run plan --to releases --quiet".split(" "))).toMatchObject({
    code: 0,
  })
})

test("a release is served until the command is told to stop", async () => {
  const port = await freePort()
  const key = "a-key-for-this-test"
  const serving = start(`serve --release releases --port ${port} --key ${key}`.split(" "), root)
  const url = `http://127.0.0.1:${port}`
  while (
    !(await fetch(`${url}/healthz`).then(
      ({ ok }) => ok,
      () => false,
    ))
  );
  const volume = await fetch(`${url}/v1/orgs/1/volume`, { headers: { authorization: `Bearer ${key}` } })
  expect(volume.status).toBe(200)
  expect((await fetch(`${url}/v1/orgs/1/volume`)).status).toBe(401)
  serving.kill("SIGTERM")
  expect(await serving.ended).toMatchObject({
    code: 0,
    stderr: "",
    stdout: `ready: serves releases at ${url}\n`,
  })
  await expect(fetch(`${url}/healthz`)).rejects.toThrow()
})

test("a key that is revoked in the registry is refused soon", async () => {
  const port = await freePort()
  const key = "another-key-for-this-test"
  const registry = (revoked: boolean) => {
    const sha256 = createHash("sha256").update(key).digest("hex")
    const keys = [{ id: "portal", sha256, role: "reader", orgs: "all", revoked }]
    writeFileSync(join(root, "keys.json"), JSON.stringify({ keys }))
  }
  registry(false)
  const serving = start(`serve --release releases --port ${port} --keys keys.json --quiet`.split(" "), root)
  const status = () =>
    fetch(`http://127.0.0.1:${port}/v1/config`, { headers: { authorization: `Bearer ${key}` } }).then(
      (response) => response.status,
      () => 0,
    )
  while ((await status()) !== 200);
  registry(true)
  while ((await status()) === 200);
  expect(await status()).toBe(401)
  serving.kill("SIGTERM")
  expect(await serving.ended).toMatchObject({ code: 0 })
})

test("unclear options are refused in one line", async () => {
  const refusal = async (...flags: ReadonlyArray<string>) =>
    await inProcess(root, "serve", "--release", "releases", ...flags)
  expect(await refusal()).toMatchObject({
    code: 2,
    stderr: "almanac: it is not clear which keys are accepted: give either --keys FILE or --key K\n",
  })
  expect((await refusal("--keys", "none.json")).stderr).toBe(
    "almanac: --keys none.json cannot be read: name the file of the registry\n",
  )
  expect(await refusal("--key", "")).toMatchObject({
    code: 2,
    stderr: "almanac: --key cannot be a key: give up to 256 ASCII characters without spaces\n",
  })
  expect(await almanac(root, "serve", "--release", "nowhere", "--key", "k")).toMatchObject({
    code: 2,
    stderr:
      "almanac: --release nowhere is not a directory: name the directory that almanac publish --to wrote, or an address\n",
  })
  writeFileSync(join(root, "bad.json"), '{"keys": [{"id": "portal"}]}')
  expect(await refusal("--keys", "bad.json")).toMatchObject({
    code: 2,
    stderr: expect.stringMatching(/^almanac: the keys cannot be read: .*sha256.*\n$/),
  })
  const taken = createServer().listen(0, "127.0.0.1")
  await once(taken, "listening")
  const { port } = taken.address() as AddressInfo
  expect((await refusal("--key", "k", "--port", String(port))).stderr).toMatch(
    /the server cannot listen on 127.0.0.1:\d+ \(.*EADDRINUSE.*\): choose another --port or --host\n$/,
  )
  taken.close()
})
