import { expect, test } from "vitest"
import { uselessOrigin } from "./cross-origin.ts"

test.each([
  ["", undefined],
  ["https://app.example.com", undefined],
  ["https://app.example.com,http://localhost:5173", undefined],
  ["https://app.example.com/", "https://app.example.com/"],
  ["https://app.example.com, https://b.example.com", " https://b.example.com"],
  ["https://App.example.com", "https://App.example.com"],
  ["https://app.example.com:443", "https://app.example.com:443"],
  ["app.example.com", "app.example.com"],
  ["*", "*"],
])("%j: %j", (text, useless) => {
  expect(uselessOrigin(text)).toBe(useless)
})
