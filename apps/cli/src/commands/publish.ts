/** `almanac publish`: makes a finished run the release that is served, or returns to the previous release. */
import { availableParallelism } from "node:os"
import { resolve } from "node:path"
import { refuse } from "@almanac/core/domain/refusal"
import { isAddress } from "@almanac/files/s3/bucket-of"
import { type Manifest, toJson } from "@almanac/pipeline/run/manifest"
import { readManifest } from "@almanac/pipeline/run/read-manifest"
import { readEmailKeys } from "@almanac/publish/email-keys"
import { publish, rollback } from "@almanac/publish/publish"
import { targetOf } from "@almanac/publish/target-of"
import { type Publication, permissionToPublish, recordPublished } from "@almanac/store/approval/publication"
import * as Console from "effect/Console"
import { Command, Flag } from "effect/cli"
import * as Effect from "effect/Effect"
import * as Option from "effect/Option"
import { Proposing, submit } from "../approval/submit.ts"
import { atLeast, jsonFlag, notEmpty, quietFlag } from "../flags.ts"
import { guardOutput } from "../guard/guard-output.ts"
import { count, megabytes } from "../print/numbers.ts"
import { dbOfRunFlag, inputOf, runNamed } from "../run-of.ts"
import { authorFlag, openDb } from "../store-flags.ts"

const DATABASE_MB = 600
const DEFAULT_KEEP = 3

