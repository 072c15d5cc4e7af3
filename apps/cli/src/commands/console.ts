/** `almanac console`: shows the store and its runs as web pages, on this machine or for others. */
import { existsSync, statSync } from "node:fs"
import { refuse } from "@almanac/core/domain/refusal"
import * as Console from "effect/Console"
import { Command, Flag } from "effect/cli"
import * as Effect from "effect/Effect"
import * as Exit from "effect/Exit"
import * as Option from "effect/Option"
import { clusterFlag, OR_VARIABLE } from "../cluster/flags.ts"
import { atLeast, hostFlag, jsonFlag, notEmpty } from "../flags.ts"
import { authorFlag, dbFlag } from "../store-flags.ts"

const LOOPBACK = ["127.0.0.1", "localhost", "::1"]

const key = Command.make(
  "key",
  { json: jsonFlag },
  Effect.fnUntraced(function* ({ json }) {
    const { makeKey } = yield* Effect.promise(() => import("@almanac/console/server/sign-in/keys"))
    const made = makeKey()
    yield* Console.log(
      json
        ? JSON.stringify(made)
        : `Key     ${made.key}    give it to the person, and keep it nowhere else\nSHA-256 ${made.sha256}    write it into the file of keys`,
    )
  }),
).pipe(
  Command.withDescription("Make a key with which a person signs in, and its hash for the file of keys"),
  Command.withExamples([{ command: "almanac console key", description: "Make a key for a person" }]),
)

export const consoleCommand = Command.make(
  "console",
  {
    db: dbFlag,
    plans: Flag.String("plans").pipe(
      Flag.withMetavar("DIR"),
      Flag.withDescription("Directory that holds the directories of runs, one for each run"),
    ),
    port: Flag.Int("port").pipe(
      Flag.withMetavar("P"),
      Flag.withDescription("Port to listen on; 0 chooses a free one (default 8788)"),
      Flag.withDefault(8788),
    ),
    host: hostFlag,
    keys: Flag.String("keys").pipe(
      Flag.withMetavar("FILE"),
      Flag.withDescription(
        "File with the keys of people, their roles and organisations; needed if others than this machine can connect",
      ),
      Flag.optional,
    ),
    url: Flag.String("url").pipe(
      Flag.withMetavar("URL"),
      Flag.withDescription("Address at which browsers reach the console, if a proxy is in front of it"),
      Flag.optional,
    ),
    releases: Flag.String("releases").pipe(
      Flag.withMetavar("DIR|s3://BUCKET/PREFIX|r2:BUCKET/PREFIX"),
      Flag.withDescription(
        "Where runs are published, as --to of almanac publish; without it, nothing is published",
      ),
      Flag.optional,
    ),
    cluster: clusterFlag.pipe(
      Flag.withDescription(
        `Address of the PostgreSQL of a cluster, whose runs the console shows ${OR_VARIABLE}`,
      ),
      Flag.optional,
    ),
    author: authorFlag,
    json: jsonFlag,
  },
  Effect.fnUntraced(function* ({ db, plans, port, host, keys, url, releases, cluster, author, json }) {
    yield* atLeast("--port", port, 0)
    if (!existsSync(db)) {
      return yield* refuse(
        `there is no store ${db}`,
        "name an existing file for --db, or create a store with almanac import --db",
      )
    }
    if (!statSync(plans, { throwIfNoEntry: false })?.isDirectory()) {
      return yield* refuse(`--plans ${plans} is not a directory`, "name the directory that holds the runs")
    }
    const publicUrl = Option.getOrUndefined(url)
    if (publicUrl !== undefined && !/^https?:\/\/[^/]+$/.test(publicUrl)) {
      return yield* refuse(
        `--url ${publicUrl} is not an address`,
        "write it like https://console.example.com",
      )
    }
    if (Option.isSome(releases)) yield* notEmpty("--releases", releases.value)
    const isLocal = LOOPBACK.includes(host) && publicUrl === undefined
    if (!isLocal && Option.isNone(keys)) {
      return yield* refuse(
        "others than this machine could connect, and there are no keys",
        "give --keys FILE",
      )
    }
    const { buildPage } = yield* Effect.promise(() => import("@almanac/console/build-page"))
    const { startConsole } = yield* Effect.promise(() => import("@almanac/console/server/start"))
    const { openKeys } = yield* Effect.promise(() => import("@almanac/console/server/sign-in/keys-file"))
    const context = yield* Effect.context<never>()
    const warn = (problem: string): void => Effect.runSyncWith(context)(Effect.logWarning(problem))
    const people = Option.isNone(keys) ? undefined : yield* openKeys(keys.value, warn)
    // If the console was told to stop, it has ended as intended. This is the last thing that happens.
    yield* Effect.addFinalizer((exit) =>
      Effect.sync(() => {
        if (Exit.hasInterrupts(exit)) process.exit(0)
      }),
    )
    const running = yield* startConsole({
      db,
      plans,
      almanac: [process.execPath, ...process.execArgv, process.argv[1]],
      hostname: host,
      port,
      page: yield* buildPage,
      ...(people !== undefined && { keys: people }),
      ...(publicUrl !== undefined && { publicUrl }),
      ...(Option.isSome(releases) && { releases: releases.value }),
      ...(Option.isSome(cluster) && { cluster: cluster.value }),
      ...(isLocal && { owner: { name: author, role: "admin", organisations: "all" } }),
      logFault: (endpoint, cause) =>
        Effect.runSyncWith(context)(Effect.logError(`the console failed to answer ${endpoint}`, cause)),
    })
    const { link = running.url } = running
    yield* Console.log(json ? JSON.stringify({ url: running.url, link }) : `Console  ${link}`)
    return yield* Effect.never
  }, Effect.scoped),
).pipe(
  Command.withSubcommands([key]),
  Command.withExamples([
    {
      command: "almanac console --db almanac.db --plans plans",
      description: "Look at the store and its runs on this machine; the link signs you in",
    },
    {
      command:
        "almanac console --db almanac.db --plans plans --host 0.0.0.0 --keys people.json --url https://console.example.com",
      description: "Let others sign in with keys, behind a proxy that has HTTPS",
    },
  ]),
)
