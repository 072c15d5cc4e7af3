/**
 * Sends signed requests to an S3-compatible bucket. A request is repeated if the store answers that it is busy, or if the
 * connection breaks.
 */
import { createHash } from "node:crypto"
import { setTimeout } from "node:timers/promises"
import { Refusal, refuse } from "@almanac/core/domain/refusal"
import { AwsV4Signer } from "aws4fetch"
import { encodedKey, objectsIn, textIn, textsIn } from "./answers.ts"
import { type Answer, exchange, type Sent } from "./exchange.ts"

export interface BucketOptions {
  /** The name of the bucket and the prefix for messages. */
  readonly name: string
  /** The URL of the bucket: the endpoint and the bucket's name. */
  readonly root: string
  /** The text before every key, without a slash at its beginning and end. */
  readonly prefix: string
  readonly region: string
  readonly accessKeyId: string
  readonly secretAccessKey: string
  readonly sessionToken?: string
}

/** An object as a bucket lists it. */
export interface StoredObject {
  /** Relative to the prefix of the bucket. */
  readonly key: string
  readonly bytes: number
  /** It differs if the content differs. */
  readonly etag: string
}

/** The store cannot be reached, or is busy. This may pass by itself. */
export class StoreAway extends Refusal {}

const TRIES = 6
const FIRST_WAIT_MS = 50
/** A request that has no answer by then has failed. A piece of a file takes less on any usable connection. */
const ANSWER_WITHIN_MS = 120_000

interface Query {
  /** Parameters of the URL. */
  readonly query?: Readonly<Record<string, string>>
  readonly body?: Uint8Array
  /** The bytes of the object that are asked for: the first, and how many. */
  readonly range?: readonly [first: number, bytes: number] | undefined
  /** Memory for the answer, see {@link Sent}. */
  readonly into?: Uint8Array
  readonly signal?: AbortSignal | undefined
}

/** The SHA-256 of bytes in hexadecimal. The store refuses a body with another hash. */
export const sha256 = (body: Uint8Array): string => createHash("sha256").update(body).digest("hex")

/**
 * A bucket of an S3-compatible store. Keys are relative to the prefix. Every request rejects with a Refusal
 * if the store refuses it, and with {@link StoreAway} if it cannot be reached.
 */
export class Bucket {
  readonly #options: BucketOptions
  /** Has the key of the day for signatures. */
  readonly #signing = new Map<string, ArrayBuffer>()

  constructor(options: BucketOptions) {
    this.#options = options
  }

  /** How messages name an object. Without a key, they name the bucket and the prefix. */
  nameOf(key: string): string {
    const { name } = this.#options
    return key === "" ? name : `${name.replace(/\/+$/, "")}/${key}`
  }

  /** The content of an object, undefined if there is none. */
  async get(key: string, signal?: AbortSignal): Promise<Uint8Array | undefined> {
    return (await this.getPart(key, { signal }))?.content
  }

  /** The content of an object, or some bytes of it, with the object's tag. Undefined if there is no such object. */
  async getPart(key: string, options: Pick<Query, "range" | "into" | "signal">) {
    const { status, headers, body } = await this.#request("GET", key, options)
    return status === 404 ? undefined : { content: body, etag: headers.etag }
  }

  async put(key: string, content: Uint8Array, signal?: AbortSignal): Promise<void> {
    await this.#request("PUT", key, { body: content, signal })
  }

  async delete(key: string): Promise<void> {
    await this.#request("DELETE", key, {})
  }

