/** Reads releases over HTTP: from a web server, any S3-compatible bucket, or a service of workerd. */
import type { ReleaseFiles } from "@almanac/release/files"
import { AwsClient } from "aws4fetch"

/** A request that takes longer is aborted, so that its connection is free again. */
const LONGEST_MS = 5000

/** @param base the address of the directory that holds `current.json`, without a slash at the end */
export function httpFiles(
  get: (url: string, options: { readonly signal: AbortSignal }) => Promise<Response>,
  base: string,
): ReleaseFiles {
  return {
    read: async (path) => {
      const response = await get(`${base}/${path}`, { signal: AbortSignal.timeout(LONGEST_MS) })
      if (response.status === 404) {
        await response.body?.cancel()
        return undefined
      }
      if (!response.ok) {
        await response.body?.cancel()
        throw new Error(`${path} was answered ${response.status}`)
      }
      return new Uint8Array(await response.arrayBuffer())
    },
  }
}

export interface S3Credentials {
  readonly accessKeyId: string
  readonly secretAccessKey: string
  readonly region: string
}

/** @param base `https://endpoint/bucket`, or the same with a prefix below the bucket */
export function s3Files(credentials: S3Credentials, base: string): ReleaseFiles {
  const client = new AwsClient({ ...credentials, service: "s3", retries: 2 })
  return httpFiles((url, options) => client.fetch(url, options), base)
}
