/** Reads releases from a real web server. */
import { once } from "node:events"
import { createServer, type Server } from "node:http"
import type { AddressInfo } from "node:net"
import { afterAll, beforeAll, expect, test } from "vitest"
import { httpFiles, s3Files } from "./http-files.ts"

const asked: Array<{ readonly url: string | undefined; readonly authorization: string | undefined }> = []
let server: Server
let base: string

beforeAll(async () => {
  server = createServer(({ url, headers }, response) => {
    asked.push({ url, authorization: headers.authorization })
    if (url?.endsWith("/current.json")) response.end("bytes")
    else response.writeHead(url?.endsWith("/forbidden") ? 403 : 404).end("no")
  }).listen(0, "127.0.0.1")
  await once(server, "listening")
  base = `http://127.0.0.1:${(server.address() as AddressInfo).port}/bucket`
})

afterAll(() => server.close())

test("pieces are below the base", async () => {
  const files = httpFiles((url) => fetch(url), base)
  expect(new TextDecoder().decode(await files.read("current.json"))).toBe("bytes")
  expect(await files.read("releases/x/manifest.json")).toBeUndefined()
  expect(asked.at(-1)?.url).toBe("/bucket/releases/x/manifest.json")
  await expect(files.read("forbidden")).rejects.toThrow("forbidden was answered 403")
})

test("a bucket is asked with a signature", async () => {
  const files = s3Files({ accessKeyId: "id", secretAccessKey: "secret", region: "auto" }, base)
  expect(new TextDecoder().decode(await files.read("current.json"))).toBe("bytes")
  expect(asked.at(-1)?.authorization).toMatch(
    /^AWS4-HMAC-SHA256 Credential=id\/\d{8}\/auto\/s3\/aws4_request/,
  )
})
