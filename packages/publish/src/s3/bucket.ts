/**
 * Sends the signed requests that publishing needs to an S3-compatible bucket. A request is repeated if the
 * store answers that it is busy.
 */
import { createHash } from "node:crypto"
import { type Refusal, refuse } from "@almanac/core/domain/refusal"
import { AwsClient } from "aws4fetch"

export interface BucketOptions {
  /** The name of the bucket for messages. */
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

const TRIES_AGAIN = 5

/** The SHA-256 of a body in hexadecimal. The store refuses a body with another hash. */
const sha256 = (body: Uint8Array): string => createHash("sha256").update(body).digest("hex")

/**
 * A bucket of an S3-compatible store. Keys are relative to the prefix. Every request rejects with a Refusal
 * if the store refuses it or cannot be reached.
 */
export class Bucket {
  readonly #options: BucketOptions
  readonly #client: AwsClient

  constructor(options: BucketOptions) {
    this.#options = options
    this.#client = new AwsClient({ ...options, service: "s3", retries: TRIES_AGAIN })
  }

  async get(key: string): Promise<Uint8Array | undefined> {
    const answer = await this.#request("GET", this.#url(key), 404)
    return answer.status === 404 ? undefined : new Uint8Array(await answer.arrayBuffer())
  }

  async put(key: string, content: Uint8Array): Promise<void> {
    await this.#request("PUT", this.#url(key), undefined, content)
  }

  async delete(key: string): Promise<void> {
    await this.#request("DELETE", this.#url(key), 404)
  }

  /** Lists the keys below `prefix`. With a delimiter, it lists each part up to the next delimiter once. */
  async list(prefix: string, delimiter = ""): Promise<ReadonlyArray<string>> {
    const found: Array<string> = []
    const above = this.#key("")
    let token: string | undefined
    do {
      const query = new URLSearchParams({ "list-type": "2", prefix: this.#key(prefix) })
      if (delimiter !== "") query.set("delimiter", delimiter)
      if (token !== undefined) query.set("continuation-token", token)
      const text = await (await this.#request("GET", `${this.#options.root}?${query}`)).text()
      const pattern =
        delimiter === "" ? /<Key>([^<]*)<\/Key>/g : /<CommonPrefixes>\s*<Prefix>([^<]*)<\/Prefix>/g
      for (const [, key = ""] of text.matchAll(pattern)) found.push(key.slice(above.length))
      token = /<NextContinuationToken>([^<]*)<\/NextContinuationToken>/.exec(text)?.[1]
    } while (token !== undefined)
    return found
  }

  #key(key: string): string {
    return this.#options.prefix === "" ? key : `${this.#options.prefix}/${key}`
  }

  #url(key: string): string {
    return `${this.#options.root}/${this.#key(key)}`
  }

  async #request(method: string, url: string, expected?: number, body?: Uint8Array): Promise<Response> {
    let answer: Response
    try {
      answer = await this.#client.fetch(url, {
        method,
        ...(body === undefined
          ? {}
          : { body: body as Uint8Array<ArrayBuffer>, headers: { "x-amz-content-sha256": sha256(body) } }),
      })
    } catch {
      throw this.#refusal(`${new URL(url).host} cannot be reached`, "check --endpoint and the network")
    }
    if (answer.ok || answer.status === expected) return answer
    const code = /<Code>([^<]*)<\/Code>/.exec(await answer.text())?.[1]
    throw this.#refusal(
      `${method} was answered with ${answer.status}${code === undefined ? "" : ` ${code}`}`,
      "check the bucket, the region and the permissions of the key",
    )
  }

  #refusal(what: string, mend: string): Refusal {
    return refuse(`${this.#options.name}: ${what}`, mend)
  }
}
