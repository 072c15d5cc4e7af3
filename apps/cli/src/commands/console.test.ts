/** Tests of how the console is started and stopped. What it shows is tested where it is. */
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { freePort } from "@almanac/edge/testing/free-port"
import { afterAll, beforeAll, expect, test } from "vitest"
import { expectRefusal, start } from "../testing/command.ts"
import { inProcess } from "../testing/in-process.ts"

const root = mkdtempSync(join(tmpdir(), "almanac-console-command-"))
afterAll(() => rmSync(root, { recursive: true }))

const AT = ["--db", "almanac.db", "--plans", "plans"]
const HASH = "a".repeat(64)

beforeAll(async () => {
  mkdirSync(join(root, "plans"))
  await inProcess(root, ..."generate --contacts 200 --out exports --quiet".split(" "))
  await inProcess(root, ..."import --db almanac.db --in exports".split(" "))
  writeFileSync(join(root, "not-json"), "keys")
  writeFileSync(join(root, "no-keys.json"), '{"keys": []}')
  writeFileSync(
    join(root, "wrong-role.json"),
    JSON.stringify({ keys: [{ name: "Kim", sha256: HASH, role: "root", organisations: "all" }] }),
  )
})

test.each([
  ["a missing store", ["--db", "none.db", "--plans", "plans"], /there is no store none\.db: /],
  [
    "a file as plans",
    ["--db", "almanac.db", "--plans", "almanac.db"],
    /--plans almanac\.db is not a directory: /,
  ],
  ["missing plans", ["--db", "almanac.db", "--plans", "none"], /--plans none is not a directory: /],
  ["a negative port", [...AT, "--port", "-1"], /--port -1 is too small/],
  ["a port that is none", [...AT, "--port", "70000"], /the console cannot listen on 127\.0\.0\.1:70000/],
  ["an open host without keys", [...AT, "--host", "0.0.0.0"], /there are no keys: give --keys FILE/],
  ["a public address without keys", [...AT, "--url", "https://c.example.com"], /there are no keys: /],
  ["an address that is none", [...AT, "--url", "c.example.com"], /--url c\.example\.com is not an address: /],
  ["missing keys", [...AT, "--keys", "none.json"], /--keys none\.json cannot be read: /],
  [
    "keys that are no JSON",
    [...AT, "--keys", "not-json"],
    /not-json is not a file of keys for the console: /,
  ],
  ["no keys", [...AT, "--keys", "no-keys.json"], /no-keys\.json has no keys, so nobody could sign in: /],
  ["an unknown role", [...AT, "--keys", "wrong-role.json"], /wrong-role\.json is not a file of keys/],
  ["empty releases", [...AT, "--releases", ""], /--releases is empty: /],
])("%s is refused in one line", async (_, flags, says) => {
  expectRefusal(await inProcess(root, "console", ...flags), says)
})

test("the console is there until it is told to stop, and its port is then free", async () => {
  const port = await freePort()
  const running = start(["console", ...AT, "--port", String(port)], root)
  const url = `http://127.0.0.1:${port}`
  while (
    !(await fetch(url).then(
      ({ ok }) => ok,
      () => false,
    ))
  );
  expectRefusal(
    await inProcess(root, "console", ...AT, "--port", String(port)),
    /the console cannot listen on .*EADDRINUSE.*: choose another --port or --host/,
  )
  running.kill("SIGTERM")
  expect(await running.ended).toMatchObject({
    code: 0,
    stderr: "",
    stdout: expect.stringMatching(new RegExp(`^Console  ${url}/sign-in#[\\w-]{43}\n$`)),
  })
  await expect(fetch(url)).rejects.toThrow()
})

test("a key is made with its hash", async () => {
  const { stdout } = await inProcess(root, "console", "key", "--json")
  expect(JSON.parse(stdout)).toEqual({
    key: expect.stringMatching(/^[\w-]{43}$/),
    sha256: expect.stringMatching(/^[0-9a-f]{64}$/),
  })
})
