/** The lines of a run's summary about the law of the states in which its contacts live. */
import type { LawNotes, StateContacts } from "@almanac/core/law/notes"
import { count } from "./numbers.ts"

/**
 * @param input directory of the input tables; undefined if it no longer exists
 */
export function lawNotesText(
  { doubts, open }: LawNotes,
  command: string,
  ruleSet: string,
  input: string | undefined,
): ReadonlyArray<string> {
  const [on, effect] =
    input === undefined ? ["", "shows the difference"] : [` --in ${input}`, "counts their emails"]
  return [
    ...(open.length === 0
      ? []
      : [
          `${contactsIn(open)} in states where us-2026 excludes days that the rules in force do not (${listed(open)}):` +
            ` ${command} law diff ${ruleSet} us-2026${on} ${effect}`,
        ]),
    ...(doubts.length === 0
      ? []
      : [
          `${contactsIn(doubts)} in states of which a change of law is not confirmed (${listed(doubts)}):` +
            ` ${command} law list us-2026 says what is known`,
        ]),
  ]
}

function contactsIn(states: ReadonlyArray<StateContacts>): string {
  const contacts = states.reduce((sum, state) => sum + state.contacts, 0)
  return contacts === 1 ? "1 contact lives" : `${count(contacts)} contacts live`
}

const listed = (states: ReadonlyArray<StateContacts>): string =>
  states.map(({ state, contacts }) => `${state} ${count(contacts)}`).join(", ")
