/**
 * The console's server: signing in, the endpoints, and the files of the page. Every answer has the security headers.
 */
import { refuse } from "@almanac/core/domain/refusal"
import { getConnInfo } from "@hono/node-server/conninfo"
import * as Cause from "effect/Cause"
import * as Effect from "effect/Effect"
import * as Exit from "effect/Exit"
import type * as ManagedRuntime from "effect/ManagedRuntime"
import * as Schema from "effect/Schema"
import { type Context, Hono, type MiddlewareHandler } from "hono"
import { bodyLimit } from "hono/body-limit"
import { compress } from "hono/compress"
import { deleteCookie, getCookie, setCookie } from "hono/cookie"
import { secureHeaders } from "hono/secure-headers"
import type { Endpoint } from "../contract/endpoint.ts"
import { ENDPOINTS } from "../contract/endpoints.ts"
import type { Problem } from "../contract/problem.ts"
import { may } from "../contract/roles.ts"
import type { Session } from "../contract/session.ts"
import { HANDLERS } from "./handlers.ts"
import { sendJobEvents } from "./job-events.ts"
import { answerTo } from "./problems.ts"
import type { Services } from "./services/services.ts"
import type { Attempts } from "./sign-in/attempts.ts"
import type { Sessions, Who } from "./sign-in/sessions.ts"

export interface ConsoleOptions {
  readonly runtime: ManagedRuntime.ManagedRuntime<Services, unknown>
  readonly sessions: Sessions
  /** The person whom a key or a one-time token stands for, as long as it does. */
  readonly signIn: (secret: string) => Who
  readonly attempts: Attempts
  /** Serves the files of the page. */
  readonly pageFiles: MiddlewareHandler
  /** The hosts by which the console is addressed. Other hosts are refused, which stops DNS rebinding. */
  readonly isKnownHost: (host: string) => boolean
  /** Whether a proxy is in front of the console, which then tells the addresses of clients. */
  readonly isProxied: boolean
  /** Whether browsers reach the console by HTTPS. */
  readonly isSecure: boolean
  /** Writes a fault to the log. */
  readonly logFault: (endpoint: string, cause: Cause.Cause<unknown>) => void
}

interface ConsoleEnv {
  Variables: { session: Session }
}

const COOKIE = "almanac_session"
const MAX_BODY_BYTES = 32 * 1024 * 1024

const CONTENT_SECURITY_POLICY = {
  defaultSrc: ["'none'"],
  scriptSrc: ["'self'"],
  styleSrc: ["'self'"],
  imgSrc: ["'self'"],
  connectSrc: ["'self'"],
  fontSrc: ["'self'"],
  formAction: ["'self'"],
  frameAncestors: ["'none'"],
  baseUri: ["'none'"],
}

const MAX_SECRET_BYTES = 4096

const FAILED: Problem = { problem: "failed", message: "the console failed: its log says more" }
const TOO_MANY: Problem = {
  problem: "forbidden",
  message: "too many wrong keys were tried from here: try again in five minutes",
}
const TOO_LARGE: Problem = {
  problem: "refused",
  message: "the request is too large: send less at once",
}
const SIGNED_OUT: Problem = {
  problem: "signed_out",
  message: "your session has ended: sign in, and do this once more",
}

