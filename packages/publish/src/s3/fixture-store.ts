/** An HTTP server for tests. It has the part of the S3 interface that publishing uses. */
import { createHash } from "node:crypto"
import { createServer, type IncomingMessage } from "node:http"
import type { AddressInfo } from "node:net"
import { AwsV4Signer } from "aws4fetch"

export const KEY = { accessKeyId: "test-key", secretAccessKey: "test-secret", region: "us-east-1" }

export interface Store {
  readonly endpoint: string
  /** The stored objects by bucket and key. */
  readonly objects: Map<string, Uint8Array>
  /** `METHOD path` of every request, in order. */
  readonly requests: Array<string>
  /** Makes a request fail: if it returns a status for the request, the server answers with that status. */
  failure: (request: string) => number | undefined
  readonly close: () => Promise<void>
}

const LISTED_AT_ONCE = 3

export async function openStore(): Promise<Store> {
  const server = createServer(async (request, response) => {
    const chunks: Array<Buffer> = []
    for await (const chunk of request) chunks.push(chunk as Buffer)
    const body = Buffer.concat(chunks)
    const line = `${request.method} ${request.url}`
    store.requests.push(line)
    const [status, content] = await answer(store, line, request, body)
    response.writeHead(status).end(content)
  })
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve))
  const store: Store = {
    endpoint: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    objects: new Map(),
    requests: [],
    failure: () => undefined,
    close: () => new Promise((resolve) => server.close(() => resolve())),
  }
  return store
}

type Answer = readonly [status: number, body?: string | Uint8Array]

async function answer(store: Store, line: string, request: IncomingMessage, body: Buffer): Promise<Answer> {
  const failure = store.failure(line)
  if (failure !== undefined) return [failure, "<Error><Code>AccessDenied</Code></Error>"]
  if (!(await isSigned(store, request, body)))
    return [403, "<Error><Code>SignatureDoesNotMatch</Code></Error>"]
  const url = new URL(request.url ?? "", store.endpoint)
  const key = decodeURIComponent(url.pathname.slice(1))
  if (url.searchParams.has("list-type")) return [200, listing(store, key, url.searchParams)]
  if (request.method === "PUT") store.objects.set(key, new Uint8Array(body))
  else if (request.method === "DELETE") store.objects.delete(key)
  const object = store.objects.get(key)
  if (request.method !== "GET") return [200]
  return object === undefined ? [404, "<Error><Code>NoSuchKey</Code></Error>"] : [200, object]
}

async function isSigned(store: Store, request: IncomingMessage, body: Buffer): Promise<boolean> {
  const { authorization, "x-amz-date": datetime, "x-amz-content-sha256": hash } = request.headers
  const sent = createHash("sha256").update(body).digest("hex")
  if (request.method === "PUT" && hash !== sent) return false
  const signed = await new AwsV4Signer({
    ...KEY,
    service: "s3",
    method: request.method ?? "",
    url: store.endpoint + request.url,
    datetime: String(datetime),
    headers: { "x-amz-content-sha256": String(hash) },
  }).sign()
  return signed.headers.get("authorization") === authorization
}

function listing(store: Store, bucket: string, query: URLSearchParams): string {
  const prefix = `${bucket}/${query.get("prefix")}`
  const after = query.get("continuation-token") ?? ""
  const below = [...store.objects.keys()].filter((key) => key.startsWith(prefix)).sort()
  const entries = query.has("delimiter")
    ? [...new Set(below.map((key) => key.slice(0, key.indexOf("/", prefix.length) + 1)))].map(
        (key) => [key, "<CommonPrefixes><Prefix>", "</Prefix></CommonPrefixes>"] as const,
      )
    : below.map((key) => [key, "<Contents><Key>", "</Key></Contents>"] as const)
  const rest = entries.filter(([key]) => key > after)
  const shown = rest.slice(0, LISTED_AT_ONCE)
  const token =
    rest.length > shown.length ? `<NextContinuationToken>${shown.at(-1)?.[0]}</NextContinuationToken>` : ""
  const texts = shown.map(([key, open, close]) => open + key.slice(bucket.length + 1) + close)
  return `<ListBucketResult><Prefix>${query.get("prefix")}</Prefix>${texts.join("")}${token}</ListBucketResult>`
}
