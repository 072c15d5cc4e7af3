/**
 * Sends a request over HTTP and receives the whole answer. It takes about half of the processor time of `fetch`,
 * which copies every body.
 */
import {
  type ClientRequest,
  Agent as HttpAgent,
  type IncomingHttpHeaders,
  request as overHttp,
} from "node:http"
import { Agent as HttpsAgent, request as overHttps } from "node:https"

export interface Sent {
  readonly method: string
  readonly headers: Readonly<Record<string, string>>
  readonly body: Uint8Array | undefined
  readonly signal: AbortSignal
  /** Memory for the body of the answer. If it is too small, or absent, the answer has memory of its own. */
  readonly into: Uint8Array | undefined
}

export interface Answer {
  readonly status: number
  readonly headers: IncomingHttpHeaders
  readonly body: Uint8Array
}

const plain = new HttpAgent({ keepAlive: true })
const secure = new HttpsAgent({ keepAlive: true })

/** Rejects if the connection breaks before the answer is complete. */
export const exchange = (url: URL, { method, headers, body, signal, into }: Sent): Promise<Answer> =>
  new Promise((resolve, reject) => {
    const options = { method, headers: { ...headers, ...lengthOf(method, body) }, signal }
    const request: ClientRequest =
      url.protocol === "https:"
        ? overHttps(url, { ...options, agent: secure })
        : overHttp(url, { ...options, agent: plain })
    request.on("error", reject)
    request.on("response", (response) => {
      const received = new Received(into)
      response.on("error", reject)
      response.on("data", (chunk: Uint8Array) => received.add(chunk))
      response.on("end", () =>
        resolve({ status: response.statusCode ?? 0, headers: response.headers, body: received.bytes() }),
      )
    })
    request.end(body)
  })

const lengthOf = (method: string, body: Uint8Array | undefined): Record<string, string> =>
  body === undefined && !/^P/.test(method) ? {} : { "content-length": String(body?.length ?? 0) }

/** The bytes of a body, which are copied to given memory as long as they fit. */
class Received {
  readonly #memory: Uint8Array
  #filled = 0
  readonly #more: Array<Uint8Array> = []

  constructor(memory: Uint8Array = new Uint8Array()) {
    this.#memory = memory
  }

  add(chunk: Uint8Array): void {
    if (this.#more.length === 0 && this.#filled + chunk.length <= this.#memory.length) {
      this.#memory.set(chunk, this.#filled)
      this.#filled += chunk.length
    } else this.#more.push(chunk)
  }

  bytes(): Uint8Array {
    const filled = this.#memory.subarray(0, this.#filled)
    return this.#more.length === 0 ? filled : Buffer.concat([filled, ...this.#more])
  }
}
