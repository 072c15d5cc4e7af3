import { decodeConfig } from "@almanac/core/config/decode"
import { refuse } from "@almanac/core/domain/refusal"
import { parseYaml } from "@almanac/store/config/yaml"
import * as Effect from "effect/Effect"

const SOURCE = "the settings"
const MAX_TEXT = 1 << 20

/** The settings in a text, and what the text says. Environments have no place in it. */
export const settingsIn = Effect.fnUntraced(function* (text: string) {
  if (text.length > MAX_TEXT)
    return yield* refuse("the settings are very long", "leave out what is not needed")
  const given = yield* Effect.fromResult(parseYaml(text, SOURCE))
  return { given, config: yield* Effect.fromResult(decodeConfig(given, { source: SOURCE })) }
})
