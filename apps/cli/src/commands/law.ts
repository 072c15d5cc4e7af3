/**
 * `almanac law`: shows the rule sets that `state_rules.rule_set` can name, with their sources. It also shows
 * the differences between two rule sets.
 */
import { refuse } from "@almanac/core/domain/refusal"
import { compareLaw } from "@almanac/core/law/compare"
import type { LawRow } from "@almanac/core/law/law"
import { RULE_SETS } from "@almanac/core/law/rule-sets"
import { ruleText } from "@almanac/core/law/rule-text"
import { STATE_NAMES } from "@almanac/core/law/states"
import * as Console from "effect/Console"
import { Argument, Command } from "effect/cli"
import * as Effect from "effect/Effect"
import { jsonFlag } from "../flags.ts"
import { comparisonText, ruleSetText } from "../print/law-text.ts"

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
    const object = { rule_set: set.name, description: set.description, rules: set.rows.map(rowJson) }
    yield* Console.log(json ? JSON.stringify({ ...object, doubts: set.doubts }) : ruleSetText(set))
  }),
).pipe(
  Command.withDescription("List every rule of a rule set with its source"),
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
    json: jsonFlag,
  },
  Effect.fnUntraced(function* ({ from, to, json }) {
    const [a, b] = [yield* ruleSet(from), yield* ruleSet(to)]
    const compared = compareLaw(a, b)
    const differ = compared.differ.map(({ state, from, to }) => ({
      state,
      from: from.map(rowJson),
      to: to.map(rowJson),
    }))
    yield* Console.log(
      json
        ? JSON.stringify({ from: a.name, to: b.name, ...compared, differ })
        : comparisonText(a, b, compared),
    )
  }),
).pipe(
  Command.withDescription("Show state by state where two rule sets differ"),
  Command.withExamples([
    {
      command: "almanac law diff baseline us-2026",
      description: "Compare the rule sets before choosing one",
    },
  ]),
)

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
