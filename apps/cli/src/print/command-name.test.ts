import { expect, test } from "vitest"
import { commandName } from "./command-name.ts"

test("npx is named only where npm has started the command", () => {
  expect(commandName({})).toBe("almanac")
  expect(commandName({ npm_execpath: "/usr/lib/npm/bin/npm-cli.js" })).toBe("npx almanac")
})
