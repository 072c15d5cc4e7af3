/** Flags of the commands that decide on proposals. */
import { type Refusal, refuse } from "@almanac/core/domain/refusal"
import { Argument, Flag } from "effect/cli"
import * as Effect from "effect/Effect"

export const commentFlag = (description: string) =>
  Flag.String("comment").pipe(Flag.withMetavar("TEXT"), Flag.withDescription(description))

export const proposalArgument = Argument.String("ID").pipe(
  Argument.withDescription("Number of the proposal; almanac proposal list shows all"),
)

export const readProposal = (given: string): Effect.Effect<number, Refusal> =>
  /^\d{1,9}$/.test(given)
    ? Effect.succeed(Number(given))
    : Effect.fail(refuse(`${given} is not the number of a proposal`, "give a whole number"))
