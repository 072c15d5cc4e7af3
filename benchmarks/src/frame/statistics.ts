export function median(values: ReadonlyArray<number>): number {
  const sorted = values.toSorted((a, b) => a - b)
  const [low, high] = [sorted[(sorted.length - 1) >> 1], sorted[sorted.length >> 1]]
  if (low === undefined || high === undefined) throw new Error("nothing was measured")
  return (low + high) / 2
}

/** Half the range of the values, as a share of their median; 0 for a single value. */
export function spread(values: ReadonlyArray<number>): number {
  const middle = Math.abs(median(values))
  return middle === 0 ? 0 : (Math.max(...values) - Math.min(...values)) / 2 / middle
}
