/** `almanac config`: what is set, and whether a file is valid. */
import { DEFAULT_CONFIG } from "@almanac/core/config/config"
import { configHash } from "@almanac/core/config/config-hash"
import { describeDefaults } from "@almanac/core/config/describe"
import { refuse } from "@almanac/core/domain/refusal"
import * as Console from "effect/Console"
import { Argument, Command, Flag } from "effect/cli"
import * as Effect from "effect/Effect"
import * as Option from "effect/Option"
import { stringify } from "yaml"
import { type LoadedConfig, readConfigFile } from "../config/read-config.ts"

const profile = Flag.String("profile").pipe(
  Flag.withMetavar("NAME"),
  Flag.withDescription("Lay this one of the file's environments over its other settings"),
  Flag.optional,
)
const json = Flag.Boolean("json").pipe(Flag.withDescription("Print one JSON object"), Flag.withDefault(false))

export const configShow = Command.make(
  "show",
  {
    config: Flag.String("config").pipe(
      Flag.withMetavar("FILE"),
      Flag.withDescription("Configuration file, JSON or YAML; without it the defaults"),
      Flag.optional,
    ),
    profile,
    defaults: Flag.Boolean("defaults").pipe(
      Flag.withDescription("Print every setting with its default, meaning and range"),
      Flag.withDefault(false),
    ),
    json,
  },
  Effect.fnUntraced(function* (flags) {
    const path = Option.getOrUndefined(flags.config)
    const profileName = Option.getOrUndefined(flags.profile)
    if (flags.defaults) {
      if (path !== undefined || profileName !== undefined) {
        return yield* refuse("--defaults reads no file", "leave out --config and --profile, or --defaults")
      }
      const defaults = { config: DEFAULT_CONFIG, hash: configHash(DEFAULT_CONFIG), source: "defaults" }
      return yield* Console.log(flags.json ? asJson(defaults) : describeDefaults().trimEnd())
    }
    const loaded = yield* readConfigFile(path, profileName)
    yield* Console.log(flags.json ? asJson(loaded) : asYaml(loaded))
  }),
).pipe(
  Command.withDescription("Print the effective configuration"),
  Command.withExamples([
    {
      command: "almanac config show --defaults > almanac.yaml",
      description: "Start a file with all settings",
    },
    {
      command: "almanac config show --config almanac.yaml --profile production",
      description: "See what a run under a profile would use",
    },
  ]),
)

export const configValidate = Command.make(
  "validate",
  {
    file: Argument.String("FILE").pipe(Argument.withDescription("Configuration file, JSON or YAML")),
    profile,
    json,
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
  Command.withDescription("Show and check the configuration"),
  Command.withSubcommands([configShow, configValidate]),
  Command.withExamples([
    { command: "almanac config show --defaults", description: "Every setting, what it means, its default" },
    { command: "almanac config validate almanac.yaml", description: "Check a file before a run" },
  ]),
)

function asJson({ config, hash, source }: LoadedConfig): string {
  return JSON.stringify({ source, config_hash: hash, config })
}

function asYaml({ config, hash, source }: LoadedConfig): string {
  const text = stringify(config, { defaultStringType: "QUOTE_DOUBLE", defaultKeyType: "PLAIN" })
  return `# ${source} (config ${hash})\n${text.trimEnd()}`
}