export function consoleApp(options: ConsoleOptions): Hono<ConsoleEnv> {
  const { sessions, signIn, attempts, pageFiles, isKnownHost, isProxied, isSecure, logFault } = options
  const app = new Hono<ConsoleEnv>()
  app.use(
    secureHeaders({
      contentSecurityPolicy: CONTENT_SECURITY_POLICY,
      xFrameOptions: "DENY",
      referrerPolicy: "no-referrer",
      strictTransportSecurity: isSecure,
    }),
  )
  app.use((c, next) =>
    isKnownHost(new URL(c.req.url).hostname) ? next() : Promise.resolve(c.text("unknown host", 421)),
  )
  app.use(compress())
  app.use("/api/*", async (c, next) => {
    c.header("cache-control", "no-store")
    return isSameOrigin(c) ? next() : c.json(forbidden("another site sent this request"), 403)
  })

  app.onError((error, c) => {
    logFault(c.req.path, Cause.die(error))
    return c.json(FAILED, 500)
  })

  app.post("/api/sign-in", bodyLimit({ maxSize: MAX_SECRET_BYTES, onError: tooLarge }), async (c) => {
    const address = addressOf(c, isProxied)
    if (attempts.areTooMany(address)) return c.json(TOO_MANY, 429)
    const body: unknown = await c.req.json().catch(() => null)
    const secret = body !== null && typeof body === "object" && "secret" in body ? body.secret : undefined
    const who = typeof secret === "string" ? signIn(secret) : () => undefined
    const session = who()
    if (session === undefined) {
      attempts.addWrong(address)
      return c.json(
        {
          problem: "signed_out",
          message: "this key or link is not valid: it may have been used or have expired",
        },
        401,
      )
    }
    attempts.forget(address)
    sessions.end(getCookie(c, COOKIE))
    setCookie(c, COOKIE, sessions.begin(who), {
      httpOnly: true,
      sameSite: "Strict",
      secure: isSecure,
      path: "/",
    })
    return c.json(session)
  })
  app.post("/api/sign-out", (c) => {
    sessions.end(getCookie(c, COOKIE))
    deleteCookie(c, COOKIE, { path: "/" })
    return c.json({})
  })

  app.use("/api/*", async (c, next) => {
    const session = sessions.find(getCookie(c, COOKIE))
    if (session === undefined) return c.json(SIGNED_OUT, 401)
    c.set("session", session)
    return next()
  })
  const limit = bodyLimit({ maxSize: MAX_BODY_BYTES, onError: tooLarge })
  for (const [name, endpoint] of Object.entries(ENDPOINTS)) {
    app.on(endpoint.method, `/api/${name}`, limit, answering(name, options))
  }
  app.get("/api/jobs/:id/events", (c) => {
    const cookie = getCookie(c, COOKIE)
    return sendJobEvents(
      c,
      c.req.param("id"),
      c.get("session"),
      () => sessions.isOpen(cookie),
      options.runtime,
    )
  })
  app.all("/api/*", (c) => c.json({ problem: "not_found", message: `there is no ${c.req.path}` }, 404))
  app.get("*", pageFiles)
  return app
}

const forbidden = (message: string): Problem => ({ problem: "forbidden", message })

/**
 * Whether a request comes from a page of the console. Browsers say so themselves in headers that pages cannot set;
 * old browsers and other programs send none, and the cookie is not sent from other sites.
 */
function isSameOrigin(c: Context): boolean {
  const site = c.req.header("sec-fetch-site")
  if (site !== undefined) return site === "same-origin" || site === "none"
  const origin = c.req.header("origin")
  if (origin === undefined) return true
  return URL.canParse(origin) && new URL(origin).host === c.req.header("host")
}

const tooLarge = (c: Context): Response => c.json(TOO_LARGE, 413)

/** The address of a client. A proxy adds it at the end of a header. */
function addressOf(c: Context, isProxied: boolean): string {
  const told = isProxied ? c.req.header("x-forwarded-for")?.split(",").at(-1)?.trim() : undefined
  return told ?? getConnInfo(c).remote.address ?? ""
}

/** Answers an endpoint: checks the right, decodes the input, runs the handler, and encodes its answer. */
function answering(name: string, { runtime, logFault }: ConsoleOptions) {
  const endpoint = ENDPOINTS[name as keyof typeof ENDPOINTS] as Endpoint
  const handler = HANDLERS[name as keyof typeof HANDLERS] as (
    input: unknown,
    session: Session,
  ) => Effect.Effect<unknown, unknown, Services>
  const decode = Schema.decodeUnknownEffect(endpoint.input)
  const encode = Schema.encodeUnknownEffect(endpoint.answer)
  return async (c: Context<ConsoleEnv>) => {
    const session = c.get("session")
    if (!may(session.role, endpoint.right)) {
      return c.json(forbidden(`your role, ${session.role}, does not allow this`), 403)
    }
    if (endpoint.method === "POST" && !/^application\/json\b/.test(c.req.header("content-type") ?? "")) {
      return c.json({ problem: "refused", message: "the request is not JSON: load the page again" }, 415)
    }
    const given: unknown = endpoint.method === "GET" ? c.req.query() : await c.req.json().catch(() => null)
    const exit = await runtime.runPromiseExit(
      Effect.gen(function* () {
        const input = yield* Effect.mapError(decode(given), (error) =>
          refuse(`the request is not understood (${error.message})`, "load the page again"),
        )
        return yield* Effect.orDie(encode(yield* handler(input, session)))
      }),
      { signal: c.req.raw.signal },
    )
    if (Exit.isSuccess(exit)) return c.json(exit.value)
    // Nobody waits for the answer any more.
    if (Cause.hasInterruptsOnly(exit.cause)) return c.body(null, 499 as 400)
    const known = answerTo(Cause.squash(exit.cause))
    if (known !== undefined) return c.json(known.body, known.status)
    logFault(name, exit.cause)
    return c.json(FAILED, 500)
  }
}
