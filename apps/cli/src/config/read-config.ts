/** Reads a configuration file in JSON or YAML. JSON is read as YAML, because it is a subset of it. */
import { readFile } from "node:fs/promises"
import type { Config } from "@almanac/core/config/config"
import { configHash } from "@almanac/core/config/config-hash"
import { decodeConfig } from "@almanac/core/config/decode"
import { type Refusal, refuse } from "@almanac/core/domain/refusal"
import * as Effect from "effect/Effect"

export interface LoadedConfig {
  readonly config: Config
  /** {@link configHash} of `config`. */
  readonly hash: string
  /**
   * Where the configuration comes from, for messages: the file as it was named, with its profile, or
   * `defaults`.
   */
  readonly source: string
}

/**
 * The effective configuration of a file. If no file is named or the file is empty, it is the default
 * configuration. Fails with a Refusal if the file cannot be read. If the file is not YAML, the Refusal names
 * the line and column. If it is not a valid configuration, the Refusal names the setting.
 */
export function readConfigFile(
  path: string | undefined,
  profile?: string,
): Effect.Effect<LoadedConfig, Refusal> {
  return Effect.gen(function* () {
    const name = path ?? "defaults"
    const input = path === undefined ? undefined : yield* contentOf(path)
    const config = yield* Effect.fromResult(decodeConfig(input, { source: name, profile }))
    const source = profile === undefined ? name : `${name} (profile ${profile})`
    return { config, hash: configHash(config), source }
  })
}

/** The configuration of an environment: with the settings that the file has for it, or without them if it has none. */
export const readEnvironment = Effect.fnUntraced(function* (
  path: string,
  environment: string,
): Effect.fn.Return<LoadedConfig, Refusal> {
  // The first reading checks all environments of the file. So the second can fail only if the file does not
  // have this one.
  const base = yield* readConfigFile(path)
  return yield* Effect.orElseSucceed(readConfigFile(path, environment), () => base)
})

/** The parsed content of a file of settings. The YAML parser is loaded only when a file is read. */
export const contentOf = Effect.fnUntraced(function* (path: string) {
  const text = yield* fileText(path)
  const { parseYaml } = yield* Effect.promise(() => import("@almanac/store/config/yaml"))
  return yield* Effect.fromResult(parseYaml(text, path))
})

const MAX_BYTES = 1 << 20

function fileText(path: string): Effect.Effect<string, Refusal> {
  const read = Effect.tryPromise({ try: () => readFile(path), catch: (error) => unreadable(path, error) })
  return Effect.flatMap(read, (bytes) => {
    if (bytes.length > MAX_BYTES) {
      return Effect.fail(
        refuse(
          `${path} is larger than 1 MiB, so it is not a configuration file`,
          "name a configuration file",
        ),
      )
    }
    return Effect.try({
      try: () => new TextDecoder("utf-8", { fatal: true }).decode(bytes),
      catch: () => refuse(`${path} is not UTF-8 text`, "save the file as UTF-8"),
    })
  })
}

function unreadable(path: string, error: unknown): Refusal {
  const code = (error as NodeJS.ErrnoException).code
  if (code === "ENOENT") return refuse(`${path} does not exist`, "name an existing configuration file")
  if (code === "EISDIR") return refuse(`${path} is a directory, not a configuration file`, "name a file")
  return refuse(`${path} cannot be read (${code})`, "check the file and its permissions")
}
