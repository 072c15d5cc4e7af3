/** Preloaded into a run: it notes no step as done but staging, whose checksums every run keeps, to see what noting costs. */
import { JournalWriter } from "@almanac/duckdb/run/journal"

const { record } = JournalWriter.prototype

JournalWriter.prototype.record = async function (this: JournalWriter, step, paths) {
  if (step === "staged") await record.call(this, step, paths)
}
