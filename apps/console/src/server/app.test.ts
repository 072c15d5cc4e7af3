/** Tests of the server's security: signing in, cookies, requests of other sites, headers, hosts and sizes. */
import { mkdtempSync, rmSync, writeFileSync } from "node:fs"
import { request } from "node:http"
import { tmpdir } from "node:os"
import { join } from "node:path"
import * as Effect from "effect/Effect"
import { afterAll, beforeAll, describe, expect, test } from "vitest"
import { keyOf, signedInAs, startTestConsole, type TestConsole } from "../testing/console.ts"
import { makeAttempts } from "./sign-in/attempts.ts"
import { makeKey, makeOneTimeToken, ownerOf } from "./sign-in/keys.ts"
import { openKeys } from "./sign-in/keys-file.ts"
import { makeSessions } from "./sign-in/sessions.ts"

const KIM = { name: "Kim", role: "viewer", organisations: "all" } as const

const root = mkdtempSync(join(tmpdir(), "almanac-console-keys-"))
let console: TestConsole
beforeAll(async () => {
  console = await startTestConsole({ owner: { ...KIM, role: "admin" } })
})
afterAll(async () => {
  await console.stop()
  rmSync(root, { recursive: true })
})

const get = (path: string, headers: Record<string, string> = {}) =>
  fetch(`${console.url}${path}`, { headers })
const post = (path: string, body: string, headers: Record<string, string> = {}) =>
  fetch(`${console.url}/api/${path}`, { method: "POST", body, headers })
const signIn = (secret: string, headers: Record<string, string> = {}) =>
  post("sign-in", JSON.stringify({ secret }), headers)
const cookieOf = (answer: Response): string => (answer.headers.get("set-cookie") ?? "").split(";")[0] ?? ""

