import { mkdtempSync, rmSync, writeFileSync } from "node:fs"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { NodeServices } from "@effect/platform-node"
import { CliOutput, Command } from "effect/cli"
import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"
import { TestConsole } from "effect/testing"
import { afterAll, expect, test } from "vitest"
import { commandLine } from "./command-line.ts"
import { commandsFor } from "./commands.ts"
import { start } from "./testing/command.ts"

const root = mkdtempSync(join(tmpdir(), "almanac-commands-"))
afterAll(() => rmSync(root, { recursive: true }))

test("every command is what the list says it is, loaded or not", async () => {
  const known = await commandsFor([])
  const loaded = await commandsFor(["--completions=sh"])
  expect(loaded.map(({ name, description }) => [name, description])).toEqual(
    known.map(({ name, description }) => [name, description]),
  )
})

test("only the command that is called is loaded", async () => {
  const commands = await commandsFor(["--log-format", "json", "export", "--help"])
  const loaded = commands.filter(({ examples }) => examples.length > 0)
  expect(loaded.map(({ name }) => name)).toEqual(["export"])
})

test("the help that is printed at once is what the command line says of itself", async () => {
  const said = Effect.gen(function* () {
    yield* Command.runWith(commandLine(yield* Effect.promise(() => commandsFor([]))), { version: "0" })([
      "--help",
    ])
    return (yield* TestConsole.logLines).join("\n")
  })
  const coloured = CliOutput.layer(CliOutput.defaultFormatter({ colors: true }))
  const help = await Effect.runPromise(
    Effect.provide(said, Layer.mergeAll(NodeServices.layer, TestConsole.layer, coloured)),
  )
  await expect(`${help}\n`).toMatchFileSnapshot("./help.txt")
})

test("help and wrong usage come without what the commands need", async () => {
  const guard = join(root, "guard.mjs")
  writeFileSync(
    guard,
    `import { registerHooks } from "node:module"
     registerHooks({
       resolve(specifier, context, next) {
         if (/^@duckdb|^yaml$/.test(specifier)) throw new Error(specifier + " is loaded")
         return next(specifier, context)
       },
     })`,
  )
  const guarded = (...args: ReadonlyArray<string>) =>
    start(args, root, `NODE_OPTIONS=--import=${guard} exec "$@"`).ended
  expect(await guarded("--log-format", "text", "--help")).toMatchObject({
    code: 0,
    stdout: expect.stringContaining("explain "),
  })
  expect(await guarded("runn")).toMatchObject({ code: 2, stderr: expect.stringContaining("--help") })
  expect(await guarded("run", "--help")).toMatchObject({
    code: 1,
    stderr: expect.stringContaining("is loaded"),
  })
})
