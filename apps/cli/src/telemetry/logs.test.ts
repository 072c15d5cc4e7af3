/** Tests stderr as JSON lines and as text for people. */
import { mkdtempSync, rmSync } from "node:fs"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { afterAll, beforeAll, describe, expect, test } from "vitest"
import { almanac, expectRefusal, type Outcome, start } from "../testing/command.ts"
import { inProcess } from "../testing/in-process.ts"
import { logFormatOf } from "./log-format.ts"

const root = mkdtempSync(join(tmpdir(), "almanac-logs-"))
afterAll(() => rmSync(root, { recursive: true }))

let generated: Outcome
beforeAll(async () => {
  generated = await almanac(
    root,
    ..."generate --contacts 3000 --out exports --as-of 2026-11-23 --log-format json".split(" "),
  )
})

/** The lines of stderr. It also checks the fields that every line must have. */
const linesOf = ({ stderr }: Outcome): ReadonlyArray<Record<string, unknown>> => {
  expect(stderr.endsWith("\n")).toBe(true)
  return stderr
    .trimEnd()
    .split("\n")
    .map((text) => {
      const line = JSON.parse(text)
      expect(line.time).toMatch(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/)
      expect(line.level).toMatch(/^(info|warn|error)$/)
      expect(line.message).toMatch(/\S/)
      return line
    })
}

const withVariable = (value: string, line: string) =>
  start(line.split(" "), root, `ALMANAC_LOG_FORMAT=${value} exec "$@"`).ended

const RUN = "run --in exports --as-of 2026-11-23 --out"

describe.concurrent("JSON lines", () => {
  test("of a run: its phases, its steps with their times, one run id", async () => {
    const outcome = await almanac(
      root,
      ..."--log-format json".split(" "),
      ...`${RUN} first --json`.split(" "),
    )
    expect(outcome.code).toBe(0)
    const summary = JSON.parse(outcome.stdout)
    const lines = linesOf(outcome)
    expect(new Set(lines.map(({ run_id }) => run_id))).toEqual(new Set([summary.run_id]))
    const steps = lines.filter(({ step }) => step !== undefined)
    expect(steps.map(({ step }) => step)).toEqual(["stage", "count", "plan", "write", "finish", "run"])
    for (const line of steps) expect(line.seconds).toBeTypeOf("number")
    const { contacts, rows, pre_scheduled, skipped, rejects, warnings } = summary
    expect(steps.at(-1)).toMatchObject({
      level: "info",
      message: "run done",
      as_of: "2026-11-23",
      ...{ contacts, rows, pre_scheduled, skipped, rejects, warnings },
    })
    const phases = new Set(lines.flatMap(({ phase }) => (phase === undefined ? [] : [phase])))
    expect([...phases]).toEqual(["reading", "counting", "deciding", "finishing"])
  })

  test("of other commands' progress", () => {
    expect(generated.code).toBe(0)
    expect(linesOf(generated)[0]).toMatchObject({ level: "info", message: expect.stringMatching(/contacts/) })
  })

  test("of trial runs: their progress, but no steps", async () => {
    await inProcess(root, ..."import --db almanac.db --in exports".split(" "))
    const preview = "campaign preview --db almanac.db --instance 1 --as-of 2026-11-23 --log-format json"
    const lines = linesOf(await inProcess(root, ...preview.split(" ")))
    expect(lines.map(({ run_id, message }) => `${run_id} ${message}`)).toEqual(
      ["without", "with"].flatMap((plan) =>
        ["reading", "counting", "deciding", "finishing"].map((phase) => `${plan} ${phase}`),
      ),
    )
    const simulate = "simulate --in exports --out days --as-of 2026-11-23 --days 1 --log-format json --quiet"
    expect(await inProcess(root, ...simulate.split(" "))).toMatchObject({ code: 0, stderr: "" })
  })

  test("none of a run that is to be quiet", async () => {
    const quiet = await inProcess(root, ...`${RUN} quiet --quiet --log-format json`.split(" "))
    expect(quiet).toMatchObject({ code: 0, stdout: "", stderr: "" })
  })

  test("of refusals and wrong usage: one line, the same exit code", async () => {
    const refused = await inProcess(root, ..."due --db none.db --day 2026-11-23 --log-format=json".split(" "))
    expect(refused).toMatchObject({ code: 2, stdout: "" })
    expect(linesOf(refused)).toMatchObject([
      { level: "error", message: expect.stringMatching(/^there is no store none\.db: name/) },
    ])
    const misused = await inProcess(root, ..."due --dy 2026-11-23 --log-format json".split(" "))
    expect(misused).toMatchObject({ code: 2, stdout: "" })
    expect(linesOf(misused)).toMatchObject([
      { level: "error", message: expect.stringMatching(/--dy.*see almanac due --help/) },
    ])
  })

  test("if the variable says so", async () => {
    expect(linesOf(await withVariable("json", "due --db none.db --day 2026-11-23"))).toHaveLength(1)
  })
})

describe.concurrent("lines for people", () => {
  test("if the flag says so, even if the variable says otherwise", async () => {
    expectRefusal(
      await withVariable("json", "due --db none.db --day 2026-11-23 --log-format text"),
      /^almanac: there is no store none\.db/,
    )
  })

  test("of unknown formats: a refusal", async () => {
    expectRefusal(
      await withVariable("xml", "due --db none.db --day 2026-11-23"),
      /ALMANAC_LOG_FORMAT is xml: set it to text or json/,
    )
    expectRefusal(
      await inProcess(root, ..."due --db none.db --day 2026-11-23 --log-format xml".split(" ")),
      /--log-format.*"xml".*see almanac due --help/,
    )
  })
})

test("the format is found wherever the flag stands", () => {
  expect(logFormatOf(["run", "--log-format", "json"], {})).toBe("json")
  expect(logFormatOf(["--log-format=json", "run"], {})).toBe("json")
  expect(logFormatOf(["run"], { ALMANAC_LOG_FORMAT: "json" })).toBe("json")
  expect(logFormatOf(["run", "--log-format", "text"], { ALMANAC_LOG_FORMAT: "json" })).toBe("text")
  expect(logFormatOf(["run", "--log-format"], {})).toBe("text")
  expect(logFormatOf(["run"], {})).toBe("text")
})
