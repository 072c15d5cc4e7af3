/** The endpoints as a page for people: one file, nothing loaded from elsewhere, no script. */
import type { Endpoint } from "../http/endpoint.ts"
import { VERSION } from "../version.ts"

const STYLE = `
  :root { color-scheme: light dark; font: 16px/1.5 system-ui, sans-serif }
  body { max-width: 60rem; margin: 2rem auto; padding: 0 1rem }
  code, pre { font: 0.9em ui-monospace, monospace }
  pre { padding: 1rem; overflow-x: auto; background: color-mix(in srgb, currentColor 8%, transparent) }
  table { border-collapse: collapse; width: 100% }
  th, td { text-align: left; vertical-align: top; padding: 0.4rem 0.8rem 0.4rem 0; border-bottom: 1px solid #8884 }
`

const EXAMPLE = `curl -s https://HOST/v1/schedule?trace=1 \\
  -H "authorization: Bearer $KEY" -H "content-type: application/json" \\
  -d '{"as_of": "2026-11-23", "contact": {"id": 4711, "org_id": 1, "email": "someone@example.com",
       "zip_code": "94105", "birth_date": "1955-03-14", "effective_date": "2020-07-01"}}'`

export function docsPage(endpoints: ReadonlyArray<Endpoint>): string {
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
<p>Which email goes to which policyholder on which day of the coming year, and why.
Shapes of requests and answers: <a href="/openapi.json">openapi.json</a> (OpenAPI 3.1).</p>
<pre>${escaped(EXAMPLE)}</pre>
<table>
<thead><tr><th>Endpoint</th><th>Key</th><th>Answer</th></tr></thead>
<tbody>
${endpoints.map(row).join("\n")}
</tbody>
</table>
<p>Errors are problem details (RFC 9457): <code>type</code>, <code>title</code>, <code>status</code>,
<code>detail</code>, and <code>errors</code> with the place of each fault.</p>
</body>
</html>
`
}

function row({ method, path, access, summary, description }: Endpoint): string {
  const address = path.replaceAll(/:(\w+)/g, "{$1}")
  const text = description === undefined ? `${summary}.` : `${summary}. ${description}`
  const role = access === "open" ? "none" : access
  return `<tr><td><code>${method} ${escaped(address)}</code></td><td>${role}</td><td>${escaped(text)}</td></tr>`
}

function escaped(text: string): string {
  return text.replaceAll("&", "&amp;").replaceAll("<", "&lt;").replaceAll(">", "&gt;")
}
