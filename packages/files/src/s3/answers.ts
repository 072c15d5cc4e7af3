/** Reads the XML of a store's answers, and writes keys in URLs. */
import type { StoredObject } from "./bucket.ts"

/** The contents of all elements with a name, as they stand. */
const contents = (xml: string, name: string): ReadonlyArray<string> =>
  [...xml.matchAll(new RegExp(`<${name}>([\\s\\S]*?)</${name}>`, "g"))].map(([, content = ""]) => content)

const ENTITIES: Readonly<Record<string, string>> = { amp: "&", lt: "<", gt: ">", quot: '"', apos: "'" }

/** The text of XML without elements. */
const decoded = (text: string): string =>
  text.replaceAll(/&(?:#(\d+)|#x([0-9a-f]+)|([a-z]+));/gi, (all, decimal, hexadecimal, name) =>
    name === undefined
      ? String.fromCodePoint(Number.parseInt(decimal ?? hexadecimal, decimal === undefined ? 16 : 10))
      : (ENTITIES[name] ?? all),
  )

/** The texts of all elements with a name. An element that holds others is returned as XML. */
export const textsIn = (xml: string, name: string): ReadonlyArray<string> =>
  contents(xml, name).map((content) => (content.includes("<") ? content : decoded(content)))

/** The text of the first element with a name. */
export const textIn = (xml: string, name: string): string | undefined => textsIn(xml, name)[0]

/** The objects of a page of a list. */
export const objectsIn = (xml: string): ReadonlyArray<StoredObject> =>
  contents(xml, "Contents").map((one) => ({
    key: textIn(one, "Key") ?? "",
    bytes: Number(textIn(one, "Size")),
    etag: textIn(one, "ETag") ?? "",
  }))

/** A key as the path of a URL. */
export const encodedKey = (key: string): string => key.split("/").map(encodeURIComponent).join("/")
