/**
 * An OTLP collector for tests: an HTTP server that keeps what it receives. It can also
 * be made never to answer.
 */
import { once } from "node:events"
import { createServer } from "node:http"
import type { AddressInfo } from "node:net"

interface Attribute {
  readonly key: string
  readonly value: Readonly<Record<string, unknown>>
}

export interface Span {
  readonly name: string
  readonly spanId: string
  readonly parentSpanId?: string
  readonly attributes: ReadonlyArray<Attribute>
}

export interface Point {
  readonly asDouble: number
  readonly attributes: ReadonlyArray<Attribute>
}

export interface Received {
  readonly path: string
  readonly headers: Readonly<Record<string, unknown>>
  readonly body: string
}

export interface Collector {
  readonly url: string
  readonly received: ReadonlyArray<Received>
  readonly close: () => void
}

export async function startCollector(answers = true): Promise<Collector> {
  const received: Array<Received> = []
  const server = createServer((request, response) => {
    let body = ""
    request.setEncoding("utf8").on("data", (text: string) => (body += text))
    request.on("end", () => {
      received.push({ path: request.url ?? "", headers: request.headers, body })
      if (answers) response.end("{}")
    })
  })
  await once(server.listen(0, "127.0.0.1"), "listening")
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    received,
    close: () => {
      server.close()
      server.closeAllConnections()
    },
  }
}

/** The parsed JSON bodies that were sent to `path`. */
const bodies = ({ received }: Collector, path: string) =>
  received.filter((one) => one.path === path).map(({ body }) => JSON.parse(body))

export const spansOf = (collector: Collector): ReadonlyArray<Span> =>
  bodies(collector, "/v1/traces").flatMap(({ resourceSpans }) => resourceSpans[0].scopeSpans[0].spans)

/** The points of a metric in the last request. */
export const pointsOf = (collector: Collector, metric: string): ReadonlyArray<Point> =>
  bodies(collector, "/v1/metrics")
    .at(-1)
    .resourceMetrics[0].scopeMetrics[0].metrics.find(({ name }: { name: string }) => name === metric).gauge
    .dataPoints

/** The texts and attributes of the log records. */
export const logsOf = (
  collector: Collector,
): ReadonlyArray<{
  readonly body: { readonly stringValue: string }
  readonly attributes: ReadonlyArray<Attribute>
}> => bodies(collector, "/v1/logs").flatMap(({ resourceLogs }) => resourceLogs[0].scopeLogs[0].logRecords)

/** The attributes as an object. */
export const attributesOf = (attributes: ReadonlyArray<Attribute>): Record<string, unknown> =>
  Object.fromEntries(attributes.map(({ key, value }) => [key, Object.values(value)[0]]))
