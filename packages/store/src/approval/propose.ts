/** Proposes a change, for another person to approve. */
import { type Refusal, refuse } from "@almanac/core/domain/refusal"
import { onlyValue, rowsOf } from "@almanac/duckdb/rows"
import * as Effect from "effect/Effect"
import * as Schema from "effect/Schema"
import { change, revisionOf } from "../change.ts"
import { utcText } from "../migrate.ts"
import { statement } from "../statement.ts"
import type { Store } from "../store.ts"
import { tryOut } from "../transaction.ts"
import type { ChangeError } from "./kind.ts"
import { type ChangeRequest, inputFromJson, inputToJson, type KindName, kindOf } from "./kinds.ts"
import { findProposal, type Proposal } from "./proposals.ts"

/** Who proposes or decides, and why. Both are necessary. */
export interface Statement {
  readonly author: string
  readonly comment: string
}

/**
 * Proposes a change. The change is tried out first, so one that cannot be made is refused at once, with the
 * words of the direct change. The store changes only by the proposal. Proposing the same again returns the
 * open proposal of the same person.
 */
export const propose = Effect.fnUntraced(function* <K extends KindName>(
  store: Store,
  request: ChangeRequest<K>,
  said: Statement,
): Effect.fn.Return<Proposal, ChangeError> {
  const { author, comment } = yield* complete(said)
  const kind = kindOf(request.kind)
  // What is tried out is what the proposal keeps.
  const json = yield* inputToJson(request.kind, request.input)
  const input = yield* inputFromJson(request.kind, json)
  const title = kind.title(input)
  const { basis, differences } = yield* tryOut(
    store.sql,
    Effect.gen(function* () {
      const basis = yield* kind.basis(store, input)
      const before = yield* revisionOf(store)
      const approval = {
        proposal: 0,
        proposed_by: author,
        comment,
        approved_by: author,
        approval_comment: "",
      }
      const done = yield* kind.perform({ ...store, approval }, input, author)
      if ((yield* revisionOf(store)) === before) return yield* noChange
      return { basis, differences: yield* kind.differences(store, done, basis) }
    }),
  )
  const asked = { kind: request.kind, input: JSON.stringify(json) }
  const same = yield* rowsOf(Same, store.sql`${statement("proposals/same", asked)}`)
  for (const { id, proposed_by } of same) {
    const known = yield* findProposal(store, id)
    if (isSamePerson(proposed_by, author) && known.changed_since.length === 0) return known
  }
  const id = yield* change(store, { actor: author, action: "proposal.make", subject: title }, () =>
    Effect.map(
      onlyValue(
        Schema.Number,
        store.sql`${statement("proposals/insert", {
          ...asked,
          title,
          basis: JSON.stringify(basis),
          differences: JSON.stringify(differences),
          author,
          comment,
          now: utcText(store.now),
        })}`,
      ),
      (proposal) => ({ result: proposal, details: { proposal, kind: request.kind, comment } }),
    ),
  )
  return yield* findProposal(store, id)
})

const Same = Schema.Struct({ id: Schema.Number, proposed_by: Schema.String })

const noChange = refuse("the change would change nothing", "propose values that differ from the present ones")

/** The statement without blanks around its texts. Refuses one without an author or a comment. */
export const complete = Effect.fnUntraced(function* (said: Statement): Effect.fn.Return<Statement, Refusal> {
  const [author, comment] = [said.author.trim(), said.comment.trim()]
  if (author === "") return yield* refuse("the author is empty", "give your name with --author")
  if (comment === "") return yield* refuse("the comment is empty", "write the reason with --comment")
  return { author, comment }
})

/** Whether two names are the same but for case and blanks around them. */
export function isSamePerson(a: string, b: string): boolean {
  const [one, other] = [a, b].map((name) => name.normalize("NFKC").trim().toLowerCase())
  return one === other
}
