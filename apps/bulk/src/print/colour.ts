/** Colours on terminals that have them; plain text everywhere else, and where NO_COLOR asks for it. */
export function dimOn(
  stream: { readonly isTTY?: boolean },
  environment: Readonly<Record<string, string | undefined>> = process.env,
): (text: string) => string {
  const plain = stream.isTTY !== true || (environment.NO_COLOR ?? "") !== ""
  return plain ? (text) => text : (text) => `\x1b[2m${text}\x1b[22m`
}
