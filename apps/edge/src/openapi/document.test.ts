import { Validator } from "@seriousme/openapi-schema-validator"
import { describe, expect, test } from "vitest"
import { servicesOf } from "../adapters/settings.ts"
import { createApp, endpointsOf } from "../app.ts"
import { badInput } from "../conformance/bad-input.ts"
import { stateless } from "../conformance/stateless.ts"
import { SCHEDULE_EXAMPLE } from "../endpoints/examples.ts"
import { hashKey } from "../keys/secret.ts"
import { DOCUMENT, misfits, operationAt } from "../testing/contract.ts"
import { type Content, openApi } from "./document.ts"
import { docsPage } from "./page.ts"

const endpoints = endpointsOf(false)
const text = JSON.stringify(DOCUMENT)
const page = docsPage(endpoints, DOCUMENT)
const operations = Object.values(DOCUMENT.paths).flatMap((path) => Object.values(path))

test("the document is OpenAPI 3.1, and the same every time", async () => {
  const result = await new Validator().validate(JSON.parse(text))
  expect(result).toEqual({ valid: true })
  expect(JSON.stringify(openApi(endpoints))).toBe(text)
})

test("every endpoint is described, with a name to call it by, and on the page with a link", () => {
  expect(new Set(endpoints.map(({ id }) => id)).size).toBe(endpoints.length)
  for (const { id, method, path } of endpoints) {
    const address = path.replaceAll(/:(\w+)/g, "{$1}")
    expect(DOCUMENT).toHaveProperty(["paths", address, method.toLowerCase(), "operationId"], id)
    expect(id).toMatch(/^[a-z]+[A-Z]\w+$/)
    expect(page).toContain(`${method} ${address}`)
    expect(page).toContain(`href="#${id}"`)
    expect(page).toContain(`<section id="${id}">`)
  }
})

test("every reference and every link leads somewhere", () => {
  const references = [...text.matchAll(/"\$ref":"([^"]+)"/g)].map((match) => match[1])
  expect(references.length).toBeGreaterThan(50)
  for (const reference of new Set(references)) {
    expect(DOCUMENT).toHaveProperty(reference.replace("#/", "").split("/"))
  }
  for (const [, link] of page.matchAll(/href="#([^"]+)"/g)) expect(page).toContain(`id="${link}"`)
})

test("numbers are those of JSON", () => {
  expect(text).not.toContain("Infinity")
})

/** An object in an answer has only described fields, so that clients can tell the types of a union apart. */
test("answers are closed, and requests where a field that is not known is refused", () => {
  const open = Object.entries(DOCUMENT.components.schemas).filter(
    ([, schema]) => schema.type === "object" && schema.additionalProperties === undefined,
  )
  expect(open.map(([name]) => name).sort()).toEqual([
    "CampaignInstance",
    "CampaignType",
    "Click",
    "Contact",
    "ContactEvent",
    "Engagement",
    "Enrolment",
    "HistoryRow",
    "OptOut",
  ])
  expect(DOCUMENT.components.schemas.Contact).toMatchObject({ required: ["id", "email", "zip_code"] })
})

test("kinds of one thing are told apart by a field", () => {
  const { schemas } = DOCUMENT.components
  expect(schemas.ScheduleRow).toMatchObject({ discriminator: { propertyName: "status" } })
  expect(schemas.StateRule).toMatchObject({ discriminator: { propertyName: "kind" } })
})

test("parameters of an address are described", () => {
  for (const { path, parameters } of endpoints) {
    const named = [...path.matchAll(/:(\w+)/g)].map((match) => match[1])
    const described = parameters?.filter((parameter) => parameter.in === "path").map(({ name }) => name)
    expect(described ?? [], path).toEqual(named)
  }
})

test("the page loads nothing", () => {
  expect(page).not.toMatch(/<script|src=|@import|url\(|href="http/)
})

describe("examples", () => {
  const contents = operations.flatMap(({ operationId, requestBody, responses }) =>
    [requestBody?.content, responses[200].content].flatMap((content) =>
      Object.values(content ?? {}).map(({ schema, example }: Content[string]) => ({
        operationId,
        schema,
        example,
      })),
    ),
  )

  test.each(contents.filter(({ example }) => example !== undefined))(
    "of $operationId fit",
    ({ schema, example }) => {
      expect(misfits(schema, example)).toEqual([])
    },
  )

  test("are what is answered", async () => {
    const sha256 = await hashKey("K")
    const app = createApp(
      servicesOf({
        files: undefined,
        keys: async () => JSON.stringify({ keys: [{ id: "k", sha256, role: "reader", orgs: "all" }] }),
        config: async () => undefined,
        rateLimit: () => undefined,
        corsOrigins: undefined,
        openMetrics: true,
        maxAgeMs: 1000,
      }),
    )
    const response = await app.request("http://edge/v1/schedule", {
      method: "POST",
      headers: { authorization: "Bearer K", "content-type": "application/json" },
      body: JSON.stringify(SCHEDULE_EXAMPLE.body),
    })
    const { rows, ...answer } = (await response.json()) as typeof SCHEDULE_EXAMPLE.answer
    const shown = SCHEDULE_EXAMPLE.answer.rows
    expect({
      ...answer,
      rows: rows.filter(({ email_type }) => shown.some((row) => row.email_type === email_type)),
    }).toEqual(SCHEDULE_EXAMPLE.answer)
  })
})

/**
 * A client that checks its requests against the document must be able to send every request that the edge
 * accepts.
 */
test("requests that are answered fit the document, as far as it says what is refused", () => {
  const sent = [...stateless, ...badInput].filter(
    ({ status, path, body }) =>
      status === 200 && path.startsWith("/v1/schedule") && !path.includes("batch") && body,
  )
  expect(sent.length).toBeGreaterThan(15)
  for (const { name, path, body } of sent) {
    const content = operationAt("POST", path)?.requestBody?.content["application/json"]
    expect(misfits(content?.schema, JSON.parse(body ?? "")), name).toEqual([])
  }
})
