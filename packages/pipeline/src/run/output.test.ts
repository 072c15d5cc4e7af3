import { mkdirSync, readdirSync, readFileSync, writeFileSync } from "node:fs"
import { dirname, join } from "node:path"
import { refuse } from "@almanac/core/domain/refusal"
import { type SqlError, sqlError } from "@almanac/duckdb/sql-error"
import { accessing, type FileError } from "@almanac/files/file-error"
import * as Effect from "effect/Effect"
import { describe, expect, test } from "vitest"
import { refusingDiskFailures } from "./disk.ts"
import { inScratch } from "./fixture.ts"
import { schedulesFile } from "./layout.ts"
import { type Output, openOutput } from "./output.ts"

const entries = (directory: string) => readdirSync(directory, { recursive: true }).map(String).sort()

function put(directory: string, ...files: ReadonlyArray<string>): void {
  for (const file of files) {
    mkdirSync(dirname(join(directory, file)), { recursive: true })
    writeFileSync(join(directory, file), "")
  }
}

const using = <E>(directory: string, use: (output: Output) => Effect.Effect<void, E>) =>
  Effect.runPromise(Effect.scoped(Effect.flatMap(openOutput(directory), use)))

const refusal = (directory: string) =>
  Effect.runPromise(Effect.map(Effect.flip(Effect.scoped(openOutput(directory))), ({ message }) => message))

describe("the directory of a run", () => {
  test("is made, with its parents, and keeps what a finished run wrote", () =>
    inScratch(async (root) => {
      const directory = join(root, "a/b/c")
      await using(directory, (output) =>
        Effect.andThen(
          Effect.sync(() => {
            for (const file of [
              schedulesFile(output.schedules, 3),
              output.file("rejects"),
              output.plan("plan.json"),
            ]) {
              writeFileSync(file, "")
            }
            put(output.work, "spill/block")
          }),
          output.finish("{}\n"),
        ),
      )
      const files = ["plan/plan.json", "rejects/part-00000.parquet", "schedules/part-00003.parquet"]
      expect(entries(directory)).toEqual(
        ["manifest.json", "plan", "rejects", "schedules", "warnings", ...files].sort(),
      )
      expect(readFileSync(join(directory, "manifest.json"), "utf8")).toBe("{}\n")
      expect(await refusal(directory)).toMatch(/c already holds a finished run: choose another --out/)
    }))

  test("is removed if a run ended before it wrote anything, unless it existed before", () =>
    inScratch(async (root) => {
      mkdirSync(join(root, "old"))
      for (const name of ["new", "old"]) {
        const failing = using(join(root, name), () => Effect.fail(refuse("bad input", "mend it")))
        await expect(failing).rejects.toThrow("bad input")
      }
      expect(entries(root)).toEqual(["old"])
    }))

  test("is cleared of the files of an unfinished run", () =>
    inScratch(async (root) => {
      put(
        root,
        ...["schedules/part-00000.parquet", "schedules/part-00001.parquet.partial", "plan/shares.parquet"],
        ...["schedules/tmp_part-00002.parquet.partial", ".work/spill/block", "manifest.json.partial"],
      )
      await using(root, () =>
        Effect.sync(() =>
          expect(entries(root)).toEqual([".lock", ".work", "plan", "rejects", "schedules", "warnings"]),
        ),
      )
    }))

  test.each(["notes.txt", "schedules/mine.csv", "rejects/part-1.parquet.bak", "src/main.ts"])(
    "is left alone where it holds %s",
    (file) =>
      inScratch(async (root) => {
        put(root, file, "schedules/part-00000.parquet")
        const before = entries(root)
        expect(await refusal(root)).toMatch(
          /holds other files \(.+\): choose an empty or new directory for --out$/,
        )
        expect(entries(root)).toEqual(before)
      }),
  )

  test("cannot be a file, below a file, or where the system takes none", () =>
    inScratch(async (root) => {
      put(root, "taken")
      expect(await refusal(join(root, "taken"))).toMatch(/taken is a file: name a directory for --out$/)
      expect(await refusal(join(root, "taken/out"))).toMatch(
        /taken\/out cannot be written \(ENOTDIR\): choose/,
      )
      expect(await refusal("/proc/almanac")).toMatch(
        /cannot be written \(E[A-Z]+\): choose a writable directory/,
      )
    }))
})

describe("a disk that fails", () => {
  const told = (failure: Effect.Effect<never, SqlError | FileError>) =>
    Effect.runPromise(Effect.map(Effect.exit(refusingDiskFailures("plan")(failure)), String))
  const sql = (message: string) => Effect.fail(sqlError(message, "COPY"))
  const node = (code: string) =>
    accessing("plan/x", () => Promise.reject(Object.assign(new Error("write"), { code })))

  test.each([
    [
      sql('IO Error: Could not write file "/p/x.parquet": No space left on device'),
      "the disk is full: free some space",
    ],
    [node("ENOSPC"), "the disk is full: free some space"],
    [node("EDQUOT"), "the disk quota is used up: free some space"],
    [
      sql('IO Error: Could not write file "/p/x": File too large'),
      "a file has reached the size limit: raise the limit",
    ],
    [node("EROFS"), "the disk is read-only: make it writable"],
    [node("EACCES"), "writing is not permitted: give write permission"],
    [node("EIO"), "the disk does not work: check it"],
  ])("is one plain sentence", async (failure, says) => {
    const all = `plan cannot be written because ${says}, or choose another --out, and run again`
    expect(await told(failure)).toContain(all)
  })

  test("is not named for other failures", async () => {
    expect(await told(sql("Out of Memory Error: failed to allocate"))).toContain("Out of Memory Error")
    expect(await told(Effect.die(new Error("a bug")))).toContain("a bug")
    expect(await told(Effect.interrupt)).toMatch(/interrupt/i)
  })
})
