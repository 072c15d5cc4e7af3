/**
 * The OpenAPI document as a page for people. It is one file without scripts, and loads nothing from
 * elsewhere.
 */
import { type Endpoint, TAGS } from "../http/endpoint.ts"
import { VERSION } from "../version.ts"
import { AUTHENTICATION, addressOf, DESCRIPTION, type Document, type Operation } from "./document.ts"
import { escaped } from "./escaped.ts"
import type { Json } from "./json-schema.ts"
import { otherStatuses, STATUSES } from "./responses.ts"
import { fieldsOf, typeHtml } from "./schema-html.ts"

const STYLE = `
  :root { color-scheme: light dark; font: 16px/1.5 system-ui, sans-serif }
  body { max-width: 64rem; margin: 2rem auto; padding: 0 1rem }
  code, pre { font: 0.9em ui-monospace, monospace }
  pre { padding: 1rem; overflow-x: auto; background: color-mix(in srgb, currentColor 8%, transparent) }
  table { border-collapse: collapse; width: 100% }
  th, td { text-align: left; vertical-align: top; padding: 0.3rem 0.8rem 0.3rem 0; border-bottom: 1px solid #8884 }
  section { margin-top: 3rem }
`

export function docsPage(endpoints: ReadonlyArray<Endpoint>, document: Document): string {
  const { schemas } = document.components
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width">
<title>Almanac ${VERSION}</title>
<style>${STYLE}</style>
</head>
<body>
<h1>Almanac ${VERSION}</h1>
<p>${escaped(DESCRIPTION)} The OpenAPI document of this API is <a href="/openapi.json">openapi.json</a> (OpenAPI 3.1).</p>
<p><a href="#authentication">Authentication</a> · <a href="#errors">Errors</a> · <a href="#caching">Caching</a> ·
<a href="#schemas">Schemas</a></p>
${Object.entries(TAGS)
  .map(([tag, about]) => contents(tag, about, endpoints))
  .join("\n")}
<section id="authentication"><h2>Authentication</h2>
<p>${escaped(AUTHENTICATION)}</p></section>
<section id="errors"><h2>Errors</h2>
<p>Errors are problem details (RFC 9457), <code>application/problem+json</code>: ${typeHtml({ $ref: "#/components/schemas/Problem" })}.
Every answer has <code>X-Request-Id</code>: the id that was sent, or a new one. The log has the same id.</p>
${table(
  ["Status", "When"],
  STATUSES.map(([status, when]) => [String(status), escaped(when)]),
)}</section>
<section id="caching"><h2>Caching</h2>
<p>Answers with an <code>ETag</code> are valid until another release is published. Store them, and send the tag in
<code>If-None-Match</code>: the answer is 304 while yours is valid.</p></section>
${endpoints.map((endpoint) => endpointHtml(endpoint, operationOf(document, endpoint))).join("\n")}
<section id="schemas"><h2>Schemas</h2>
${Object.entries(schemas)
  .map(([name, schema]) => `<h3 id="schema-${name}"><code>${name}</code></h3>\n${schemaHtml(schema)}`)
  .join("\n")}</section>
</body>
</html>
`
}

const operationOf = (document: Document, endpoint: Endpoint): Operation =>
  document.paths[addressOf(endpoint)]?.[endpoint.method.toLowerCase()]

function contents(tag: string, about: string, endpoints: ReadonlyArray<Endpoint>): string {
  const rows = endpoints
    .filter((endpoint) => endpoint.tag === tag)
    .map((endpoint) => [
      `<a href="#${endpoint.id}"><code>${endpoint.method} ${escaped(addressOf(endpoint))}</code></a>`,
      endpoint.access === "open" ? "none" : endpoint.access,
      escaped(endpoint.summary),
    ])
  return `<h2>${tag}</h2>\n<p>${escaped(about)}</p>\n${table(["Endpoint", "Key", "Answer"], rows)}`
}

function endpointHtml(endpoint: Endpoint, operation: Operation): string {
  const { id, method, access, summary, description, parameters = [], produces } = endpoint
  const address = addressOf(endpoint)
  const body = operation.requestBody?.content["application/json"]
  const answer = operation.responses[200].content[produces.split(";", 1)[0]]
  const rows = parameters.map((parameter) => [
    `<code>${parameter.name}</code>`,
    `in ${parameter.in}`,
    escaped(parameter.description),
  ])
  return `<section id="${id}"><h2><a href="#${id}"><code>${method} ${escaped(address)}</code></a></h2>
<p>${escaped(summary)}.${description === undefined ? "" : ` ${escaped(description)}`}
Key: ${access === "open" ? "none" : access}. Operation: <code>${id}</code>.</p>
${rows.length === 0 ? "" : table(["Parameter", "Where", "Meaning"], rows)}
${body === undefined ? "" : `<p>Body: ${typeHtml(body.schema)}</p>`}
<pre>${escaped(curl(endpoint, address))}</pre>
<p>Answer: ${escaped(produces)}, ${typeHtml(answer?.schema)}; or a problem with status ${otherStatuses(endpoint).join(", ")}.</p>
${answer?.example === undefined ? "" : `<pre>${escaped(JSON.stringify(answer.example, null, 2))}</pre>`}</section>`
}

function curl({ method, access, parameters = [], example }: Endpoint, address: string): string {
  const path = parameters
    .filter((parameter) => parameter.in === "path")
    .reduce((text, { name, example }) => text.replace(`{${name}}`, String(example)), address)
  const query = parameters.flatMap((parameter) =>
    parameter.in === "query" && parameter.example !== undefined
      ? [`${parameter.name}=${parameter.example}`]
      : [],
  )
  return [
    `curl -s "https://HOST${path}${query.length === 0 ? "" : `?${query.join("&")}`}"`,
    ...(access === "open" ? [] : ['-H "authorization: Bearer $KEY"']),
    ...(method === "POST"
      ? [`-H "content-type: application/json" -d '${JSON.stringify(example?.body)}'`]
      : []),
  ].join(" \\\n  ")
}

function schemaHtml(schema: Json): string {
  const description =
    schema.description === undefined ? "" : `<p>${escaped(String(schema.description))}</p>\n`
  const fields = fieldsOf(schema)
  if (fields.length === 0) return `${description}<p>${typeHtml(schema)}</p>`
  const rows = fields.map(({ name, isRequired, type, description }) => [
    `<code>${escaped(name)}</code>`,
    isRequired ? "" : "optional",
    `${typeHtml(type)}${description === undefined ? "" : `. ${escaped(description)}`}`,
  ])
  return description + table(["Field", "", "Value"], rows)
}

function table(heads: ReadonlyArray<string>, rows: ReadonlyArray<ReadonlyArray<string>>): string {
  const cells = (tag: string, texts: ReadonlyArray<string>) =>
    `<tr>${texts.map((text) => `<${tag}>${text}</${tag}>`).join("")}</tr>`
  return `<table>\n<thead>${cells("th", heads)}</thead>\n<tbody>\n${rows.map((row) => cells("td", row)).join("\n")}\n</tbody>\n</table>`
}
