import { UnavailableError } from "./unavailable.ts"

/** Resolves to the value, or rejects with UnavailableError if the value is not there in time. */
export async function within<A>(value: Promise<A>, ms: number, name: string): Promise<A> {
  let timer: ReturnType<typeof setTimeout> | undefined
  const late = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(new UnavailableError(`${name} does not answer`)), ms)
  })
  try {
    return await Promise.race([value, late])
  } finally {
    clearTimeout(timer)
  }
}
