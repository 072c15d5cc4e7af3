/** Starts the console's server for a scope. */
import { randomBytes } from "node:crypto"
import { once } from "node:events"
import type { Server } from "node:http"
import { type Refusal, refuse } from "@almanac/core/domain/refusal"
import { serve } from "@hono/node-server"
import type * as Cause from "effect/Cause"
import * as Effect from "effect/Effect"
import * as ManagedRuntime from "effect/ManagedRuntime"
import type * as Scope from "effect/Scope"
import type { Session } from "../contract/session.ts"
import { consoleApp } from "./app.ts"
import { prepareLatest } from "./calendar/latest.ts"
import { pageFiles } from "./page-files.ts"
import type { ConsolePlaces } from "./services/places.ts"
import { servicesAt } from "./services/services.ts"
import { makeAttempts } from "./sign-in/attempts.ts"
import { type Keys, makeOneTimeToken, ownerOf } from "./sign-in/keys.ts"
import { makeSessions } from "./sign-in/sessions.ts"

export interface StartOptions extends ConsolePlaces {
  readonly hostname: string
  /** The port to listen on; 0 chooses a free one. */
  readonly port: number
  /** The address by which browsers reach the console, if it is not `http://<hostname>:<port>`. */
  readonly publicUrl?: string
  /** Where the page was built. */
  readonly page: string
  /** The keys of people at this moment. Without them, the link of {@link RunningConsole} is the only way in. */
  readonly keys?: () => Keys
  /** Who signs in by the link. Without it, there is no link. */
  readonly owner?: Session
  readonly logFault: (endpoint: string, cause: Cause.Cause<unknown>) => void
}

export interface RunningConsole {
  readonly url: string
  /** The address on which it listens, which differs from `url` behind a proxy. */
  readonly address: string
  /** A link that signs in once, if there is an owner. */
  readonly link: string | undefined
}

export const startConsole = (options: StartOptions): Effect.Effect<RunningConsole, Refusal, Scope.Scope> =>
  Effect.gen(function* () {
    const { hostname, publicUrl, page, keys = () => [], owner, logFault } = options
    const runtime = yield* Effect.acquireRelease(
      Effect.sync(() => ManagedRuntime.make(servicesAt(options))),
      (made) => made.disposeEffect,
    )
    const token = randomBytes(32).toString("base64url")
    const isToken = makeOneTimeToken(token)
    const hosts = new Set([
      hostname,
      "localhost",
      ...(publicUrl === undefined ? [] : [new URL(publicUrl).hostname]),
    ])
    const app = consoleApp({
      runtime,
      sessions: makeSessions(Date.now),
      attempts: makeAttempts(Date.now),
      signIn: (secret) => {
        if (owner !== undefined && isToken(secret)) return () => owner
        const find = ownerOf(secret)
        return () => find(keys(), Date.now())
      },
      pageFiles: pageFiles(page),
      isKnownHost: (host) => hosts.has(host),
      isProxied: publicUrl !== undefined,
      isSecure: publicUrl?.startsWith("https:") ?? false,
      logFault,
    })
    const server = yield* Effect.acquireRelease(listening(app.fetch, options), closed)
    yield* Effect.forkScoped(
      Effect.flatMap(runtime.contextEffect, (services) => Effect.provide(prepareLatest, services)),
    )
    const address = server.address()
    const port = address !== null && typeof address === "object" ? address.port : options.port
    const listens = `http://${hostname.includes(":") ? `[${hostname}]` : hostname}:${port}`
    const url = publicUrl ?? listens
    return { url, address: listens, link: owner === undefined ? undefined : `${url}/sign-in#${token}` }
  })

const listening = (
  fetch: (request: Request) => Response | Promise<Response>,
  { hostname, port }: StartOptions,
): Effect.Effect<Server, Refusal> =>
  Effect.tryPromise({
    try: async () => {
      const server = serve({ fetch, hostname, port }) as Server
      await once(server, "listening")
      return server
    },
    catch: (error) =>
      refuse(
        `the console cannot listen on ${hostname}:${port} (${error instanceof Error ? error.message : error})`,
        "choose another --port or --host",
      ),
  })

const closed = (server: Server): Effect.Effect<void> =>
  Effect.promise(async () => {
    server.closeAllConnections()
    server.close()
  })
