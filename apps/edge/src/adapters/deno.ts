/** The part of Deno's API that the app uses. It is typed here, so the repository needs no types of Deno. */

interface DenoServer {
  readonly shutdown: () => Promise<void>
}

interface DenoApi {
  readonly readFile: (path: string) => Promise<Uint8Array>
  readonly readTextFile: (path: string) => Promise<string>
  readonly errors: Readonly<Record<"NotFound" | "NotADirectory" | "IsADirectory", new () => Error>>
  readonly env: { readonly toObject: () => Record<string, string> }
  readonly serve: (
    options: { readonly port: number; readonly hostname: string; readonly onListen: () => void },
    handler: (request: Request) => Response | Promise<Response>,
  ) => DenoServer
  readonly addSignalListener: (signal: "SIGTERM" | "SIGINT", handler: () => void) => void
  readonly exit: (code: number) => never
}

export const deno: DenoApi = (globalThis as unknown as { readonly Deno: DenoApi }).Deno
