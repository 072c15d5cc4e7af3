/** Checks what the edge does when a store behind HTTP fails. */
import { DEFAULT_CONFIG } from "@almanac/core/config/config"
import { expect } from "vitest"
import { httpFiles } from "../adapters/http-files.ts"
import { groundKeeper } from "../published/ground.ts"
import { serveStore } from "./store-server.ts"

/** The pointer of the store names `before`, and during the test also `after`. */
interface Releases {
  readonly before: string
  readonly after: string
  readonly pointTo: (release: string) => void
}

export async function holdRemoteStore(
  directory: string,
  { before, after, pointTo }: Releases,
): Promise<void> {
  const remote = await serveStore(directory)
  const clock = { now: 0 }
  const { get, trouble } = groundKeeper({
    files: httpFiles(fetch, remote.url),
    config: () => DEFAULT_CONFIG,
    maxAgeMs: 1000,
    nowMs: () => clock.now,
    warn: () => undefined,
  })
  /** Lets much time pass and makes five requests at once. Returns the releases that they got. */
  const open = async () => {
    clock.now += 10_000
    const all = await Promise.all(Array.from({ length: 5 }, async () => (await get()).release?.id))
    return { ids: new Set(all), asked: remote.asked.splice(0), trouble: trouble() }
  }
  const says = (text: RegExp) => ({ message: expect.stringMatching(text) })
  try {
    expect(await open()).toMatchObject({ ids: new Set([before]), trouble: undefined })
    pointTo(after)
    remote.failBy((path) => (path.includes(after) ? 500 : undefined))
    expect(await open()).toMatchObject({ ids: new Set([before]), trouble: says(/cannot be reached/) })
    remote.failBy(() => undefined)
    expect(await open()).toMatchObject({ ids: new Set([before, after]), trouble: undefined })
    const goesOn = { ids: new Set([after]), asked: ["current.json"] }
    remote.failBy(() => "hang")
    expect(await open()).toMatchObject({ ...goesOn, trouble: says(/does not answer/) })
    remote.failBy(() => 500)
    expect(await open()).toMatchObject({ ...goesOn, trouble: says(/cannot be reached/) })
    remote.failBy(() => 404)
    expect(await open()).toMatchObject({ ...goesOn, trouble: says(/no release is published/) })
  } finally {
    remote.close()
  }
}
