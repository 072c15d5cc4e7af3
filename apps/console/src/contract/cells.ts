/**
 * Counts of emails by day, kind, email type and state, as a few bytes. Both sides use this, so it loads no schemas.
 * The text is the base64 of the deflated bytes. The bytes are numbers of seven bits a byte, the lowest first: how many
 * series there are; the key of each series less the one before, and its number of days; then of each series, in the
 * order of days, each day less the one before, and last the counts.
 */

/** The counts of one kind, type and state, by day. */
export interface Series {
  readonly kind: number
  readonly type: number
  readonly state: number
  /** Days after the first day of the cells, in ascending order. */
  readonly days: Int32Array
  readonly counts: Int32Array
}

/** The numbers of types and of states, which make the key of a series. */
export interface Sizes {
  readonly types: number
  readonly states: number
}

const keyOf = ({ kind, type, state }: Omit<Series, "days" | "counts">, { types, states }: Sizes): number =>
  (kind * types + type) * states + state

/** @param all the series in the order of their keys */
export function packSeries(all: ReadonlyArray<Series>, sizes: Sizes): Uint8Array<ArrayBuffer> {
  const writer = makeWriter()
  writer.put(all.length)
  let last = 0
  for (const series of all) {
    const key = keyOf(series, sizes)
    writer.put(key - last)
    writer.put(series.days.length)
    last = key
  }
  for (const { days } of all) {
    let day = 0
    for (const next of days) {
      writer.put(next - day)
      day = next
    }
  }
  for (const { counts } of all) for (const count of counts) writer.put(count)
  return writer.bytes()
}

export function unpackSeries(bytes: Uint8Array, { types, states }: Sizes): ReadonlyArray<Series> {
  let at = 0
  const take = (): number => {
    let value = 0
    for (let scale = 1; ; scale *= 128) {
      const byte = bytes[at++] ?? 0
      value += (byte & 127) * scale
      if (byte < 128) return value
    }
  }
  let key = 0
  const all = Array.from({ length: take() }, () => {
    key += take()
    const days = new Int32Array(take())
    const [state, rest] = [key % states, Math.floor(key / states)]
    return {
      kind: Math.floor(rest / types),
      type: rest % types,
      state,
      days,
      counts: new Int32Array(days.length),
    }
  })
  for (const { days } of all) {
    let day = 0
    for (let n = 0; n < days.length; n++) {
      day += take()
      days[n] = day
    }
  }
  for (const { counts } of all) for (let n = 0; n < counts.length; n++) counts[n] = take()
  return all
}

const FIRST_BYTES = 1024

function makeWriter() {
  let buffer = new Uint8Array(FIRST_BYTES)
  let length = 0
  const byte = (value: number): void => {
    if (length === buffer.length) {
      const longer = new Uint8Array(2 * length)
      longer.set(buffer)
      buffer = longer
    }
    buffer[length++] = value
  }
  return {
    put: (value: number): void => {
      let rest = value
      for (; rest >= 128; rest = Math.floor(rest / 128)) byte((rest % 128) + 128)
      byte(rest)
    },
    bytes: () => buffer.slice(0, length),
  }
}
