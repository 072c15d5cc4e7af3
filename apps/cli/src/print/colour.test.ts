import { expect, test } from "vitest"
import { dimOn } from "./colour.ts"

test("text recedes on a terminal with colours, and is plain everywhere else", () => {
  expect(dimOn({ isTTY: true }, {})("x")).toBe("\x1b[2mx\x1b[22m")
  expect(dimOn({ isTTY: true }, { NO_COLOR: "1" })("x")).toBe("x")
  expect(dimOn({ isTTY: false }, {})("x")).toBe("x")
  expect(dimOn({}, {})("x")).toBe("x")
})
