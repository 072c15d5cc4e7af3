import { expect, test } from "vitest"
import { endpointsOf } from "../app.ts"
import { openApi } from "./document.ts"
import { docsPage } from "./page.ts"

const endpoints = endpointsOf(false)
const document = openApi(endpoints)
const text = JSON.stringify(document)

test("every endpoint is described, and on the page", () => {
  const page = docsPage(endpoints)
  for (const { method, path } of endpoints) {
    const address = path.replaceAll(/:(\w+)/g, "{$1}")
    expect(document).toHaveProperty(["paths", address, method.toLowerCase(), "responses", "200"])
    expect(page).toContain(`${method} ${address}`)
  }
})

test("every reference leads somewhere", () => {
  const { schemas } = document.components as { readonly schemas: Readonly<Record<string, unknown>> }
  const references = [...text.matchAll(/"\$ref":"([^"]+)"/g)].map((match) => match[1] as string)
  expect(references.length).toBeGreaterThan(10)
  for (const reference of references) {
    expect(reference).toMatch(/^#\/components\/schemas\/\w+$/)
    expect(schemas).toHaveProperty(reference.slice("#/components/schemas/".length))
  }
})

test("numbers are those of JSON", () => {
  expect(text).not.toContain("Infinity")
})

test("parameters of an address are described", () => {
  for (const { path, parameters } of endpoints) {
    const named = [...path.matchAll(/:(\w+)/g)].map((match) => match[1])
    const described = parameters?.filter((parameter) => parameter.in === "path").map(({ name }) => name)
    expect(described ?? [], path).toEqual(named)
  }
})

test("the page loads nothing", () => {
  expect(docsPage(endpoints)).not.toMatch(/<script|src=|@import|url\(|href="http/)
})
