/**
 * Prints the progress of a simulation to stderr. A terminal shows one line that is replaced;
 * otherwise each line is kept.
 */
import type { SimulationProgress } from "@almanac/checks/simulate/options"
import { count } from "./numbers.ts"
import type { LineStream } from "./progress.ts"

const PLAIN_LINE_EVERY_MS = 5_000

export interface SimulationPrinter {
  readonly update: (progress: SimulationProgress) => void
  readonly end: () => void
}

export function simulationPrinter(enabled: boolean, stream: LineStream): SimulationPrinter {
  if (!enabled) return { update: () => {}, end: () => {} }
  let since = performance.now()
  let printedAt = Number.NEGATIVE_INFINITY
  const print = (line: string): void => {
    stream.write(stream.isTTY ? `\r\x1b[2K${line}` : `${line}\n`)
  }
  return {
    update(progress) {
      const now = performance.now()
      if (progress.phase === "day" && !stream.isTTY && progress.day < progress.of) {
        if (now - printedAt < PLAIN_LINE_EVERY_MS) return
      }
      printedAt = now
      print(simulationLine(progress, (now - since) / 1000))
      if (progress.phase !== "day") since = performance.now()
    },
    end() {
      if (stream.isTTY) stream.write("\r\x1b[2K")
    },
  }
}

/** @param seconds the time since the first day began */
function simulationLine(progress: SimulationProgress, seconds: number): string {
  if (progress.phase === "reading") return "reading and checking the inputs"
  const which = progress.scenario === 2 ? "compared: " : ""
  if (progress.phase === "checking") return `${which}checking the sent log`
  const { day, of, date, sent } = progress
  const rate = day / Math.max(seconds, 0.001)
  const left = Math.ceil((of - day) / rate)
  return `${which}day ${count(day)} of ${count(of)}, ${date}, ${count(sent)} emails sent, ${rate.toFixed(1)} days/s, ${count(left)} s left`
}
