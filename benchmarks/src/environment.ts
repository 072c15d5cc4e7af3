/** Where a result was measured. */
import { execFileSync } from "node:child_process"
import { availableParallelism } from "node:os"
import { version as duckdbVersion } from "@duckdb/node-api"

export interface Environment {
  /** Commit hash, with `+` where the work tree differs from it; `unknown` outside git. */
  readonly commit: string
  readonly node: string
  readonly duckdb: string
  readonly cores: number
}

export function environment(): Environment {
  return {
    commit: commit(),
    node: process.versions.node,
    duckdb: duckdbVersion(),
    cores: availableParallelism(),
  }
}

function commit(): string {
  const git = (...args: ReadonlyArray<string>): string =>
    execFileSync("git", args, {
      cwd: import.meta.dirname,
      encoding: "utf8",
      stdio: ["ignore", "pipe", "ignore"],
    })
  try {
    return git("rev-parse", "HEAD").trim() + (git("status", "--porcelain") === "" ? "" : "+")
  } catch {
    return "unknown"
  }
}
