/** Sends what happens to a job as server-sent events, until the job or the session has ended. */
import * as Effect from "effect/Effect"
import type * as ManagedRuntime from "effect/ManagedRuntime"
import type { Context } from "hono"
import { type SSEMessage, streamSSE } from "hono/streaming"
import type { Session } from "../contract/session.ts"
import { answerTo, type NotFound } from "./problems.ts"
import { isOver, Jobs } from "./services/jobs.ts"
import type { Services } from "./services/services.ts"

/** Something is sent this often, so that nobody takes the connection for dead. */
const BEAT_MS = 15_000

export async function sendJobEvents(
  c: Context,
  id: string,
  session: Session,
  isSessionOpen: () => boolean,
  runtime: ManagedRuntime.ManagedRuntime<Services, unknown>,
): Promise<Response> {
  const waiting: Array<SSEMessage> = []
  let isEnded = false
  let wake = (): void => {}
  const listening = await runtime.runPromise(
    Effect.result(
      Effect.flatMap(Jobs, (jobs) =>
        jobs.listen(id, session, seqOf(c.req.header("last-event-id")), {
          line: (line) => {
            waiting.push({ event: "line", id: String(line.seq), data: JSON.stringify(line) })
            wake()
          },
          job: (job) => {
            isEnded = isOver(job)
            waiting.push({ event: "job", data: JSON.stringify(job) })
            wake()
          },
        }),
      ),
    ),
  )
  if (listening._tag === "Failure") {
    const { body, status } = answerTo(listening.failure satisfies NotFound) ?? { body: {}, status: 404 }
    return c.json(body, status)
  }
  return streamSSE(c, async (stream) => {
    stream.onAbort(() => wake())
    try {
      while (!stream.aborted && isSessionOpen()) {
        for (const message of waiting.splice(0)) await stream.writeSSE(message)
        if (isEnded && waiting.length === 0) {
          await stream.writeSSE({ event: "end", data: "" })
          return
        }
        if (waiting.length > 0) continue
        const beat = await new Promise<boolean>((resolve) => {
          const timer = setTimeout(() => resolve(true), BEAT_MS)
          wake = () => {
            clearTimeout(timer)
            resolve(false)
          }
        })
        if (beat) await stream.write(": still here\n\n")
      }
    } finally {
      listening.success()
    }
  })
}

const seqOf = (given: string | undefined): number => {
  const seq = Number(given ?? 0)
  return Number.isSafeInteger(seq) && seq > 0 ? seq : 0
}