export const publishCommand = Command.make(
  "publish",
  {
    run: Flag.String("run").pipe(
      Flag.withMetavar("DIR"),
      Flag.withDescription("Directory of the finished run to publish; with --db also its id"),
      Flag.optional,
    ),
    to: Flag.String("to").pipe(
      Flag.withMetavar("DIR|s3://BUCKET/PREFIX|r2:BUCKET/PREFIX"),
      Flag.withDescription(
        "Directory, or bucket of an S3-compatible store. Keys of a bucket are in AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY, " +
          "for R2 also in CLOUDFLARE_ACCOUNT_ID",
      ),
    ),
    endpoint: Flag.String("endpoint").pipe(
      Flag.withMetavar("URL"),
      Flag.withDescription(
        "Address of the S3-compatible store (default: AWS_ENDPOINT_URL, or that of Amazon)",
      ),
      Flag.optional,
    ),
    emailKeys: Flag.String("email-keys").pipe(
      Flag.withMetavar("FILE"),
      Flag.withDescription(
        "Let clients find contacts by a hash of their email, made with the keys in this file (docs/how-to/find-contacts-by-email.md); needs --in or --db",
      ),
      Flag.optional,
    ),
    input: Flag.String("in").pipe(
      Flag.withMetavar("DIR"),
      Flag.withDescription("With --email-keys: directory of the input tables of the run"),
      Flag.optional,
    ),
    db: dbOfRunFlag.pipe(
      Flag.withDescription(
        "Store on which the run was made; without --run, its last run is published. It is needed for --email-keys, and if the store requires approval",
      ),
    ),
    keep: Flag.Int("keep").pipe(
      Flag.withMetavar("N"),
      Flag.withDescription(`Number of releases to keep, including the new one (default ${DEFAULT_KEEP})`),
      Flag.withDefault(DEFAULT_KEEP),
    ),
    rollback: Flag.Boolean("rollback").pipe(
      Flag.withDescription("Publish nothing, and serve the previous release again"),
      Flag.withDefault(false),
    ),
    author: authorFlag,
    json: jsonFlag,
    quiet: quietFlag("Print no progress and no summary"),
  },
  Effect.fnUntraced(function* (flags) {
    const { to, quiet, json } = flags
    const console = yield* Console.Console
    yield* notEmpty("--to", to)
    yield* atLeast("--keep", flags.keep, 1)
    const [run, input, db, keysFile] = [flags.run, flags.input, flags.db, flags.emailKeys].map((flag) =>
      Option.getOrUndefined(flag),
    )
    if (!isAddress(to)) {
      yield* guardOutput(
        { flag: "--to", path: to, kind: "directory" },
        { store: db, inputs: [input, keysFile] },
      )
    }
    const target = yield* targetOf(to, Option.getOrUndefined(flags.endpoint), process.env)
    if (flags.rollback) {
      if ([run, input, db, keysFile, yield* Proposing].some((given) => given !== undefined)) {
        return yield* refuse("--rollback publishes no run", "leave out --rollback, or --run and its inputs")
      }
      const back = yield* rollback(target, to)
      if (json) console.log(JSON.stringify(back))
      else if (!quiet) {
        console.log(`${to} serves ${back.release} again (run ${back.run_id}, as of ${back.as_of})`)
        console.log(`${back.from} is kept until the next run is published`)
      }
      return
    }
    if (run === undefined && db === undefined) {
      return yield* refuse("it is not clear what to publish", "give --run with a finished run, or --rollback")
    }
    if (keysFile === undefined && input !== undefined) {
      return yield* refuse("--in is needed only for --email-keys", "leave it out, or give --email-keys too")
    }
    const named = yield* runNamed(run, db)
    const manifest = yield* readManifest(named)
    const publication = publicationOf(manifest, to)
    if ((yield* Proposing) !== undefined) {
      if (db === undefined)
        return yield* refuse("it is not clear where to propose", "give --db with the store")
      yield* submit(
        { ...flags, db },
        "publish",
        () => Effect.succeed(publication),
        () => "",
      )
      return
    }
    const permission = yield* permissionOf(manifest, publication, db)
    const emails =
      keysFile === undefined
        ? undefined
        : { keys: yield* readEmailKeys("--email-keys", keysFile), input: yield* inputOf(named, input, db) }
    const started = performance.now()
    const done = yield* publish({
      run: named,
      emails,
      target,
      keep: flags.keep,
      threads: availableParallelism(),
      databaseMemoryMb: DATABASE_MB,
      onProgress: (progress) => {
        if (quiet || json) return
        if (progress.phase === "uploading") {
          console.error(`uploading ${count(progress.files)} files, ${megabytes(progress.bytes)}`)
        } else console.error(`${count(progress.shards)} of ${count(progress.of)} contact files written`)
      },
    })
    if (db !== undefined && permission !== undefined) {
      yield* Effect.scoped(
        Effect.flatMap(openDb(db), (store) =>
          recordPublished(store, permission, publication, done.release, flags.author),
        ),
      )
    }
    const seconds = Math.round(performance.now() - started) / 1000
    if (json) console.log(toJson({ ...done, seconds }))
    else if (!quiet) {
      console.log(
        `${to} serves ${done.release} (run ${done.run_id}, as of ${done.as_of}): ${count(done.contacts)} contacts in ` +
          `${count(done.files)} files, ${megabytes(done.bytes)}; ${seconds.toFixed(1)} s`,
      )
      if (emails !== undefined) {
        const orgs = new Set(emails.keys.map(({ org }) => org)).size
        console.log(
          `Contacts of ${count(done.email_hash_orgs.length)} of the ${count(orgs)} organisations with a key can be ` +
            "found by a hash of their email",
        )
      }
      if (done.previous !== null)
        console.log(`Previous release: ${done.previous}; --rollback serves it again`)
      if (done.removed.length > 0) console.log(`Removed: ${done.removed.join(", ")}`)
    }
  }, Effect.scoped),
).pipe(
  Command.withExamples([
    { command: "almanac publish --run plan --to releases", description: "Publish into a directory" },
    {
      command: "almanac publish --run plan --to r2:almanac",
      description: "Publish into a bucket of Cloudflare R2",
    },
    {
      command: "almanac publish --run plan --to releases --email-keys email-keys.json --in exports",
      description: "Publish with a look-up by email",
    },
    { command: "almanac publish --to releases --rollback", description: "Go back to the previous release" },
  ]),
)

const publicationOf = ({ run_id, as_of, schedules_checksum }: Manifest, to: string): Publication => ({
  ...{ run_id, as_of, schedules_checksum },
  to: isAddress(to) ? to : resolve(to),
})

/** The permission to publish the run. It is undefined if none is needed. */
const permissionOf = Effect.fnUntraced(function* (
  { publish_with_approval, run_id }: Manifest,
  publication: Publication,
  db: string | undefined,
) {
  if (db === undefined) {
    if (publish_with_approval !== true) return undefined
    return yield* refuse(
      `run ${run_id} was made on a store that requires the approval of a second person to publish`,
      "name the store with --db",
    )
  }
  return yield* Effect.scoped(Effect.flatMap(openDb(db), (store) => permissionToPublish(store, publication)))
})
