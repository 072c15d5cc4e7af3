/** An HTTP server for tests. It has the part of the S3 interface that Almanac uses. */
import { createHash, randomUUID } from "node:crypto"
import { createServer, type IncomingMessage } from "node:http"
import type { AddressInfo } from "node:net"
import { AwsV4Signer } from "aws4fetch"

export const KEY = { accessKeyId: "test-key", secretAccessKey: "test-secret", region: "us-east-1" }

export interface Store {
  readonly endpoint: string
  /** The stored objects by bucket and key. */
  readonly objects: Map<string, Uint8Array>
  /** The uploads that were not ended: their parts by id, and by number. */
  readonly uploads: Map<string, Upload>
  /** `METHOD path` of every request, in order. */
  readonly requests: Array<string>
  /** Makes a request fail: if it returns a status for the request, the server answers with that status. */
  failure: (request: string) => number | undefined
  readonly close: () => Promise<void>
}

interface Upload {
  readonly key: string
  readonly parts: Map<number, Uint8Array>
}

/** @param listedAtOnce the number of objects on a page of a list */
export async function openStore(listedAtOnce = 3): Promise<Store> {
  const server = createServer(async (request, response) => {
    const chunks: Array<Buffer> = []
    for await (const chunk of request) chunks.push(chunk as Buffer)
    const body = Buffer.concat(chunks)
    const line = `${request.method} ${request.url}`
    store.requests.push(line)
    const { status, content, tag } = await answer(store, line, request, body, listedAtOnce)
    response.writeHead(status, tag === undefined ? {} : { etag: tag }).end(content)
  })
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve))
  const store: Store = {
    endpoint: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    objects: new Map(),
    uploads: new Map(),
    requests: [],
    failure: () => undefined,
    close: () => new Promise((resolve) => server.close(() => resolve())),
  }
  return store
}

interface Answer {
  readonly status: number
  readonly content?: string | Uint8Array
  readonly tag?: string
}

const refused = (status: number, code: string): Answer => ({
  status,
  content: `<Error><Code>${code}</Code></Error>`,
})

async function answer(
  store: Store,
  line: string,
  request: IncomingMessage,
  body: Buffer,
  listedAtOnce: number,
): Promise<Answer> {
  const failure = store.failure(line)
  if (failure !== undefined) return refused(failure, "AccessDenied")
  if (!(await isSigned(store, request, body))) return refused(403, "SignatureDoesNotMatch")
  const url = new URL(request.url ?? "", store.endpoint)
  const key = decodeURIComponent(url.pathname.slice(1))
  const query = url.searchParams
  if (query.has("list-type")) return { status: 200, content: listing(store, key, query, listedAtOnce) }
  if (query.has("uploads") || query.has("uploadId")) return ofUpload(store, request.method, key, query, body)
  if (request.method === "PUT") store.objects.set(key, new Uint8Array(body))
  else if (request.method === "DELETE") store.objects.delete(key)
  const object = store.objects.get(key)
  if (request.method !== "GET") return { status: 200 }
  return object === undefined ? refused(404, "NoSuchKey") : ofRange(object, request.headers.range)
}

function ofRange(object: Uint8Array, range?: string): Answer {
  const [, first, last] = /^bytes=(\d+)-(\d+)$/.exec(range ?? "") ?? []
  const tag = tagOf(object)
  return first === undefined
    ? { status: 200, content: object, tag }
    : { status: 206, content: object.subarray(Number(first), Number(last) + 1), tag }
}

/** The requests about an object that is sent in parts. */
function ofUpload(
  store: Store,
  method: string | undefined,
  key: string,
  query: URLSearchParams,
  body: Buffer,
): Answer {
  const id = query.get("uploadId")
  if (id === null) {
    if (method === "GET") return { status: 200, content: uploadsIn(store, key, query.get("prefix") ?? "") }
    const begun = randomUUID()
    store.uploads.set(begun, { key, parts: new Map() })
    return { status: 200, content: `<R><UploadId>${begun}</UploadId></R>` }
  }
  const upload = store.uploads.get(id)
  if (upload?.key !== key) return refused(404, "NoSuchUpload")
  if (method === "PUT") {
    upload.parts.set(Number(query.get("partNumber")), new Uint8Array(body))
    return { status: 200, tag: tagOf(body) }
  }
  store.uploads.delete(id)
  if (method === "DELETE") return { status: 204 }
  const named = [...body.toString().matchAll(/<PartNumber>(\d+)<\/PartNumber><ETag>([^<]*)<\/ETag>/g)]
  const parts = named.map(([, part]) => upload.parts.get(Number(part)) ?? new Uint8Array())
  if (parts.some((part, at) => tagOf(part) !== named[at]?.[2])) return refused(400, "InvalidPart")
  if (parts.slice(0, -1).some(({ length }) => length < 5 << 20)) return refused(400, "EntityTooSmall")
  store.objects.set(key, new Uint8Array(Buffer.concat(parts)))
  return { status: 200, content: "<R></R>" }
}

function uploadsIn(store: Store, bucket: string, prefix: string): string {
  const below = [...store.uploads].filter(([, { key }]) => key.startsWith(`${bucket}/${prefix}`))
  const texts = below.map(
    ([id, { key }]) =>
      `<Upload><Key>${key.slice(bucket.length + 1)}</Key><UploadId>${id}</UploadId></Upload>`,
  )
  return `<ListMultipartUploadsResult>${texts.join("")}</ListMultipartUploadsResult>`
}

function tagOf(content: Uint8Array): string {
  const tag = tags.get(content) ?? `"${createHash("md5").update(content).digest("hex")}"`
  tags.set(content, tag)
  return tag
}

const tags = new WeakMap<Uint8Array, string>()

async function isSigned(store: Store, request: IncomingMessage, body: Buffer): Promise<boolean> {
  const { authorization, "x-amz-date": datetime, "x-amz-content-sha256": hash } = request.headers
  const sent = createHash("sha256").update(body).digest("hex")
  if (body.length > 0 && hash !== sent) return false
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

function listing(store: Store, bucket: string, query: URLSearchParams, listedAtOnce: number): string {
  const prefix = `${bucket}/${query.get("prefix")}`
  const after = query.get("continuation-token") ?? ""
  const below = [...store.objects.keys()].filter((key) => key.startsWith(prefix)).sort()
  const entries = query.has("delimiter")
    ? [...new Set(below.map((key) => key.slice(0, key.indexOf("/", prefix.length) + 1)))].map(
        (key) => [key, "<CommonPrefixes><Prefix>", "</Prefix></CommonPrefixes>"] as const,
      )
    : below.map((key) => [key, "<Contents><Key>", `</Key>${sizeAndTag(store, key)}</Contents>`] as const)
  const rest = entries.filter(([key]) => key > after)
  const shown = rest.slice(0, listedAtOnce)
  const token =
    rest.length > shown.length ? `<NextContinuationToken>${shown.at(-1)?.[0]}</NextContinuationToken>` : ""
  const texts = shown.map(([key, open, close]) => open + key.slice(bucket.length + 1) + close)
  return `<ListBucketResult><Prefix>${query.get("prefix")}</Prefix>${texts.join("")}${token}</ListBucketResult>`
}

function sizeAndTag(store: Store, key: string): string {
  const object = store.objects.get(key) ?? new Uint8Array()
  return `<Size>${object.length}</Size><ETag>${tagOf(object).replaceAll('"', "&quot;")}</ETag>`
}
