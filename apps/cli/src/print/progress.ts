/**
 * Prints the progress of a run to stderr. A terminal shows one line that is replaced;
 * otherwise each line is kept.
 */
import type { RunProgress } from "@almanac/pipeline/run/options"
import { count, megabytes } from "./numbers.ts"

const PLAIN_LINE_EVERY_MS = 5_000
const TERMINAL_LINE_EVERY_MS = 100

/** A stream to which lines are written. It may be a terminal. */
export interface LineStream {
  readonly isTTY?: boolean
  readonly write: (text: string) => unknown
}

export interface ProgressPrinter {
  readonly update: (progress: RunProgress) => void
  readonly end: () => void
}

export function progressPrinter(enabled: boolean, stream: LineStream = process.stderr): ProgressPrinter {
  if (!enabled) return { update: () => {}, end: () => {} }
  const startedAt = performance.now()
  // Without a terminal the first line is delayed, so that a run that is refused at once
  // prints only the refusal.
  let printedAt = stream.isTTY ? Number.NEGATIVE_INFINITY : startedAt
  let phase: RunProgress["phase"] = "reading"
  let decidingSince = startedAt
  const print = (line: string): void => {
    stream.write(stream.isTTY ? `\r\x1b[2K${line}` : `${line}\n`)
  }
  return {
    update(progress) {
      const now = performance.now()
      const every = stream.isTTY ? TERMINAL_LINE_EVERY_MS : PLAIN_LINE_EVERY_MS
      if (progress.phase === phase && now - printedAt < every) return
      if (progress.phase === "deciding" && phase !== "deciding") decidingSince = now
      phase = progress.phase
      printedAt = now
      print(line(progress, (now - decidingSince) / 1000))
    },
    end() {
      if (stream.isTTY) stream.write("\r\x1b[2K")
    },
  }
}

function line(progress: RunProgress, decidingSeconds: number): string {
  if (progress.phase === "reading") return "reading and checking the inputs"
  if (progress.phase === "finishing") return "counting and writing the manifest"
  const { contacts, of, rows } = progress
  const rate = decidingSeconds > 0 ? contacts / decidingSeconds : 0
  const left = rate > 0 ? Math.ceil((of - contacts) / rate) : 0
  const memory = megabytes(process.memoryUsage.rss())
  return (
    `${count(contacts)} of ${count(of)} contacts, ${count(rows)} rows` +
    (rate > 0 ? `, ${count(Math.round(rate))} contacts/s, ${left} s left` : "") +
    `, ${memory}`
  )
}
