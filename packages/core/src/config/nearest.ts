/** Finds the known name that the writer of an unknown name may have meant. */

const MAX_LENGTH = 60

function words(name: string): ReadonlyArray<string> {
  return name
    .slice(0, MAX_LENGTH)
    .replaceAll(/([a-z\d])([A-Z])/g, "$1_$2")
    .toLowerCase()
    .split(/[^a-z\d]+/)
    .filter((word) => word !== "")
}

/** Letters to add, leave out or change to make one text the other. */
export function distance(a: string, b: string): number {
  let row = Array.from({ length: b.length + 1 }, (_, i) => i)
  for (let i = 1; i <= a.length; i++) {
    const next = [i]
    for (let j = 1; j <= b.length; j++) {
      const replaced = row[j - 1] + (a[i - 1] === b[j - 1] ? 0 : 1)
      next.push(Math.min(replaced, row[j] + 1, next[j - 1] + 1))
    }
    row = next
  }
  return row[b.length]
}

const SHORTEST_ABBREVIATION = 3

function isSameWord(word: string, known: string): boolean {
  return word === known || (word.length >= SHORTEST_ABBREVIATION && known.startsWith(word))
}

/**
 * How similar an unknown name is to a known one, from 0 to 1 (the same words). It is the larger of two
 * shares: letters kept (by Levenshtein distance), and words in common, abbreviated or not.
 */
export function likeness(unknown: string, known: string): number {
  const [wordsA, wordsB] = [words(unknown), words(known)]
  const [textA, textB] = [wordsA.join("_"), wordsB.join("_")]
  const letters = 1 - distance(textA, textB) / Math.max(1, textA.length, textB.length)
  const common = wordsA.filter((word) => wordsB.some((other) => isSameWord(word, other))).length
  return Math.max(letters, (2 * common) / Math.max(1, wordsA.length + wordsB.length))
}

export interface Candidate<A> {
  readonly name: string
  /**
   * Subtracted from the likeness: larger for a setting of another group than the one the name was written in.
   */
  readonly handicap: number
  readonly value: A
}

const MIN_LIKENESS = 0.4

/**
 * The value of the candidate most similar to `name`; of equal ones the first. `undefined` if none is similar
 * enough.
 */
export function nearest<A>(name: string, candidates: ReadonlyArray<Candidate<A>>): A | undefined {
  let best: A | undefined
  let bestScore = MIN_LIKENESS
  for (const candidate of candidates) {
    const score = likeness(name, candidate.name) - candidate.handicap
    if (score > bestScore) [best, bestScore] = [candidate.value, score]
  }
  return best
}
