/** `almanac publish`: makes a finished run the release that is served, or returns to the previous release. */
import { availableParallelism } from "node:os"
import { refuse } from "@almanac/core/domain/refusal"
import { publish, rollback } from "@almanac/publish/publish"
import { isAddress, targetOf } from "@almanac/publish/target-of"
import * as Console from "effect/Console"
import { Command, Flag } from "effect/cli"
import * as Effect from "effect/Effect"
import * as Option from "effect/Option"
import { atLeast, jsonFlag, notEmpty, quietFlag } from "../flags.ts"
import { guardOutput } from "../guard/guard-output.ts"
import { count, megabytes } from "../print/numbers.ts"

const DATABASE_MB = 600
const DEFAULT_KEEP = 3

export const publishCommand = Command.make(
  "publish",
  {
    run: Flag.String("run").pipe(
      Flag.withMetavar("DIR"),
      Flag.withDescription("Directory of the finished run to publish"),
      Flag.optional,
    ),
    to: Flag.String("to").pipe(
      Flag.withMetavar("DIR|s3://BUCKET/PREFIX|r2:BUCKET/PREFIX"),
      Flag.withDescription(
        "Directory, or bucket of an S3-compatible store: its keys are AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY, " +
          "for R2 also CLOUDFLARE_ACCOUNT_ID",
      ),
    ),
    endpoint: Flag.String("endpoint").pipe(
      Flag.withMetavar("URL"),
      Flag.withDescription("Address of the S3-compatible store (default: AWS_ENDPOINT_URL, or Amazon's)"),
      Flag.optional,
    ),
    keep: Flag.Int("keep").pipe(
      Flag.withMetavar("N"),
      Flag.withDescription(`Releases to keep, the new one among them (default ${DEFAULT_KEEP})`),
      Flag.withDefault(DEFAULT_KEEP),
    ),
    rollback: Flag.Boolean("rollback").pipe(
      Flag.withDescription("Publish nothing; serve the release before the current one again"),
      Flag.withDefault(false),
    ),
    json: jsonFlag,
    quiet: quietFlag("Print no progress and no summary"),
  },
  Effect.fnUntraced(function* (flags) {
    const { to, quiet, json } = flags
    const console = yield* Console.Console
    yield* notEmpty("--to", to)
    yield* atLeast("--keep", flags.keep, 1)
    if (!isAddress(to)) yield* guardOutput({ flag: "--to", path: to, kind: "directory" }, {})
    const target = yield* targetOf(to, Option.getOrUndefined(flags.endpoint), process.env)
    if (flags.rollback) {
      if (Option.isSome(flags.run)) {
        return yield* refuse("--rollback publishes no run", "leave out --run, or --rollback")
      }
      const back = yield* rollback(target, to)
      if (json) console.log(JSON.stringify(back))
      else if (!quiet) {
        console.log(`${to} serves ${back.release} again (run ${back.run_id}, as of ${back.as_of})`)
        console.log(`${back.from} is kept until the next publishing`)
      }
      return
    }
    if (Option.isNone(flags.run)) {
      return yield* refuse("nothing to publish", "give --run with a finished run, or --rollback")
    }
    const started = performance.now()
    const done = yield* publish({
      run: flags.run.value,
      target,
      keep: flags.keep,
      threads: availableParallelism(),
      databaseMemoryMb: DATABASE_MB,
      onProgress: (progress) => {
        if (quiet || json) return
        if (progress.phase === "uploading") {
          console.error(`putting ${count(progress.files)} files, ${megabytes(progress.bytes)}, into place`)
        } else console.error(`${count(progress.shards)} of ${count(progress.of)} contact files written`)
      },
    })
    const seconds = Math.round(performance.now() - started) / 1000
    if (json) console.log(JSON.stringify({ ...done, seconds }))
    else if (!quiet) {
      console.log(
        `${to} serves ${done.release} (run ${done.run_id}, as of ${done.as_of}): ${count(done.contacts)} contacts in ` +
          `${count(done.files)} files, ${megabytes(done.bytes)}; ${seconds.toFixed(1)} s`,
      )
      if (done.previous !== null) console.log(`Before: ${done.previous}; --rollback serves it again`)
      if (done.removed.length > 0) console.log(`Removed: ${done.removed.join(", ")}`)
    }
  }),
).pipe(
  Command.withExamples([
    { command: "almanac publish --run plan --to releases", description: "Into a directory" },
    { command: "almanac publish --run plan --to r2:almanac", description: "Into a bucket" },
    { command: "almanac publish --to releases --rollback", description: "Back to the release before" },
  ]),
)
