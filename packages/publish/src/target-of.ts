/** Finds the target that `publish --to` names: a directory, or a bucket of an S3-compatible store. */
import { type Refusal, refuse } from "@almanac/core/domain/refusal"
import * as Effect from "effect/Effect"
import { directoryTarget } from "./directory-target.ts"
import { bucketTarget } from "./s3/bucket-target.ts"
import type { Target } from "./target.ts"

/** Environment variables by name. */
export type Environment = Readonly<Record<string, string | undefined>>

const BUCKET = /^(s3:\/\/|r2:)([a-z0-9][a-z0-9.-]{1,61}[a-z0-9])(?:\/([A-Za-z0-9._/-]*))?$/
const SCHEME = /^(s3|r2|gs|https?|file):/

/** Whether `to` is an address and not a directory. */
export const isAddress = (to: string): boolean => SCHEME.test(to)

/** @param endpoint the address of the S3-compatible store, if it was given */
export function targetOf(
  to: string,
  endpoint: string | undefined,
  environment: Environment,
): Effect.Effect<Target, Refusal> {
  const bucket = BUCKET.exec(to)
  if (bucket === null) {
    return isAddress(to)
      ? Effect.fail(
          refuse(
            `--to ${to} is neither a directory nor a bucket`,
            "write s3://bucket/prefix or r2:bucket/prefix",
          ),
        )
      : Effect.succeed(directoryTarget(to))
  }
  const [, scheme, name = "", prefix = ""] = bucket
  return Effect.gen(function* () {
    const given = (variable: string): Effect.Effect<string, Refusal> => {
      const value = environment[variable]
      return value === undefined || value === ""
        ? Effect.fail(refuse(`--to ${to} needs the keys of the bucket`, `set ${variable}`))
        : Effect.succeed(value)
    }
    const accessKeyId = yield* given("AWS_ACCESS_KEY_ID")
    const secretAccessKey = yield* given("AWS_SECRET_ACCESS_KEY")
    const sessionToken = environment.AWS_SESSION_TOKEN
    const region = environment.AWS_REGION ?? (scheme === "r2:" ? "auto" : "us-east-1")
    const elsewhere = endpoint ?? environment.AWS_ENDPOINT_URL
    const address =
      elsewhere ??
      (scheme === "r2:"
        ? `https://${yield* given("CLOUDFLARE_ACCOUNT_ID")}.r2.cloudflarestorage.com`
        : `https://s3.${region}.amazonaws.com`)
    if (!URL.canParse(address)) {
      return yield* refuse(
        `the endpoint ${address} is not a URL`,
        "write it like https://host, without the bucket",
      )
    }
    return bucketTarget({
      name: to,
      root: [address.replace(/\/+$/, ""), name].join("/"),
      prefix: prefix.replaceAll(/^\/+|\/+$/g, ""),
      region,
      accessKeyId,
      secretAccessKey,
      ...(sessionToken === undefined ? {} : { sessionToken }),
    })
  })
}
