/**
 * Tests the command line as scripts and people use it: the output on stdout and stderr, and the exit codes.
 */
import { mkdtempSync, readFileSync, rmSync } from "node:fs"
import { tmpdir } from "node:os"
import { join } from "node:path"
import type { Manifest } from "@almanac/pipeline/run/manifest"
import { afterAll, beforeAll, describe, expect, test } from "vitest"
import packageJson from "../../package.json" with { type: "json" }
import { almanac, expectRefusal, filesBelow, start } from "../testing/command.ts"
import { inProcess } from "../testing/in-process.ts"

const root = mkdtempSync(join(tmpdir(), "almanac-run-command-"))
afterAll(() => rmSync(root, { recursive: true }))
const DAY = ["--as-of", "2026-11-23"]

beforeAll(async () => {
  const made = await almanac(root, ..."generate --contacts 3000 --orgs 3 --out exports --quiet".split(" "))
  expect(made).toEqual({ code: 0, signal: null, stdout: "", stderr: "" })
})

const manifestOf = (out: string): Manifest =>
  JSON.parse(readFileSync(join(root, out, "manifest.json"), "utf8"))
const run = (out: string, ...flags: ReadonlyArray<string>) =>
  inProcess(root, "run", "--in", "exports", "--out", out, ...DAY, ...flags)

describe.concurrent("almanac run", () => {
  test("prints a summary that people can read", async () => {
    const { code, stdout } = await run("words")
    expect(code).toBe(0)
    const { run_id, counts, schedules_checksum } = manifestOf("words")
    const number = (value: number) => value.toLocaleString("en-US")
    for (const part of [
      `Run ${run_id}, as of 2026-11-23, rule set baseline`,
      `3,000 contacts read: ${number(counts.contacts)} scheduled, ${number(counts.rejects)} rejected`,
      `${number(counts.rows)} rows: ${number(counts.pre_scheduled)} pre-scheduled`,
      `checksum ${schedules_checksum}`,
      "almanac explain --in exports",
    ]) {
      expect(stdout).toContain(part)
    }
  })

  test("--json prints one object with the figures of the manifest, and nothing else", async () => {
    const { code, stdout, stderr } = await run("json", "--json")
    expect([code, stderr]).toEqual([0, ""])
    expect(stdout).toMatch(/^\{[^\n]+\}\n$/)
    const { run_id, counts, peak_rss_bytes, schedules_checksum, daily_loads } = manifestOf("json")
    const { contacts, rows, pre_scheduled, skipped, rejects, warnings } = counts
    expect(JSON.parse(stdout)).toEqual({
      ...{ run_id, contacts, rows, pre_scheduled, skipped, rejects, warnings },
      seconds: expect.any(Number),
      contacts_per_second: expect.any(Number),
      ...{ peak_rss_bytes, schedules_checksum, daily_loads },
      law: { doubts: expect.any(Array), open: expect.any(Array) },
    })
  })

  test("--quiet prints nothing", async () => {
    const quiet = await run(
      "quiet",
      "--quiet",
      "--threads",
      "1",
      "--batch-size",
      "100",
      "--memory-limit",
      "500",
    )
    expect(quiet).toEqual({ code: 0, signal: null, stdout: "", stderr: "" })
    expect(manifestOf("quiet").counts.input_contacts).toBe(3000)
  })

  test("takes the configuration and names it in the manifest", async () => {
    const config = "missing_birth_date: allow\nenvironments: {staging: {frequency: {period_days: 7}}}\n"
    const shell = `printf '${config}' > staging.yaml && "$@"`
    const flags = ["run", "--in", "exports", "--out", "configured", ...DAY, "--config", "staging.yaml"]
    const { ended } = start([...flags, "--profile", "staging", "--quiet"], root, shell)
    expect(await ended).toMatchObject({ code: 0, stderr: "" })
    const { source, hash, effective } = manifestOf("configured").config
    expect(source).toBe("staging.yaml (profile staging)")
    expect(effective).toMatchObject({ missing_birth_date: "allow", frequency: { period_days: 7 } })
    const shown = await inProcess(
      root,
      ..."config show --config staging.yaml --profile staging --json".split(" "),
    )
    expect(JSON.parse(shown.stdout).config_hash).toBe(hash)
  })

  test("a file that cannot grow, as on a full disk, is refused in one line and leaves no manifest", async () => {
    const flags = ["run", "--in", "exports", "--out", "full", ...DAY]
    const { ended } = start(flags, root, 'ulimit -f 40 && exec "$@"')
    expectRefusal(
      await ended,
      /full cannot be written because a file has reached the size limit: raise the limit, or choose/,
    )
    expect(
      filesBelow(join(root, "full")).filter((name) => !/^schedules\/part-\d+\.parquet$/.test(name)),
    ).toEqual([])
  })
})

describe.concurrent("help and version", () => {
  /** Checks the help of `command` and of all its subcommands. Returns the names of these commands. */
  async function checkHelp(command: ReadonlyArray<string>): Promise<ReadonlyArray<string>> {
    const { code, stdout, stderr } = await inProcess(root, ...command, "--help")
    const name = ["almanac", ...command].join(" ")
    expect([code, stderr], name).toEqual([0, ""])
    expect(stdout, name).toMatch(/DESCRIPTION\n +[A-Z]/)
    expect(stdout, name).toContain(`USAGE\n  ${name} `)
    expect(stdout, name).toMatch(/EXAMPLES\n(.*\n)*.*almanac /)
    const [, listed = ""] = /SUBCOMMANDS\n((?: {2}.*\n)*)/.exec(stdout) ?? []
    const names = [...listed.matchAll(/^ {2}([a-z]\S*)/gm)].map(([, sub]) => sub)
    const below = await Promise.all(names.map((sub) => checkHelp([...command, sub])))
    return [name, ...below.flat()]
  }

  test("every command says what it does, with examples", async () => {
    const commands = ["generate", "run", "explain", "config", "config show", "config validate"]
    expect(await checkHelp([])).toEqual(expect.arrayContaining(commands.map((name) => `almanac ${name}`)))
  })

  test("--version prints the version", async () => {
    const { code, stdout, stderr } = await almanac(root, "--version")
    expect([code, stderr]).toEqual([0, ""])
    expect(stdout).toContain(packageJson.version)
  })
})
