/** A web server with releases that can be told to fail. */
import { once } from "node:events"
import { readFileSync } from "node:fs"
import { createServer } from "node:http"
import type { AddressInfo } from "node:net"
import { join } from "node:path"

/** What the server does with a path instead of answering it: it sends a status, or never answers. */
export type Fault = (path: string) => number | "hang" | undefined

export async function serveStore(directory: string) {
  const asked: Array<string> = []
  let fault: Fault = () => undefined
  const server = createServer(({ url = "" }, response) => {
    const path = url.slice(1)
    asked.push(path)
    const wrong = fault(path)
    if (wrong === "hang") return
    if (wrong !== undefined) response.writeHead(wrong).end()
    else response.end(readFileSync(join(directory, path)))
  }).listen(0, "127.0.0.1")
  await once(server, "listening")
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    asked,
    failBy: (next: Fault) => {
      fault = next
    },
    close: () => {
      server.closeAllConnections()
      server.close()
    },
  }
}
