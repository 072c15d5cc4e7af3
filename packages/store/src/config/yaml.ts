/** Settings as YAML. JSON is a subset of YAML, so it is parsed too. */
import type { Config } from "@almanac/core/config/config"
import { type Refusal, refuse } from "@almanac/core/domain/refusal"
import * as Result from "effect/Result"
import { parseDocument, stringify, type YAMLError } from "yaml"

/** @param path the path of the file, for messages */
export function parseYaml(text: string, path: string): Result.Result<unknown, Refusal> {
  const attempt = Result.try(() => {
    const document = parseDocument(text, { schema: "core", stringKeys: true })
    const fault = document.errors[0] ?? document.warnings[0]
    return fault === undefined
      ? Result.succeed(document.toJS() as unknown)
      : Result.fail(syntaxFault(fault, path))
  })
  // The remaining errors are aliases that refer to nothing or expand too often.
  return Result.isSuccess(attempt)
    ? attempt.success
    : Result.fail(
        refuse(`${path}: ${(attempt.failure as Error).message}`, "write the settings without aliases"),
      )
}

/** All settings as YAML. Reading the text gives the same settings. */
export const yamlOf = (config: Config): string =>
  stringify(config, { defaultStringType: "QUOTE_DOUBLE", defaultKeyType: "PLAIN" })

function syntaxFault(fault: YAMLError, path: string): Refusal {
  const [start] = fault.linePos ?? []
  const where = `${path}, line ${start?.line}, column ${start?.col}`
  switch (fault.code) {
    case "RESOURCE_EXHAUSTION":
      return refuse(
        `${where}: settings are nested too deeply`,
        "write each setting at its own level; almanac config show --defaults shows all",
      )
    case "MULTIPLE_DOCS":
      return refuse(`${where}: a second document begins`, "keep one document, and remove the line ---")
    default:
      return refuse(
        `${where}: ${fault.message.split(" at line ")[0]}`,
        "correct the YAML or JSON at this place",
      )
  }
}
