/** Tests publishing with the command. */
import { randomBytes } from "node:crypto"
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { afterAll, beforeAll, describe, expect, test } from "vitest"
import { almanac, expectRefusal, filesBelow, start, writeFiles } from "../testing/command.ts"
import { inProcess } from "../testing/in-process.ts"

const root = mkdtempSync(join(tmpdir(), "almanac-publish-command-"))
afterAll(() => rmSync(root, { recursive: true }))
const publish = (...flags: ReadonlyArray<string>) => inProcess(root, "publish", ...flags)
const pointer = (to: string) => JSON.parse(readFileSync(join(root, to, "current.json"), "utf8"))
const inReleases = (to: string) => readdirSync(join(root, to, "releases")).sort()

beforeAll(async () => {
  await inProcess(root, ..."generate --contacts 3000 --orgs 2 --seed 4 --out exports --quiet".split(" "))
  const run = (out: string) =>
    inProcess(root, "run", "--in", "exports", "--out", out, "--as-of", "2026-11-23", "--quiet")
  for (const made of [await run("plan"), await run("again")])
    expect(made).toMatchObject({ code: 0, stderr: "" })
})

test("publishes, publishes the next, and goes back", async () => {
  const first = await almanac(root, "publish", "--run", "plan", "--to", "served", "--json")
  expect(first).toMatchObject({ code: 0, stderr: "" })
  const { release, run_id, files, bytes, ...rest } = JSON.parse(first.stdout)
  expect(rest).toMatchObject({
    as_of: "2026-11-23",
    contacts: expect.any(Number),
    previous: null,
    removed: [],
  })
  expect(filesBelow(join(root, "served")).length).toBe(files + 1)
  expect(bytes).toBeGreaterThan(10_000)
  expect(pointer("served").release).toBe(release)

  const second = await publish("--run", "again", "--to", "served")
  expect(second.code).toBe(0)
  expect(second.stdout).toMatch(/^served serves 2026-11-23-[0-9a-f]{16} \(run .+\): 2,9\d\d contacts in /)
  expect(second.stdout).toContain(`Previous release: ${release}; --rollback serves it again`)
  expect(second.stderr).toMatch(/contact files written\n/)

  const back = await publish("--to", "served", "--rollback")
  expect(back).toMatchObject({ code: 0, stderr: "" })
  expect(back.stdout).toContain(`served serves ${release} again (run ${run_id}, as of 2026-11-23)`)
  expect(pointer("served").release).toBe(release)
  expectRefusal(await publish("--to", "served", "--rollback"), /served keeps no release before /)
})

test("is quiet when asked to, and keeps as many releases as asked", async () => {
  for (const run of ["plan", "again"]) {
    expect(await publish("--run", run, "--to", "few", "--keep", "1", "--quiet")).toEqual({
      ...{ code: 0, signal: null, stdout: "", stderr: "" },
    })
  }
  expect(inReleases("few")).toEqual([pointer("few").release])
})

test("says which organisations have a look-up by email, from the inputs that must be those of the run", async () => {
  const keys = [1, 77].map((org) => ({ org, key: randomBytes(32).toString("hex") }))
  writeFileSync(join(root, "keys.json"), JSON.stringify({ keys }), { mode: 0o600 })
  const flags = ["--run", "plan", "--to", "found", "--email-keys", "keys.json"]
  expectRefusal(await publish(...flags), /it is not clear what the inputs of the run were: give --in /)
  const done = await publish(...flags, "--in", "exports")
  expect(done.stdout).toContain(
    "Contacts of 1 of the 2 organisations with a key can be found by a hash of their email\n",
  )
  expectRefusal(await publish(...flags, "--in", "plan"), /plan has no table contacts/)
})

test.each(["SIGKILL", "SIGTERM", "SIGINT"] as const)(
  "%s in the middle leaves the pointer, and the next publishing leaves nothing of it",
  async (signal) => {
    const to = `killed-${signal}`
    await publish("--run", "plan", "--to", to, "--quiet")
    const before = pointer(to)
    const started = start(["publish", "--run", "again", "--to", to], root)
    await expect.poll(() => inReleases(to).length, { timeout: 60_000, interval: 5 }).toBeGreaterThan(1)
    started.kill(signal)
    await started.ended
    const after = pointer(to)
    expect(inReleases(to)).toEqual(expect.arrayContaining([before.release, after.release]))
    await publish("--run", "again", "--to", to, "--quiet")
    const { kept } = pointer(to)
    expect(inReleases(to)).toEqual(kept.toSorted())
    expect(kept).toContain(before.release)
  },
)

describe.concurrent("refuses", () => {
  test.each([
    [["--to", "x"], /it is not clear what to publish: give --run with a finished run, or --rollback/],
    [
      ["--run", "plan", "--to", "x", "--rollback"],
      /--rollback publishes no run: leave out --rollback, or --run and its inputs/,
    ],
    [
      ["--run", "plan", "--to", "x", "--in", "exports"],
      /--in is needed only for --email-keys: leave it out, or /,
    ],
    [["--run", "plan", "--to", "x", "--email-keys", "no.json"], /--email-keys no.json cannot be read: name /],
    [
      ["--run", "plan", "--to", "exports/contacts", "--email-keys", "no.json", "--in", "exports"],
      /would be read as an input/,
    ],
    [["--run", "plan", "--to", ""], /--to is empty: name a directory/],
    [["--run", "plan", "--to", "x", "--keep", "0"], /--keep 0 is too small/],
    [["--run", "exports", "--to", "x"], /exports is not a finished run/],
    [["--run", "plan", "--to", "s3:x"], /--to s3:x is neither a directory nor a bucket/],
    [
      ["--run", "plan", "--to", "plan/manifest.json"],
      /--to plan\/manifest.json is in a run: name another directory/,
    ],
    [
      ["--run", "plan", "--to", "/proc/almanac"],
      /\/proc\/almanac cannot be published to \(E[A-Z]+\): name a writable directory/,
    ],
    [["--to", "nothing", "--rollback"], /nothing holds no release: publish a run first/],
  ])("%j", async (flags, says) => {
    expectRefusal(await publish(...flags), says)
  })

  test("a pointer that is damaged, or of a later version", async () => {
    await writeFiles(root, { "bad/current.json": "{", "later/current.json": '{"format":9}' })
    expectRefusal(
      await publish("--run", "plan", "--to", "bad"),
      /current.json is not as published: remove it and publish a run again/,
    )
    expectRefusal(
      await publish("--to", "later", "--rollback"),
      /current.json has format 9, but this version reads formats 1 and 2/,
    )
  })
})
