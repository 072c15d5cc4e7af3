/** The program of a runner of another version: this one under another number. Its arguments: database, work directory, port. */
import { fileURLToPath } from "node:url"
import { runner } from "@almanac/cluster/runner"
import * as NodeRuntime from "@effect/platform-node/NodeRuntime"

const [database = "", work = "", port] = process.argv.slice(2)

NodeRuntime.runMain(
  runner({
    database,
    work,
    cache: undefined,
    environment: process.env,
    slots: 1,
    keepDays: 30,
    host: "127.0.0.1",
    port: Number(port),
    version: "0.0.0-other",
    program: fileURLToPath(new URL("../../../cluster/child.ts", import.meta.url)),
    onReady: () => process.stdout.write("ready\n"),
    onStep: () => {},
  }),
)
