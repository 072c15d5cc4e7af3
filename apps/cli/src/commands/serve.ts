/**
 * `almanac serve`: answers requests about single contacts over HTTP on this machine, from a published
 * release.
 */
import { existsSync, statSync } from "node:fs"
import { readFile } from "node:fs/promises"
import { join, resolve } from "node:path"
import { Refusal, refuse } from "@almanac/core/domain/refusal"
import { Command, Flag } from "effect/cli"
import * as Effect from "effect/Effect"
import * as Exit from "effect/Exit"
import * as Option from "effect/Option"
import { Failed } from "../failure.ts"
import { atLeast, hostFlag, quietFlag } from "../flags.ts"

const REFRESH_MS = 1000

export const serveCommand = Command.make(
  "serve",
  {
    release: Flag.String("release").pipe(
      Flag.withMetavar("DIR|URL"),
      Flag.withDescription(
        "Where almanac publish --to wrote the releases: a directory, or the address of a bucket",
      ),
    ),
    port: Flag.Int("port").pipe(
      Flag.withMetavar("P"),
      Flag.withDescription("Port to listen on (default 8787)"),
      Flag.withDefault(8787),
    ),
    host: hostFlag,
    keys: Flag.String("keys").pipe(
      Flag.withMetavar("FILE"),
      Flag.withDescription("File with the registry of keys; docs/reference/api.md describes it"),
      Flag.optional,
    ),
    key: Flag.String("key").pipe(
      Flag.withMetavar("K"),
      Flag.withDescription(
        "A single reader key for all organisations instead of a registry, for trying it out",
      ),
      Flag.optional,
    ),
    cors: Flag.String("cors").pipe(
      Flag.withMetavar("ORIGIN,ORIGIN"),
      Flag.withDescription(
        "Origins whose pages may send requests from a browser, separated by commas (default: none)",
      ),
      Flag.withDefault(""),
    ),
    rateLimit: Flag.Int("rate-limit").pipe(
      Flag.withMetavar("N"),
      Flag.withDescription("Most requests a second for each key (default 0: no limit)"),
      Flag.withDefault(0),
    ),
    quiet: quietFlag("Print no line when it is ready"),
  },
  Effect.fnUntraced(function* (flags) {
    yield* atLeast("--port", flags.port, 1)
    yield* atLeast("--rate-limit", flags.rateLimit, 0)
    yield* placeOfReleases(flags.release)
    const { uselessOrigin } = yield* Effect.promise(() => import("@almanac/edge/http/cross-origin"))
    const origin = uselessOrigin(flags.cors)
    if (origin !== undefined) {
      return yield* refuse(
        `--cors ${origin} is not an origin`,
        "give origins like https://app.example.com, separated by commas",
      )
    }
    const { startEdge } = yield* Effect.promise(() => import("@almanac/edge/edge/start"))
    const keysFile = Option.getOrUndefined(flags.keys)
    const keys = yield* registry(keysFile, Option.getOrUndefined(flags.key))
    const edge = yield* Effect.acquireRelease(
      Effect.tryPromise({
        try: () =>
          startEdge("node", {
            port: flags.port,
            hostname: flags.host,
            releases: flags.release,
            keys,
            ...(keysFile !== undefined && { keysFile: resolve(keysFile) }),
            ratePerSecond: flags.rateLimit,
            corsOrigins: flags.cors,
            openMetrics: false,
            maxAgeMs: REFRESH_MS,
          }),
        catch: (error) =>
          refuse(
            `the server cannot listen on ${flags.host}:${flags.port} (${error instanceof Error ? error.message : error})`,
            "choose another --port or --host",
          ),
      }),
      ({ stop }, exit) =>
        Effect.promise(async () => {
          await stop()
          // If the server was told to stop, it has ended as intended.
          if (Exit.hasInterrupts(exit)) process.exit(0)
        }),
    )
    if (!flags.quiet) {
      const yet = isEmptyPlace(flags.release) ? ", where nothing is published yet," : ""
      yield* Effect.sync(() => process.stdout.write(`ready: serves ${flags.release}${yet} at ${edge.url}\n`))
    }
    const code = yield* Effect.promise(() => edge.ended)
    return yield* Effect.fail(new Failed({ message: `the server stopped unexpectedly with code ${code}` }))
  }, Effect.scoped),
).pipe(
  Command.withExamples([
    {
      command: "almanac serve --release releases --port 8787 --key $(openssl rand -hex 32)",
      description: "Try out a release",
    },
    {
      command: "almanac serve --release https://bucket.example.com/almanac --host 0.0.0.0 --keys keys.json",
      description: "Serve a bucket with a registry of keys",
    },
  ]),
)

const isAddress = (place: string): boolean => /^https?:\/\//.test(place)

const isEmptyPlace = (place: string): boolean => !isAddress(place) && !existsSync(join(place, "current.json"))

/**
 * Checks that a directory exists; it may still be empty. An address is not checked here, but when a request
 * needs a release.
 */
const placeOfReleases = (place: string): Effect.Effect<void, Refusal> =>
  isAddress(place) || statSync(place, { throwIfNoEntry: false })?.isDirectory()
    ? Effect.void
    : Effect.fail(
        refuse(
          `--release ${place} is not a directory`,
          "name the directory that almanac publish --to wrote, or an address",
        ),
      )

/** The text of the registry of keys. */
const registry = (file: string | undefined, key: string | undefined): Effect.Effect<string, Refusal> => {
  if ((file === undefined) === (key === undefined)) {
    return Effect.fail(
      refuse("it is not clear which keys are accepted", "give either --keys FILE or --key K"),
    )
  }
  return Effect.tryPromise({
    try: async () => {
      if (file !== undefined) return await checked(file)
      const { hashKey, isKey } = await import("@almanac/edge/keys/secret")
      if (key === undefined || !isKey(key)) {
        throw refuse("--key cannot be a key", "give up to 256 ASCII characters without spaces")
      }
      const sha256 = await hashKey(key)
      return JSON.stringify({ keys: [{ id: "serve", sha256, role: "reader", orgs: "all" }] })
    },
    catch: (error) =>
      error instanceof Refusal
        ? error
        : refuse(`--keys ${file} cannot be read`, "name the file of the registry"),
  })
}

async function checked(file: string): Promise<string> {
  const { readKeys } = await import("@almanac/edge/keys/registry")
  const text = await readFile(file, "utf8")
  readKeys(JSON.parse(text))
  return text
}
