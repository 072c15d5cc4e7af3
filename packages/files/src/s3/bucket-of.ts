/** Finds the bucket that an address names, such as `s3://bucket/prefix`. */
import { type Refusal, refuse } from "@almanac/core/domain/refusal"
import * as Effect from "effect/Effect"
import { Bucket } from "./bucket.ts"

/** Environment variables by name. */
export type Environment = Readonly<Record<string, string | undefined>>

const BUCKET = /^(s3:\/\/|r2:)([a-z0-9][a-z0-9.-]{1,61}[a-z0-9])(?:\/([A-Za-z0-9._/-]*))?$/
const SCHEME = /^(s3|r2|gs|https?|file):/

/** Whether a text is an address and not a directory. */
export const isAddress = (text: string): boolean => SCHEME.test(text)

/**
 * The bucket that the value of a flag names. Refuses an address that names none.
 * @param endpoint the address of the S3-compatible store, if it was given
 */
export const bucketOf = Effect.fnUntraced(function* (
  flag: string,
  address: string,
  environment: Environment,
  endpoint?: string,
): Effect.fn.Return<Bucket, Refusal> {
  const bucket = BUCKET.exec(address)
  if (bucket === null) {
    return yield* refuse(
      `${flag} ${address} is neither a directory nor a bucket`,
      "write s3://bucket/prefix or r2:bucket/prefix",
    )
  }
  const [, scheme, name = "", prefix = ""] = bucket
  const given = (variable: string): Effect.Effect<string, Refusal> => {
    const value = environment[variable]
    return value === undefined || value === ""
      ? Effect.fail(refuse(`${flag} ${address} needs the keys of the bucket`, `set ${variable}`))
      : Effect.succeed(value)
  }
  const accessKeyId = yield* given("AWS_ACCESS_KEY_ID")
  const secretAccessKey = yield* given("AWS_SECRET_ACCESS_KEY")
  const sessionToken = environment.AWS_SESSION_TOKEN
  const region = environment.AWS_REGION ?? (scheme === "r2:" ? "auto" : "us-east-1")
  const store =
    endpoint ??
    environment.AWS_ENDPOINT_URL ??
    (scheme === "r2:"
      ? `https://${yield* given("CLOUDFLARE_ACCOUNT_ID")}.r2.cloudflarestorage.com`
      : `https://s3.${region}.amazonaws.com`)
  if (!URL.canParse(store)) {
    return yield* refuse(
      `the endpoint ${store} is not a URL`,
      "write it like https://host, without the bucket",
    )
  }
  return new Bucket({
    name: address,
    root: [store.replace(/\/+$/, ""), name].join("/"),
    prefix: prefix.replaceAll(/^\/+|\/+$/g, ""),
    region,
    accessKeyId,
    secretAccessKey,
    ...(sessionToken === undefined ? {} : { sessionToken }),
  })
})
