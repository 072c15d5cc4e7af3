/**
 * Memory of an isolate, measured with its inspector. Cloudflare limits this memory to 128 MB; the memory of
 * the whole process is larger.
 */
import { freePort } from "@almanac/edge/testing/free-port"
import { latencies } from "./load.ts"
import { startApi } from "./servers.ts"

interface HeapUsage {
  readonly usedSize: number
  readonly embedderHeapUsedSize: number
  readonly backingStorageSize: number
}

/**
 * Bytes of heap and buffers in use by the isolate, garbage included, and bytes of the whole process, after
 * all paths have been requested.
 */
export async function isolateMemory(
  scratch: string,
  releases: string,
  paths: ReadonlyArray<string>,
): Promise<{ readonly isolate_bytes: number; readonly rss_bytes: number }> {
  const inspector = await freePort()
  const api = await startApi(scratch, releases, [`--inspector-addr=127.0.0.1:${inspector}`])
  try {
    await latencies(api, paths)
    const targets = (await (await fetch(`http://127.0.0.1:${inspector}/json`)).json()) as ReadonlyArray<{
      readonly webSocketDebuggerUrl: string
    }>
    const usage = await heapUsage(targets[0]?.webSocketDebuggerUrl ?? "")
    return {
      isolate_bytes: usage.usedSize + usage.embedderHeapUsedSize + usage.backingStorageSize,
      rss_bytes: api.rssBytes(),
    }
  } finally {
    await api.stop()
  }
}

async function heapUsage(url: string): Promise<HeapUsage> {
  const socket = new WebSocket(url)
  try {
    return await new Promise<HeapUsage>((resolve, reject) => {
      socket.onopen = () => socket.send(JSON.stringify({ id: 1, method: "Runtime.getHeapUsage" }))
      socket.onmessage = ({ data }) => resolve((JSON.parse(String(data)) as { result: HeapUsage }).result)
      socket.onerror = () => reject(new Error("workerd's inspector does not answer"))
    })
  } finally {
    socket.close()
  }
}
