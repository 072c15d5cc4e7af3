/** `almanac runner`: works on the runs of a cluster. */
import { createServer } from "node:net"
import { fileURLToPath } from "node:url"
import { runner } from "@almanac/cluster/runner"
import { KEEP_DAYS } from "@almanac/cluster/settings"
import { refuse } from "@almanac/core/domain/refusal"
import { writing } from "@almanac/files/complete-file"
import { makeDirectory } from "@almanac/files/make-directory"
import { isAddress } from "@almanac/files/s3/bucket-of"
import { Command, Flag } from "effect/cli"
import * as Effect from "effect/Effect"
import * as Option from "effect/Option"
import * as References from "effect/References"
import { clusterFlag, EXAMPLE_CLUSTER } from "../cluster/flags.ts"
import { atLeast, hostFlag, notEmpty, quietFlag } from "../flags.ts"
import { VERSION } from "../version.ts"

const CHILD = fileURLToPath(new URL("../cluster/child.ts", import.meta.url))

/** A runner that is told to stop ends within this time. */
const LONGEST_END_MS = 10_000

export const runnerCommand = Command.make(
  "runner",
  {
    cluster: clusterFlag,
    work: Flag.String("work").pipe(
      Flag.withMetavar("DIR"),
      Flag.withDescription(
        "Directory that all runners of the cluster share, or a bucket, s3://bucket/prefix (keys: AWS_ACCESS_KEY_ID, AWS_SECRET_ACCESS_KEY; address: AWS_ENDPOINT_URL)",
      ),
    ),
    cache: Flag.String("cache").pipe(
      Flag.withMetavar("DIR"),
      Flag.withDescription(
        "Directory on this machine for copies of files from buckets; they are removed when a run ends (default: that for temporary files)",
      ),
      Flag.optional,
    ),
    slots: Flag.Int("slots").pipe(
      Flag.withMetavar("N"),
      Flag.withDescription(
        "Most blocks to work on at the same time, each in a process of its own (default 1)",
      ),
      Flag.withDefault(1),
    ),
    keep: Flag.Int("keep").pipe(
      Flag.withMetavar("DAYS"),
      Flag.withDescription(
        `Days after which the records and the remaining files of a run that has ended are removed (default ${KEEP_DAYS})`,
      ),
      Flag.withDefault(KEEP_DAYS),
    ),
    host: hostFlag.pipe(
      Flag.withDescription(
        "Address at which other runners reach this one (default 127.0.0.1: this machine only)",
      ),
    ),
    port: Flag.Int("port").pipe(
      Flag.withMetavar("P"),
      Flag.withDescription("Port at which other runners reach this one (default: any free port)"),
      Flag.withDefault(0),
    ),
    quiet: quietFlag("Print no line for each step"),
  },
  Effect.fnUntraced(function* ({ cluster, work, cache, slots, keep, host, port, quiet }) {
    yield* notEmpty("--work", work)
    yield* atLeast("--slots", slots, 1)
    yield* atLeast("--keep", keep, 1)
    if (!isAddress(work)) {
      yield* writing(work, () => makeDirectory(work), "choose a writable directory for --work")
    }
    const say = (line: string): void => {
      if (!quiet) process.stdout.write(`${line}\n`)
    }
    // If PostgreSQL does not answer, what the runner holds expires as that of a killed runner.
    for (const signal of ["SIGTERM", "SIGINT"]) {
      process.once(signal, () => setTimeout(() => process.exit(0), LONGEST_END_MS).unref())
    }
    yield* runner({
      database: cluster,
      work,
      cache: Option.getOrUndefined(cache),
      environment: process.env,
      slots,
      keepDays: keep,
      host,
      port: port === 0 ? yield* freePort(host) : port,
      version: VERSION,
      program: CHILD,
      onReady: () => say(`ready: works on runs of the cluster in ${work}`),
      onStep: ({ runId, step, block, seconds }) => say(`${runId} ${step} ${block}: ${seconds.toFixed(1)} s`),
    }).pipe(
      Effect.provideService(References.MinimumLogLevel, "Error"),
      // A runner that was told to stop has ended as intended.
      Effect.onInterrupt(() => Effect.sync(() => process.exit(0))),
    )
  }),
).pipe(
  Command.withExamples([
    {
      command: `almanac runner --cluster ${EXAMPLE_CLUSTER} --work /mnt/almanac`,
      description: "Work on the runs of a cluster until it is stopped",
    },
    {
      command: `almanac runner --cluster ${EXAMPLE_CLUSTER} --work s3://almanac/work --cache /var/cache/almanac`,
      description: "Do the same without a shared disk",
    },
  ]),
)

/** A port that nothing uses. */
const freePort = (host: string) =>
  Effect.callback<number, ReturnType<typeof refuse>>((resume) => {
    const server = createServer()
    server.on("error", ({ message }) =>
      resume(
        Effect.fail(refuse(`--host ${host} cannot be used (${message})`, "give an address of this machine")),
      ),
    )
    server.listen(0, host, () => {
      const address = server.address()
      const port = typeof address === "object" && address !== null ? address.port : 0
      server.close(() => resume(Effect.succeed(port)))
    })
  })
