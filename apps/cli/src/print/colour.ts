/**
 * Returns a function that dims text on a terminal. If the stream is no terminal, or if NO_COLOR is set, the
 * function returns the text unchanged.
 */
export function dimOn(
  stream: { readonly isTTY?: boolean },
  environment: Readonly<Record<string, string | undefined>> = process.env,
): (text: string) => string {
  const plain = stream.isTTY !== true || (environment.NO_COLOR ?? "") !== ""
  return plain ? (text) => text : (text) => `\x1b[2m${text}\x1b[22m`
}
