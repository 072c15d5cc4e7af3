/** `almanac config`: shows the settings, checks a file, and manages the versions in the store. */
import * as Console from "effect/Console"
import { Argument, Command, Flag } from "effect/cli"
import * as Effect from "effect/Effect"
import * as Option from "effect/Option"
import { readConfigFile } from "../config/read-config.ts"
import { jsonFlag } from "../flags.ts"
import { configDiff } from "./config/diff.ts"
import { configShow } from "./config/show.ts"
import { configTry } from "./config/try.ts"
import { configActivate, configList, configRollback, configSet } from "./config/versions.ts"

const profile = Flag.String("profile").pipe(
  Flag.withMetavar("NAME"),
  Flag.withDescription("Apply the settings of this environment of the file"),
  Flag.optional,
)

const configValidate = Command.make(
  "validate",
  {
    file: Argument.String("FILE").pipe(Argument.withDescription("Configuration file, JSON or YAML")),
    profile,
    json: jsonFlag,
  },
  Effect.fnUntraced(function* (input) {
    const { hash, source } = yield* readConfigFile(input.file, Option.getOrUndefined(input.profile))
    const summary = { valid: true, source, config_hash: hash }
    yield* Console.log(input.json ? JSON.stringify(summary) : `${source} is valid (config ${hash})`)
  }),
).pipe(
  Command.withDescription("Check a configuration file and all its environments"),
  Command.withExamples([
    { command: "almanac config validate almanac.yaml", description: "Check a file before a run" },
  ]),
)

export const configCommand = Command.make("config").pipe(
  Command.withSubcommands([
    configShow,
    configValidate,
    configSet,
    configTry,
    configList,
    configActivate,
    configRollback,
    configDiff,
  ]),
  Command.withExamples([
    {
      command: "almanac config show --defaults",
      description: "Show every setting with its default and meaning",
    },
    { command: "almanac config validate almanac.yaml", description: "Check a file before a run" },
  ]),
)
