/** The format of what a command writes to stderr: lines of text for people, or one JSON object per line. */
import { type Refusal, refuse } from "@almanac/core/domain/refusal"
import * as Context from "effect/Context"
import { Flag, GlobalFlag } from "effect/cli"
import * as Effect from "effect/Effect"

const FORMATS = ["text", "json"] as const
export type LogFormat = (typeof FORMATS)[number]

const FLAG = "log-format"
const VARIABLE = "ALMANAC_LOG_FORMAT"

export const logFormatFlag = GlobalFlag.Setting(FLAG)({
  flag: Flag.Literals(FLAG, FORMATS).pipe(
    Flag.withMetavar("<text|json>"),
    Flag.withDescription(
      `Format of progress and errors on stderr: text for people, or one JSON object a line (default: ${VARIABLE}, or text)`,
    ),
    Flag.optional,
  ),
})

export const CurrentLogFormat = Context.Reference<LogFormat>("almanac/LogFormat", {
  defaultValue: () => "text",
})

/**
 * Finds the requested format before the command line is parsed, so that errors about the command
 * line have this format too.
 */
export function logFormatOf(args: ReadonlyArray<string>, environment: NodeJS.ProcessEnv): LogFormat {
  const at = args.findIndex((arg) => arg === `--${FLAG}` || arg.startsWith(`--${FLAG}=`))
  const asked = at < 0 ? environment[VARIABLE] : (args[at]?.split("=")[1] ?? args[at + 1])
  return asked === "json" ? "json" : "text"
}

/** Refuses an environment variable that names an unknown format. */
export const checkedVariable = (environment: NodeJS.ProcessEnv): Effect.Effect<void, Refusal> => {
  const value = environment[VARIABLE] ?? ""
  return value === "" || FORMATS.some((format) => format === value)
    ? Effect.void
    : Effect.fail(refuse(`${VARIABLE} is ${value}`, `set it to ${FORMATS.join(" or ")}`))
}
