/** The description of the API, as an OpenAPI document and as a page. Both are made at the first request. */
import * as Schema from "effect/Schema"
import { type Endpoint, JSON_TYPE, type Reply } from "../http/endpoint.ts"
import { openApi } from "../openapi/document.ts"
import { docsPage } from "../openapi/page.ts"

const OPEN = { tag: "Service", method: "GET", access: "open", problems: [] } as const

const AnyObject = Schema.Record(Schema.String, Schema.Unknown)

/** @param endpoints the endpoints to describe; the two endpoints of this file are added */
export function documents(endpoints: ReadonlyArray<Endpoint>): ReadonlyArray<Endpoint> {
  const all: Array<Endpoint> = [...endpoints]
  const openapi: Endpoint = {
    ...OPEN,
    id: "getOpenApi",
    path: "/openapi.json",
    summary: "This API as an OpenAPI 3.1 document",
    produces: JSON_TYPE,
    answers: AnyObject,
    answer: once(() => lasting(JSON.stringify(openApi(all)), JSON_TYPE)),
  }
  const docs: Endpoint = {
    ...OPEN,
    id: "getDocs",
    path: "/docs",
    summary: "This API as a page",
    produces: "text/html",
    answer: once(() =>
      lasting(docsPage(all, openApi(all)), "text/html; charset=utf-8", {
        "content-security-policy": "default-src 'none'; style-src 'unsafe-inline'; frame-ancestors 'none'",
        "referrer-policy": "no-referrer",
      }),
    ),
  }
  all.push(openapi, docs)
  return [openapi, docs]
}

/** A reply that changes only with a new deployment. */
function lasting(body: string, type: string, headers: Readonly<Record<string, string>> = {}): Reply {
  return {
    status: 200,
    body,
    headers: { "content-type": type, "cache-control": "public, max-age=300", ...headers },
  }
}

function once(make: () => Reply): () => Reply {
  let made: Reply | undefined
  return () => {
    made ??= make()
    return made
  }
}