describe("signing in", () => {
  test("gives a cookie that scripts cannot read and other sites cannot send", async () => {
    const answer = await signIn(keyOf("viewer"))
    const [, ...attributes] = (answer.headers.get("set-cookie") ?? "").split("; ")
    expect(attributes.sort()).toEqual(["HttpOnly", "Path=/", "SameSite=Strict"])
    expect(await answer.json()).toEqual({ name: "viewer person", role: "viewer", organisations: "all" })
  })

  test("behind HTTPS, the cookie is sent only by HTTPS", async () => {
    const secure = await startTestConsole({ publicUrl: "https://console.example.com" })
    try {
      const cookie = await new Promise<string>((resolve, reject) => {
        const port = Number(/:(\d+)$/.exec(secure.address)?.[1])
        const sent = request(
          { port, method: "POST", path: "/api/sign-in", headers: { host: "console.example.com" } },
          (answer) => {
            answer.resume()
            expect(answer.headers["strict-transport-security"]).toMatch(/max-age=/)
            resolve(String(answer.headers["set-cookie"]))
          },
        )
        sent.on("error", reject)
        sent.end(JSON.stringify({ secret: keyOf("viewer") }))
      })
      expect(cookie).toContain("Secure")
    } finally {
      await secure.stop()
    }
  })

  test("the link works once", async () => {
    const token = console.link?.split("#")[1] ?? ""
    expect(token.length).toBeGreaterThanOrEqual(43)
    expect((await signIn(token)).status).toBe(200)
    expect((await signIn(token)).status).toBe(401)
  })

  test("signing out ends the session on the server", async () => {
    const cookie = cookieOf(await signIn(keyOf("viewer")))
    expect((await get("/api/session", { cookie })).status).toBe(200)
    await post("sign-out", "", { cookie })
    expect((await get("/api/session", { cookie })).status).toBe(401)
  })

  test.each(["", "{", "[]", '"x"', "null", '{"secret": 7}', '{"secret": null}', '{"secret": ""}'])(
    "the body %j is answered as a wrong key",
    async (body) => {
      const answer = await post("sign-in", body)
      expect([401, 429]).toContain(answer.status)
      expect(answer.headers.get("set-cookie")).toBeNull()
    },
  )

  test("too many wrong keys from one address are not even looked at, and others may still sign in", () => {
    let nowMs = 0
    const attempts = makeAttempts(() => nowMs)
    for (let n = 0; n < 10; n++) {
      expect(attempts.areTooMany("1.2.3.4")).toBe(false)
      attempts.addWrong("1.2.3.4")
    }
    expect([attempts.areTooMany("1.2.3.4"), attempts.areTooMany("1.2.3.5")]).toEqual([true, false])
    nowMs = 5 * 60_000 + 1
    expect(attempts.areTooMany("1.2.3.4")).toBe(false)
  })

  test("the eleventh wrong key is refused without a look, and so is the right one", async () => {
    const other = await startTestConsole()
    const attempt = (secret: string) =>
      fetch(`${other.url}/api/sign-in`, { method: "POST", body: JSON.stringify({ secret }) })
    const statuses: Array<number> = []
    for (let n = 0; n < 11; n++) statuses.push((await attempt(`wrong ${n}`)).status)
    expect(statuses).toEqual([...Array(10).fill(401), 429])
    expect((await attempt(keyOf("admin"))).status).toBe(429)
    await other.stop()
  })

  test("a token is accepted once, and a key until it expires", () => {
    const isToken = makeOneTimeToken("token")
    expect([isToken("toke"), isToken("tokens"), isToken("token"), isToken("token")]).toEqual([
      false,
      false,
      true,
      false,
    ])
    const { key, sha256 } = makeKey()
    const keys = [{ ...KIM, sha256, expires_at: "2026-12-01" }]
    expect(ownerOf(key)(keys, Date.parse("2026-11-30"))).toEqual(KIM)
    expect(ownerOf(key)(keys, Date.parse("2026-12-01"))).toBeUndefined()
    expect(ownerOf(sha256)(keys, Date.parse("2026-11-30"))).toBeUndefined()
  })

  test("a session ends when it is not used, and in any case after twelve hours", () => {
    let nowMs = 0
    const sessions = makeSessions(() => nowMs)
    const [idle, used] = [sessions.begin(() => KIM), sessions.begin(() => KIM)]
    for (let hours = 0.5; hours < 12; hours += 0.5) {
      nowMs = hours * 3_600_000
      expect(sessions.find(used)).toEqual(KIM)
    }
    expect([sessions.isOpen(idle), sessions.find(idle), sessions.isOpen(used)]).toEqual([
      false,
      undefined,
      true,
    ])
    nowMs = 12 * 3_600_000 + 1
    expect(sessions.find(used)).toBeUndefined()
  })

  test.each([
    "",
    "{",
    "[]",
    '{"keys": []}',
    '{"keys": [{"name": "", "sha256": "x", "role": "viewer", "organisations": "all"}]}',
    `{"keys": [{"name": "Kim", "sha256": "${"a".repeat(64)}", "role": "root", "organisations": "all"}]}`,
    `{"keys": [{"name": "Kim", "sha256": "${"a".repeat(64)}", "role": "viewer", "organisations": "some"}]}`,
    `{"keys": [{"name": "Kim", "sha256": "${"a".repeat(64)}", "role": "viewer", "organisations": "all", "expires_at": "soon"}]}`,
  ])("the file of keys %j is refused in one line without a hash", async (text) => {
    const file = join(root, "people.json")
    writeFileSync(file, text)
    const refusal = await Effect.runPromise(Effect.flip(openKeys(file, () => {})))
    expect(refusal.message).toMatch(/people\.json .+$/)
    expect(refusal.message).not.toContain("aaaa")
  })
})

test("a change of the file of keys holds at once: a role, and a key that is removed", async () => {
  const file = join(root, "keys.json")
  const { key, sha256 } = makeKey()
  const write = (...keys: ReadonlyArray<object>) => writeFileSync(file, JSON.stringify({ keys }))
  const problems: Array<string> = []
  write({ ...KIM, sha256 })
  const keys = await Effect.runPromise(openKeys(file, (problem) => problems.push(problem)))
  const other = await startTestConsole({ keys })
  const signedIn = await fetch(`${other.url}/api/sign-in`, {
    method: "POST",
    body: JSON.stringify({ secret: key }),
  })
  const session = async () => {
    const answer = await fetch(`${other.url}/api/session`, { headers: { cookie: cookieOf(signedIn) } })
    return [answer.status, ((await answer.json()) as { role?: string }).role]
  }
  expect(await session()).toEqual([200, "viewer"])
  write({ ...KIM, sha256, role: "operator" })
  expect(await session()).toEqual([200, "operator"])
  writeFileSync(file, '{"keys": [')
  expect([await session(), await session()]).toEqual([
    [200, "operator"],
    [200, "operator"],
  ])
  rmSync(file)
  expect(await session()).toEqual([200, "operator"])
  expect(problems).toEqual([
    expect.stringMatching(/^the keys of before stay valid, because .*keys\.json is not a file of keys/),
    expect.stringMatching(/^the keys of before stay valid, because .*keys\.json cannot be read/),
  ])
  write()
  expect(await session()).toEqual([401, undefined])
  write({ ...KIM, sha256 })
  expect(await session()).toEqual([401, undefined])
  await other.stop()
})

