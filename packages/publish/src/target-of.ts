/** Finds the target that `publish --to` names: a directory, or a bucket of an S3-compatible store. */
import type { Refusal } from "@almanac/core/domain/refusal"
import { bucketOf, type Environment, isAddress } from "@almanac/files/s3/bucket-of"
import * as Effect from "effect/Effect"
import { bucketTarget } from "./bucket-target.ts"
import { directoryTarget } from "./directory-target.ts"
import type { Target } from "./target.ts"

/** @param endpoint the address of the S3-compatible store, if it was given */
export const targetOf = (
  to: string,
  endpoint: string | undefined,
  environment: Environment,
): Effect.Effect<Target, Refusal> =>
  isAddress(to)
    ? Effect.map(bucketOf("--to", to, environment, endpoint), bucketTarget)
    : Effect.succeed(directoryTarget(to))