  /** Lists the keys below `prefix`. With a delimiter, it lists each part up to the next delimiter once. */
  async list(prefix: string, delimiter = ""): Promise<ReadonlyArray<string>> {
    const found: Array<string> = []
    for await (const text of this.#pages(prefix, delimiter)) {
      const keys =
        delimiter === ""
          ? textsIn(text, "Key")
          : textsIn(text, "CommonPrefixes").flatMap((one) => textsIn(one, "Prefix"))
      found.push(...keys.map((key) => this.#relative(key)))
    }
    return found
  }

  /** Lists the objects below `prefix`. */
  async objects(prefix: string, signal?: AbortSignal): Promise<ReadonlyArray<StoredObject>> {
    const found: Array<StoredObject> = []
    for await (const text of this.#pages(prefix, "", signal)) {
      found.push(...objectsIn(text).map((one) => ({ ...one, key: this.#relative(one.key) })))
    }
    return found
  }

  /** Begins an object that is sent in parts. Returns the id of the upload. */
  async beginUpload(key: string, signal?: AbortSignal): Promise<string> {
    const { body } = await this.#request("POST", key, { query: { uploads: "" }, signal })
    return textIn(new TextDecoder().decode(body), "UploadId") ?? ""
  }

  /** Sends a part. Returns its tag. @param part its number, from 1 */
  async putPart(key: string, upload: string, part: number, body: Uint8Array, signal?: AbortSignal) {
    const query = { partNumber: String(part), uploadId: upload }
    const { headers } = await this.#request("PUT", key, { query, body, signal })
    return headers.etag ?? ""
  }

  /** Makes the object from its parts. @param tags of the parts in their order */
  async endUpload(key: string, upload: string, tags: ReadonlyArray<string>, signal?: AbortSignal) {
    const parts = tags.map((tag, at) => `<Part><PartNumber>${at + 1}</PartNumber><ETag>${tag}</ETag></Part>`)
    const body = new TextEncoder().encode(
      `<CompleteMultipartUpload>${parts.join("")}</CompleteMultipartUpload>`,
    )
    const answer = await this.#request("POST", key, { query: { uploadId: upload }, body, signal })
    // The store answers with 200 before it has made the object.
    const code = codeOf(answer)
    if (code !== undefined) throw this.#away(key, `the parts could not be put together (${code})`)
  }

  /** Removes the parts of an upload that was not ended. */
  async dropUpload(key: string, upload: string): Promise<void> {
    await this.#request("DELETE", key, { query: { uploadId: upload } })
  }

  /** The uploads below `prefix` that were not ended. Nothing if the store does not list them. */
  async uploads(prefix: string): Promise<ReadonlyArray<readonly [key: string, upload: string]>> {
    const query = { uploads: "", prefix: this.#key(prefix) }
    const { status, body } = await this.#request("GET", undefined, { query }, [404, 405, 501])
    if (status !== 200) return []
    return textsIn(new TextDecoder().decode(body), "Upload").map(
      (one) => [this.#relative(textIn(one, "Key") ?? ""), textIn(one, "UploadId") ?? ""] as const,
    )
  }

  async *#pages(prefix: string, delimiter: string, signal?: AbortSignal): AsyncGenerator<string> {
    let token: string | undefined
    do {
      const query = {
        "list-type": "2",
        prefix: this.#key(prefix),
        ...(delimiter !== "" && { delimiter }),
        ...(token !== undefined && { "continuation-token": token }),
      }
      const { body } = await this.#request("GET", undefined, { query, signal })
      const text = new TextDecoder().decode(body)
      yield text
      token = textIn(text, "NextContinuationToken")
    } while (token !== undefined)
  }

  #key(key: string): string {
    return this.#options.prefix === "" ? key : `${this.#options.prefix}/${key}`
  }

  #relative(key: string): string {
    return key.slice(this.#key("").length)
  }

  /** @param key undefined for a request about the bucket @param expected the statuses besides success that are answers */
  async #request(
    method: string,
    key: string | undefined,
    { query, body, range, into, signal }: Query,
    expected: ReadonlyArray<number> = key !== undefined && /GET|DELETE/.test(method) ? [404] : [],
  ): Promise<Answer> {
    const { root } = this.#options
    const place = key === undefined ? root : `${root}/${encodedKey(this.#key(key))}`
    const url = query === undefined ? place : `${place}?${new URLSearchParams(query)}`
    const headers = {
      ...(body !== undefined && { "x-amz-content-sha256": sha256(body) }),
      ...(range !== undefined && { range: `bytes=${range[0]}-${range[0] + range[1] - 1}` }),
    }
    for (let tries = 1; ; tries++) {
      const answer = await this.#answer(url, { method, headers, body, into }, signal)
      const isBusy =
        answer === undefined || answer.status >= 500 || answer.status === 429 || answer.status === 408
      if (isBusy && tries < TRIES) {
        await setTimeout(Math.random() * FIRST_WAIT_MS * 2 ** (tries - 1), undefined, { signal })
        continue
      }
      if (answer === undefined) throw this.#away(key, `${new URL(url).host} cannot be reached`)
      const { status } = answer
      const code = status < 300 ? undefined : codeOf(answer)
      if (status < 300 || (expected.includes(status) && code !== "NoSuchBucket")) return answer
      const what = `${method} was answered with ${status}${code === undefined ? "" : ` ${code}`}`
      if (isBusy) throw this.#away(key, what)
      throw refuse(
        `${this.nameOf(key ?? "")}: ${what}`,
        "check the bucket, the region and the permissions of the key",
      )
    }
  }

  /** The whole answer, undefined if there is none. */
  async #answer(url: string, sent: Omit<Sent, "signal">, signal?: AbortSignal): Promise<Answer | undefined> {
    const late = AbortSignal.timeout(ANSWER_WITHIN_MS)
    const { method, headers } = sent
    const init = { ...this.#options, service: "s3", cache: this.#signing, method, url, headers }
    const signed = await new AwsV4Signer(init).sign()
    try {
      return await exchange(signed.url, {
        ...sent,
        headers: Object.fromEntries(signed.headers),
        signal: signal === undefined ? late : AbortSignal.any([signal, late]),
      })
    } catch {
      signal?.throwIfAborted()
      return undefined
    }
  }

  #away(key: string | undefined, what: string): StoreAway {
    const { message } = refuse(
      `${this.nameOf(key ?? "")}: ${what}`,
      "check the address of the store and the network",
    )
    return new StoreAway({ message })
  }
}

const codeOf = ({ body }: Answer): string | undefined => textIn(new TextDecoder().decode(body), "Code")
