/**
 * `almanac law`: shows the rule sets that `state_rules.rule_set` can name, with their sources. It also shows
 * the differences between two rule sets.
 */
import { refuse } from "@almanac/core/domain/refusal"
import { compareLaw } from "@almanac/core/law/compare"
import type { LawRow, RuleSet } from "@almanac/core/law/law"
import { RULE_SETS } from "@almanac/core/law/rule-sets"
import { ruleText } from "@almanac/core/law/rule-text"
import { STATE_NAMES } from "@almanac/core/law/states"
import { FEDERAL_TEXT_HOURS, STATE_TEXT_HOURS } from "@almanac/core/law/text-hours"
import { toJson } from "@almanac/pipeline/run/manifest"
import * as Console from "effect/Console"
import { Argument, Command, Flag } from "effect/cli"
import * as Effect from "effect/Effect"
import * as Option from "effect/Option"
import { changeSettings, readChanges } from "../config/change-settings.ts"
import { readConfigFile } from "../config/read-config.ts"
import { jsonFlag, notEmpty, quietFlag, readAsOf } from "../flags.ts"
import { comparisonText, effectText, ruleSetText } from "../print/law-text.ts"
import { centralToday } from "../today.ts"
import { tryOutSettings } from "../trial.ts"

const NAMES = Object.keys(RULE_SETS)

const ruleSet = (name: string) =>
  Object.hasOwn(RULE_SETS, name)
    ? Effect.succeed(RULE_SETS[name])
    : Effect.fail(refuse(`there is no rule set ${name}`, `give ${NAMES.join(" or ")}`))

const rowJson = ({ state, rule, citation, confidence, note }: LawRow) => ({
  state,
  name: STATE_NAMES[state],
  kind: rule.kind,
  rule: ruleText(rule),
  confidence,
  citation,
  note: note ?? null,
})

const list = Command.make(
  "list",
  {
    name: Argument.String("RULE_SET").pipe(
      Argument.withDescription(`${NAMES.join(" or ")} (default baseline)`),
      Argument.withDefault("baseline"),
    ),
    json: jsonFlag,
  },
  Effect.fnUntraced(function* ({ name, json }) {
    const set = yield* ruleSet(name)
    const object = {
      rule_set: set.name,
      description: set.description,
      rules: set.rows.map(rowJson),
      doubts: set.doubts,
      text_hours: [FEDERAL_TEXT_HOURS, ...STATE_TEXT_HOURS],
    }
    yield* Console.log(json ? JSON.stringify(object) : ruleSetText(set))
  }),
).pipe(
  Command.withDescription(
    "List every rule of a rule set, and the hours for text messages, with their sources",
  ),
  Command.withExamples([
    { command: "almanac law list", description: "List the rules that apply by default" },
    {
      command: "almanac law list us-2026",
      description: "List the rules that public sources give for today's law",
    },
  ]),
)

const diff = Command.make(
  "diff",
  {
    from: Argument.String("A").pipe(Argument.withDescription("A rule set")),
    to: Argument.String("B").pipe(Argument.withDescription("The rule set to compare it with")),
    input: Flag.String("in").pipe(
      Flag.withMetavar("DIR"),
      Flag.withDescription(
        "Directory of input tables, as for run: plan them by both rule sets, and count what differs by state",
      ),
      Flag.optional,
    ),
    asOf: Flag.String("as-of").pipe(
      Flag.withMetavar("YYYY-MM-DD"),
      Flag.withDescription("The day to plan for, with --in (default: today)"),
      Flag.optional,
    ),
    config: Flag.String("config").pipe(
      Flag.withMetavar("FILE"),
      Flag.withDescription("Configuration of all other settings, with --in (default: the built-in ones)"),
      Flag.optional,
    ),
    json: jsonFlag,
    quiet: quietFlag("Print no progress"),
  },
  Effect.fnUntraced(function* ({ from, to, json, ...flags }) {
    const [a, b] = [yield* ruleSet(from), yield* ruleSet(to)]
    const compared = compareLaw(a, b)
    const differ = compared.differ.map(({ state, from, to }) => ({
      state,
      from: from.map(rowJson),
      to: to.map(rowJson),
    }))
    const effect = Option.isNone(flags.input)
      ? undefined
      : yield* effectOn(flags.input.value, a, b, { json, ...flags })
    if (json) {
      const { by_state, contacts, pre_scheduled } = effect ?? {}
      const counted = effect === undefined ? {} : { effect: { contacts, pre_scheduled, by_state } }
      yield* Console.log(toJson({ from: a.name, to: b.name, ...compared, differ, ...counted }))
    } else {
      const text = comparisonText(a, b, compared)
      yield* Console.log(effect === undefined ? text : `${text}\n\n${effectText(a, b, compared, effect)}`)
    }
  }),
).pipe(
  Command.withDescription("Show state by state where two rule sets differ"),
  Command.withExamples([
    {
      command: "almanac law diff baseline us-2026",
      description: "Compare the rule sets before choosing one",
    },
    {
      command: "almanac law diff baseline us-2026 --in exports --as-of 2026-11-23",
      description: "Count the contacts and emails of an export that the two decide differently",
    },
  ]),
)

interface EffectFlags {
  readonly asOf: Option.Option<string>
  readonly config: Option.Option<string>
  readonly json: boolean
  readonly quiet: boolean
}

/** What an export's plan by rule set `b` has different from its plan by rule set `a`. */
const effectOn = Effect.fnUntraced(function* (input: string, a: RuleSet, b: RuleSet, flags: EffectFlags) {
  yield* notEmpty("--in", input)
  const config = yield* readConfigFile(Option.getOrUndefined(flags.config))
  const byRuleSet = ({ name }: RuleSet) =>
    Effect.flatMap(readChanges([`state_rules.rule_set=${name}`]), (changes) =>
      changeSettings(config, changes),
    )
  return yield* tryOutSettings({
    on: { input },
    asOf: Option.isNone(flags.asOf) ? centralToday() : yield* readAsOf(flags.asOf.value),
    configs: () => Effect.all({ without: byRuleSet(a), with: byRuleSet(b) }),
    limit: 0,
    json: flags.json,
    quiet: flags.quiet,
  })
})

export const lawCommand = Command.make("law").pipe(
  Command.withSubcommands([list, diff]),
  Command.withExamples([
    {
      command: "almanac law list us-2026",
      description: "List the rules that public sources give for today's law",
    },
    { command: "almanac law diff baseline us-2026", description: "Show where the two rule sets differ" },
  ]),
)
