/** `almanac config show`: shows the effective configuration of a file, of the store, or of a finished run. */
import { DEFAULT_CONFIG } from "@almanac/core/config/config"
import { configHash } from "@almanac/core/config/config-hash"
import { describeDefaults } from "@almanac/core/config/describe"
import { type Refusal, refuse } from "@almanac/core/domain/refusal"
import type { SqlError } from "@almanac/duckdb/sql-error"
import type { FileError } from "@almanac/files/file-error"
import { readManifest } from "@almanac/pipeline/run/read-manifest"
import { activeConfig, configOf, DEFAULT_ENVIRONMENT } from "@almanac/store/config/versions"
import { yamlOf } from "@almanac/store/config/yaml"
import * as Console from "effect/Console"
import { Command, Flag } from "effect/cli"
import * as Effect from "effect/Effect"
import * as Option from "effect/Option"
import { type LoadedConfig, readConfigFile } from "../../config/read-config.ts"
import { jsonFlag, notEmpty } from "../../flags.ts"
import { dbFlag, openDb } from "../../store-flags.ts"
import { versionFlag } from "./flags.ts"

export const configShow = Command.make(
  "show",
  {
    config: Flag.String("config").pipe(
      Flag.withMetavar("FILE"),
      Flag.withDescription("Configuration file, JSON or YAML (default: the built-in settings)"),
      Flag.optional,
    ),
    profile: Flag.String("profile").pipe(
      Flag.withMetavar("NAME"),
      Flag.withAlias("environment"),
      Flag.withDescription(
        `Apply the settings of this environment of the file; with --db, show the version of this environment (default ${DEFAULT_ENVIRONMENT})`,
      ),
      Flag.optional,
    ),
    db: dbFlag.pipe(Flag.optional),
    version: versionFlag("Version in the store (default: the one in force now)").pipe(Flag.optional),
    run: Flag.String("run").pipe(
      Flag.withMetavar("DIR"),
      Flag.withDescription(
        "Show the settings of a finished run; with them as --config and the same inputs, a run gives the same rows",
      ),
      Flag.optional,
    ),
    defaults: Flag.Boolean("defaults").pipe(
      Flag.withDescription("Print every setting with its default, meaning and range"),
      Flag.withDefault(false),
    ),
    json: jsonFlag,
  },
  Effect.fnUntraced(function* (flags) {
    const from = {
      config: Option.getOrUndefined(flags.config),
      profile: Option.getOrUndefined(flags.profile),
      db: Option.getOrUndefined(flags.db),
      version: Option.getOrUndefined(flags.version),
      run: Option.getOrUndefined(flags.run),
    }
    const sources = [from.config, from.db, from.run].filter((source) => source !== undefined).length
    if (flags.defaults) {
      if (sources > 0 || from.profile !== undefined) {
        return yield* refuse(
          "--defaults reads no file",
          "leave out --defaults, or all of --config, --profile, --db and --run",
        )
      }
      const defaults = { config: DEFAULT_CONFIG, hash: configHash(DEFAULT_CONFIG), source: "defaults" }
      return yield* Console.log(flags.json ? asJson(defaults) : describeDefaults().trimEnd())
    }
    if (sources > 1) {
      return yield* refuse("--config, --db and --run exclude each other", "give only one of them")
    }
    const loaded = yield* load(from)
    yield* Console.log(flags.json ? asJson(loaded) : asYaml(loaded))
  }),
).pipe(
  Command.withDescription("Print the effective configuration"),
  Command.withExamples([
    {
      command: "almanac config show --defaults > almanac.yaml",
      description: "Start a configuration file with all settings",
    },
    {
      command: "almanac config show --config almanac.yaml --profile production",
      description: "Show what a run with a profile would use",
    },
    { command: "almanac config show --db almanac.db", description: "Show what is in force now" },
    {
      command: "almanac config show --run plan > as-run.yaml",
      description: "Keep the settings of a run, to repeat it",
    },
  ]),
)

interface Place {
  readonly config: string | undefined
  readonly profile: string | undefined
  readonly db: string | undefined
  readonly version: number | undefined
  readonly run: string | undefined
}

interface Shown extends LoadedConfig {
  readonly version?: number
}

const load = (place: Place): Effect.Effect<Shown, Refusal | SqlError | FileError> => {
  if (place.version !== undefined && place.db === undefined) {
    return Effect.fail(refuse("--version needs a store", "give --db too"))
  }
  if (place.db !== undefined) return Effect.scoped(fromStore(place, place.db))
  return place.run === undefined ? readConfigFile(place.config, place.profile) : fromRun(place, place.run)
}

const fromStore = Effect.fnUntraced(function* ({ version, profile }: Place, db: string) {
  const { sql, now } = yield* openDb(db)
  if (version !== undefined) {
    if (profile === undefined) return yield* configOf(sql, version)
    return yield* refuse(
      "--version already determines the environment",
      "leave out either --environment or --version",
    )
  }
  const environment = profile ?? DEFAULT_ENVIRONMENT
  const active = yield* activeConfig(sql, now, environment)
  if (active !== undefined) return active
  const source = `defaults (${environment} has no version in force)`
  const shown: Shown = { config: DEFAULT_CONFIG, hash: configHash(DEFAULT_CONFIG), source }
  return shown
})

const fromRun = Effect.fnUntraced(function* ({ profile }: Place, run: string) {
  yield* notEmpty("--run", run)
  if (profile !== undefined) {
    return yield* refuse("--profile does not go with --run", "leave it out: a run was made with one profile")
  }
  const { run_id, config, recorded } = yield* readManifest(run)
  const shown: Shown = {
    config: config.effective,
    hash: recorded.hash,
    source: `run ${run_id}`,
  }
  return shown
})

function asJson({ config, hash, source, version }: Shown): string {
  return JSON.stringify({ source, ...(version === undefined ? {} : { version }), config_hash: hash, config })
}

function asYaml({ config, hash, source }: Shown): string {
  return `# ${source} (config ${hash})\n${yamlOf(config).trimEnd()}`
}
