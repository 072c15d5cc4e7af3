/** The commit and the machine on which a result was measured. */
import { execFileSync } from "node:child_process"
import { availableParallelism, cpus, totalmem } from "node:os"
import { version as duckdbVersion } from "@duckdb/node-api"

export interface Environment {
  /** Hash of the commit; `unknown` outside git. */
  readonly commit: string
  /** Whether the work tree differs from the commit. */
  readonly dirty: boolean
  readonly machine: Machine
}

export interface Machine {
  readonly cpu: string
  readonly cores: number
  readonly memory_bytes: number
  readonly node: string
  readonly duckdb: string
}

export function environment(): Environment {
  return {
    ...commit(),
    machine: {
      cpu: cpus()[0]?.model.trim() ?? "unknown",
      cores: availableParallelism(),
      memory_bytes: totalmem(),
      node: process.versions.node,
      duckdb: duckdbVersion(),
    },
  }
}

/** Runs git on this repository. */
export const git = (...args: ReadonlyArray<string>): string =>
  execFileSync("git", args, { cwd: import.meta.dirname, encoding: "utf8", stdio: ["ignore", "pipe", "pipe"] })

function commit(): Pick<Environment, "commit" | "dirty"> {
  try {
    return { commit: git("rev-parse", "HEAD").trim(), dirty: git("status", "--porcelain") !== "" }
  } catch {
    return { commit: "unknown", dirty: false }
  }
}

export function environmentText({ commit, dirty, machine: on }: Environment): string {
  return (
    `commit ${commit}${dirty ? " and changes" : ""}, Node ${on.node}, DuckDB ${on.duckdb}, ` +
    `${on.cores} cores (${on.cpu}), ${Math.round(on.memory_bytes / 2 ** 30)} GB`
  )
}
