import { guardOutput, guardStore } from "@almanac/cli/guard/guard-output"
import { readManifest } from "@almanac/pipeline/run/read-manifest"
import * as Effect from "effect/Effect"
import { expect, test } from "vitest"
import { onDisk } from "./on-disk.ts"

test.each([
  ["an input", onDisk],
  ["a run", readManifest],
  ["a store", guardStore],
  ["an output", (path: string) => guardOutput({ flag: "--out", path, kind: "directory" }, {})],
] as const)("an address is no place of %s", async (_, work) => {
  const told = (path: string) => Effect.runPromise(Effect.flip(work(path) as Effect.Effect<unknown, Error>))
  for (const address of ["s3://bucket/exports", "https://example.com/x", "R2://bucket"]) {
    expect((await told(address)).message).toMatch(
      /^\S+:\/\/\S+ is an address, but a file or directory is needed here: /,
    )
  }
})

test("a path is a path, whatever is in it", () =>
  Effect.runPromise(Effect.forEach(["/srv/x", "c:\\exports", "a:b", "s3:/x", "x//y"], onDisk)))
