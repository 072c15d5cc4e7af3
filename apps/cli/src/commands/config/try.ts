/** `almanac config try`: plans the store with settings that are not in force, and lists the days that they cannot keep. */
import { refuse } from "@almanac/core/domain/refusal"
import { toJson } from "@almanac/pipeline/run/manifest"
import * as Console from "effect/Console"
import { Command, Flag } from "effect/cli"
import * as Effect from "effect/Effect"
import * as Option from "effect/Option"
import { readEnvironment } from "../../config/read-config.ts"
import { jsonFlag } from "../../flags.ts"
import { capacityText } from "../../print/overload-text.ts"
import { dbFlag } from "../../store-flags.ts"
import { capacityTrial, versionSettings } from "./capacity-trial.ts"
import { environmentFlag, versionFlag } from "./flags.ts"

const settingsOf = Effect.fnUntraced(function* (
  version: Option.Option<number>,
  config: Option.Option<string>,
  environment: string,
) {
  if (Option.isSome(version) && Option.isNone(config)) return versionSettings(version.value)
  if (Option.isNone(config) || Option.isSome(version)) {
    return yield* refuse("it is not clear what to try", "give either --version N or --config FILE")
  }
  const loaded = yield* readEnvironment(config.value, environment)
  return () => Effect.succeed(loaded)
})

export const configTry = Command.make(
  "try",
  {
    db: dbFlag,
    version: versionFlag("The version to try").pipe(Flag.optional),
    config: Flag.String("config").pipe(
      Flag.withMetavar("FILE"),
      Flag.withDescription("Configuration file to try, JSON or YAML"),
      Flag.optional,
    ),
    environment: environmentFlag,
    json: jsonFlag,
  },
  Effect.fnUntraced(function* ({ db, version, config, environment, json }) {
    const trial = yield* capacityTrial(db, yield* settingsOf(version, config, environment))
    if (json) return yield* Console.log(toJson(trial ?? {}))
    yield* Console.log(
      trial === undefined
        ? "The caps and sending days are those in force, so nothing was planned."
        : capacityText(trial).join("\n"),
    )
  }),
).pipe(
  Command.withDescription("List the days that settings cannot keep, without putting them in force"),
  Command.withExamples([
    {
      command: "almanac config try --db almanac.db --version 4",
      description: "See what version 4 cannot keep before it is activated",
    },
  ]),
)
