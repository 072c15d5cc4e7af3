/** `almanac config set`, `list`, `activate` and `rollback`: manage the versions in the store. */
import { refuse } from "@almanac/core/domain/refusal"
import { type Activated, setConfig } from "@almanac/store/config/change-versions"
import { configVersions, stateOf } from "@almanac/store/config/versions"
import * as Console from "effect/Console"
import { Command, Flag } from "effect/cli"
import * as Effect from "effect/Effect"
import * as Option from "effect/Option"
import { givenReason, Proposing, submit } from "../../approval/submit.ts"
import { readEnvironment } from "../../config/read-config.ts"
import { jsonFlag } from "../../flags.ts"
import { instantText, readInstant } from "../../instant.ts"
import { table } from "../../print/numbers.ts"
import { capacityText } from "../../print/overload-text.ts"
import { authorFlag, dbFlag, openDb } from "../../store-flags.ts"
import { capacityTrial, versionSettings } from "./capacity-trial.ts"
import { environmentFlag, versionFlag } from "./flags.ts"

const at = (name: string, description: string) =>
  Flag.String(name).pipe(Flag.withMetavar("INSTANT"), Flag.withDescription(description), Flag.optional)

const reasonFlag = Flag.String("reason").pipe(
  Flag.withMetavar("TEXT"),
  Flag.withDescription("Why the version is made; config list shows it"),
)

export const configSet = Command.make(
  "set",
  {
    db: dbFlag,
    config: Flag.String("config").pipe(
      Flag.withMetavar("FILE"),
      Flag.withDescription("Configuration file, JSON or YAML"),
    ),
    environment: environmentFlag,
    reason: reasonFlag.pipe(Flag.optional),
    author: authorFlag,
    activate: Flag.Boolean("activate").pipe(
      Flag.withDescription("Put the version in force at once (default: config activate does so later)"),
      Flag.withDefault(false),
    ),
    validFrom: at(
      "valid-from",
      "Put the version in force at this moment, like 2026-12-01 or 2026-12-01T06:00; Central time unless a zone is given",
    ),
    json: jsonFlag,
  },
  Effect.fnUntraced(function* (flags) {
    const { environment, author, json } = flags
    const reason = yield* givenReason(flags.reason, "why the version is made")
    if (flags.activate && Option.isSome(flags.validFrom)) {
      return yield* refuse(
        "--activate and --valid-from exclude each other",
        "give --activate for now, or --valid-from for a later moment",
      )
    }
    const { config, source, hash } = yield* readEnvironment(flags.config, environment)
    const moment = yield* momentIn("--valid-from", flags.validFrom)
    if (flags.activate || moment !== undefined || (yield* Proposing) !== undefined) {
      const input = { environment, config, reason, at: moment?.toISOString() ?? null }
      yield* submit(
        flags,
        "config.set",
        () => Effect.succeed(input),
        (done) => `${keptText(source, done)}, in force from ${instantText(done.valid_from)}`,
      )
      return
    }
    const version = yield* Effect.scoped(
      Effect.flatMap(openDb(flags.db), (store) => setConfig(store, { environment, config, author, reason })),
    )
    const kept = { version, environment, hash, valid_from: null }
    yield* Console.log(
      json
        ? JSON.stringify(kept)
        : `${keptText(source, kept)}; put it in force with almanac config activate --version ${version}`,
    )
  }),
).pipe(
  Command.withDescription("Keep a configuration in the store as a new version"),
  Command.withExamples([
    {
      command: 'almanac config set --db almanac.db --config almanac.yaml --reason "cap of 5 %" --activate',
      description: "Keep it and put it in force at once",
    },
  ]),
)

const momentIn = (flag: string, given: Option.Option<string>) =>
  Option.isNone(given) ? Effect.succeed(undefined) : readInstant(flag, given.value)

function keptText(
  source: string,
  { version, environment, hash }: Pick<Activated, "version" | "environment" | "hash">,
): string {
  return `${source} is version ${version} of ${environment} (config ${hash})`
}

export const configList = Command.make(
  "list",
  { db: dbFlag, json: jsonFlag },
  Effect.fnUntraced(function* ({ db, json }) {
    const { versions, now } = yield* Effect.scoped(
      Effect.gen(function* () {
        const store = yield* openDb(db)
        return { versions: yield* configVersions(store.sql), now: store.now.toISOString() }
      }),
    )
    const listed = versions.map((version) => ({ ...version, state: stateOf(version, now) }))
    if (json) return yield* Console.log(JSON.stringify({ versions: listed }))
    if (listed.length === 0)
      return yield* Console.log(`${db} has no version of the configuration: the defaults are in force`)
    const head = ["Version", "Environment", "", "From", "To", "Author", "Reason", "Config"]
    const cells = listed.map((one) => [
      String(one.version),
      one.environment,
      one.state,
      one.valid_from === null ? "" : instantText(one.valid_from),
      one.valid_to === null ? "" : instantText(one.valid_to),
      one.author,
      one.reason,
      one.hash,
    ])
    yield* Console.log(table([head, ...cells], ""))
  }),
).pipe(
  Command.withDescription("List all versions of the configuration in the store, and when they are in force"),
  Command.withExamples([
    {
      command: "almanac config list --db almanac.db",
      description: "List the versions, and since when one is in force",
    },
  ]),
)

export const configActivate = Command.make(
  "activate",
  {
    db: dbFlag,
    version: versionFlag("The version to put in force, in its environment"),
    at: at(
      "at",
      "Moment from which it is in force, like 2026-12-01 or 2026-12-01T06:00; Central time unless a zone is given (default: now)",
    ),
    author: authorFlag,
    json: jsonFlag,
  },
  Effect.fnUntraced(function* (flags) {
    const moment = yield* momentIn("--at", flags.at)
    const { version } = flags
    const trial = yield* capacityTrial(flags.db, versionSettings(version), moment)
    const input = { version, at: moment?.toISOString() ?? null }
    yield* submit(
      flags,
      "config.activate",
      () => Effect.succeed(input),
      (activated) =>
        [activatedText(activated), ...(trial === undefined ? [] : capacityText(trial))].join("\n"),
      trial,
    )
  }),
).pipe(
  Command.withDescription(
    "Put a version in force, now or at a later moment, and list the days that its caps cannot keep",
  ),
  Command.withExamples([
    {
      command: "almanac config activate --db almanac.db --version 4 --at 2027-01-01",
      description: "Put version 4 in force with the new year",
    },
  ]),
)

export const configRollback = Command.make(
  "rollback",
  {
    db: dbFlag,
    environment: environmentFlag,
    reason: reasonFlag.pipe(Flag.optional),
    author: authorFlag,
    json: jsonFlag,
  },
  Effect.fnUntraced(function* (flags) {
    const input = { environment: flags.environment, reason: Option.getOrNull(flags.reason) }
    yield* submit(flags, "config.rollback", () => Effect.succeed(input), activatedText)
  }),
).pipe(
  Command.withDescription(
    "Go back to the settings that were in force before the present ones; they become a new version",
  ),
  Command.withExamples([
    {
      command: 'almanac config rollback --db almanac.db --reason "too many complaints"',
      description: "Undo the last change of settings",
    },
  ]),
)

function activatedText(activated: Activated): string {
  const { version, environment, settings_of, valid_from, replaces } = activated
  const settings = settings_of === null ? "" : `, with the settings of version ${settings_of}`
  const before = replaces === null ? "" : `; it replaces version ${replaces}`
  return `version ${version} of ${environment}${settings}, is in force from ${instantText(valid_from)}${before}`
}
