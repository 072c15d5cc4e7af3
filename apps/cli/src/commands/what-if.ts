/** `almanac what-if`: tries out other settings before anybody activates them. */
import { refuse } from "@almanac/core/domain/refusal"
import { toJson } from "@almanac/pipeline/run/manifest"
import * as Console from "effect/Console"
import { Command, Flag } from "effect/cli"
import * as Effect from "effect/Effect"
import * as Option from "effect/Option"
import { changeSettings, readChanges } from "../config/change-settings.ts"
import { readConfigFile } from "../config/read-config.ts"
import { atLeast, jsonFlag, notEmpty, quietFlag, readAsOf } from "../flags.ts"
import { whatIfText } from "../print/what-if-text.ts"
import { dbFlag } from "../store-flags.ts"
import { centralToday } from "../today.ts"
import { tryOutSettings } from "../trial.ts"

const DEFAULT_LIMIT = 2
const MAX_CHANGES = 50

export const whatIfCommand = Command.make(
  "what-if",
  {
    input: Flag.String("in").pipe(
      Flag.withMetavar("DIR"),
      Flag.withDescription("Directory of input tables, as for run"),
      Flag.optional,
    ),
    db: dbFlag.pipe(Flag.optional),
    asOf: Flag.String("as-of").pipe(
      Flag.withMetavar("YYYY-MM-DD"),
      Flag.withDescription("The day to plan for (default: today)"),
      Flag.optional,
    ),
    config: Flag.String("config").pipe(
      Flag.withMetavar("FILE"),
      Flag.withDescription(
        "Configuration to compare with (default: the settings in force in the store, or the built-in ones)",
      ),
      Flag.optional,
    ),
    profile: Flag.String("profile").pipe(
      Flag.withMetavar("NAME"),
      Flag.withDescription("Apply the settings of this environment of the configuration files"),
      Flag.optional,
    ),
    set: Flag.String("set").pipe(
      Flag.withMetavar("PATH=VALUE"),
      Flag.withDescription(
        "A setting to change, such as load_balancing.daily_cap=500, or organisations.7.daily_cap=500 for one organisation. It can be repeated",
      ),
      Flag.between(0, MAX_CHANGES),
    ),
    attempt: Flag.String("try").pipe(
      Flag.withMetavar("FILE"),
      Flag.withDescription("Configuration to try out; changes by --set are made to it"),
      Flag.optional,
    ),
    limit: Flag.Int("limit").pipe(
      Flag.withMetavar("N"),
      Flag.withDescription(`Examples to show of each kind (default ${DEFAULT_LIMIT})`),
      Flag.withDefault(DEFAULT_LIMIT),
    ),
    json: jsonFlag,
    quiet: quietFlag("Print no progress"),
  },
  Effect.fnUntraced(function* (flags) {
    const on = yield* groundOf(Option.getOrUndefined(flags.input), Option.getOrUndefined(flags.db))
    const [config, attempt] = [Option.getOrUndefined(flags.config), Option.getOrUndefined(flags.attempt)]
    const profile = Option.getOrUndefined(flags.profile)
    if (attempt === undefined && flags.set.length === 0) {
      return yield* refuse(
        "there is nothing to try out",
        "give --set PATH=VALUE, or --try with a configuration",
      )
    }
    yield* atLeast("--limit", flags.limit, 0)
    const asOf = Option.isNone(flags.asOf) ? centralToday() : yield* readAsOf(flags.asOf.value)
    const changes = yield* readChanges(flags.set)
    const result = yield* tryOutSettings({
      on,
      organisations: changes.organisations,
      asOf,
      limit: flags.limit,
      json: flags.json,
      quiet: flags.quiet,
      configs: Effect.fnUntraced(function* (stored) {
        const without =
          config === undefined && stored !== undefined ? stored : yield* readConfigFile(config, profile)
        const base = attempt === undefined ? without : yield* readConfigFile(attempt, profile)
        return { without, with: yield* changeSettings(base, changes) }
      }),
    })
    yield* Console.log(flags.json ? toJson(result) : whatIfText(result))
  }),
).pipe(
  Command.withExamples([
    {
      command: "almanac what-if --db almanac.db --set load_balancing.daily_send_percentage_cap=0.05",
      description: "Try a smaller daily cap on the store",
    },
    {
      command: "almanac what-if --in exports --as-of 2026-11-23 --set state_rules.rule_set=us-2026",
      description: "Try another rule set on an export",
    },
    {
      command: 'almanac what-if --db almanac.db --set "organisations.7.weekdays=[mon, tue, wed, thu, fri]"',
      description: "Try other settings of one organisation",
    },
    {
      command:
        'almanac what-if --db almanac.db --set "sending_days.weekdays=[mon, tue, wed, thu, fri]" --set sending_days.holidays=us_federal --json',
      description: "Try sending on working days only, as JSON for a script",
    },
  ]),
)

const groundOf = Effect.fnUntraced(function* (input: string | undefined, db: string | undefined) {
  if (input !== undefined && db !== undefined) {
    return yield* refuse("both --in and --db are given", "give only one of them")
  }
  if (db !== undefined) return { db }
  if (input === undefined) {
    return yield* refuse(
      "it is not clear what to plan",
      "give --in with a directory of tables, or --db with a store",
    )
  }
  yield* notEmpty("--in", input)
  return { input }
})
