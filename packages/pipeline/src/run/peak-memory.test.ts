import { execFileSync } from "node:child_process"
import { expect, test } from "vitest"
import { peakMemory } from "./peak-memory.ts"

const OWN = 400_000_000

test("a process is not charged with the memory of the one that started it", () => {
  const held = Buffer.alloc(OWN, 1)
  expect(peakMemory()).toBeGreaterThan(held.length)
  const module = new URL("./peak-memory.ts", import.meta.url).href
  const script = `import { peakMemory } from ${JSON.stringify(module)}; console.log(peakMemory())`
  const flags = ["--disable-warning=ExperimentalWarning", "--input-type=module", "--eval", script]
  const child = Number(execFileSync(process.execPath, flags, { encoding: "utf8" }))
  expect(child).toBeGreaterThan(10_000_000)
  expect(child).toBeLessThan(OWN / 2)
})