describe("requests", () => {
  test.each([
    { "sec-fetch-site": "cross-site" },
    { "sec-fetch-site": "same-site" },
    { origin: "https://evil.example" },
    { origin: "null" },
  ])("of another site with %j are refused, also with a session", async (headers) => {
    const cookie = cookieOf(await signIn(keyOf("admin")))
    expect((await get("/api/session", { cookie, ...headers })).status).toBe(403)
    expect((await post("jobs/stop", "{}", { cookie, ...headers })).status).toBe(403)
    expect((await signIn(keyOf("admin"), headers)).status).toBe(403)
  })

  test("of a form are refused, because they are not JSON", async () => {
    const cookie = cookieOf(await signIn(keyOf("admin")))
    for (const type of ["application/x-www-form-urlencoded", "text/plain", "multipart/form-data"]) {
      const answer = await post("jobs/stop", '{"id": "x"}', { cookie, "content-type": type })
      expect(answer.status).toBe(415)
    }
  })

  test("that are too large are refused", async () => {
    const { post: ask } = await signedInAs(console.url, "admin")
    expect((await ask("jobs/stop", { id: "x".repeat(33 * 1024 * 1024) })).status).toBe(413)
    expect((await signIn("x".repeat(5000))).status).toBe(413)
  })

  test("to an unknown host are refused", async () => {
    const status = await new Promise((resolve, reject) => {
      const { hostname, port } = new URL(console.url)
      request({ hostname, port, path: "/api/session", headers: { host: "evil.example" } }, (answer) => {
        answer.resume()
        resolve(answer.statusCode)
      })
        .on("error", reject)
        .end()
    })
    expect(status).toBe(421)
  })

  test.each([
    "/assets/../../package.json",
    "/assets/..%2f..%2fpackage.json",
    "/..%2f..%2fetc%2fpasswd",
    "/%2e%2e/%2e%2e/etc/passwd",
    "//etc/passwd",
    "/assets/%00",
    "/assets/missing.js",
  ])("for the file %s get the page or nothing", async (path) => {
    const body = await rawGet(path)
    expect(body).toMatch(/^(not found|<!doctype html>)/i)
    expect(body).not.toMatch(/root:|"dependencies"/)
  })

  /** `fetch` would tidy the address. */
  const rawGet = (path: string): Promise<string> =>
    new Promise((resolve, reject) => {
      const { hostname, port } = new URL(console.url)
      request({ hostname, port, path }, (answer) => {
        let body = ""
        answer.setEncoding("utf8").on("data", (piece: string) => {
          body += piece
        })
        answer.on("end", () => resolve(body))
      })
        .on("error", reject)
        .end()
    })
})

describe("every answer", () => {
  test.each(["/", "/runs/x", "/assets/missing.js", "/api/session", "/api/none", "/api/jobs/x/events"])(
    "has the security headers: %s",
    async (path) => {
      const { headers } = await get(path)
      const policy = headers.get("content-security-policy") ?? ""
      expect(policy).toContain("default-src 'none'")
      expect(policy).toContain("script-src 'self'")
      expect(policy).toContain("frame-ancestors 'none'")
      expect(policy).not.toMatch(/unsafe|\*|data:/)
      expect(headers.get("x-content-type-options")).toBe("nosniff")
      expect(headers.get("x-frame-options")).toBe("DENY")
      expect(headers.get("referrer-policy")).toBe("no-referrer")
      if (path.startsWith("/api/")) expect(headers.get("cache-control")).toBe("no-store")
    },
  )

  test("of the page has neither a script nor a style in it, nor an address of another place", async () => {
    const html = await (await get("/")).text()
    expect(html).not.toMatch(/<script(?![^>]*\ssrc=)|<style|\sstyle=|\son\w+=|https?:\/\//i)
  })
})
