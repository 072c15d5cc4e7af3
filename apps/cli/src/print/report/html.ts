/** Builds HTML. All text is escaped when it is inserted. */

/** Finished markup, which is not escaped again. */
export interface Html {
  readonly html: string
}

export type Content = Html | string | number | ReadonlyArray<Content>

const ESCAPES: Readonly<Record<string, string>> = {
  "&": "&amp;",
  "<": "&lt;",
  ">": "&gt;",
  '"': "&quot;",
  "'": "&#39;",
}

/** Renders content as markup. Numbers are written in the en-US format. */
export function render(content: Content): string {
  if (typeof content === "string") return content.replaceAll(/[&<>"']/g, (char) => ESCAPES[char])
  if (typeof content === "number") return content.toLocaleString("en-US")
  if ("html" in content) return content.html
  return content.map(render).join("")
}

/**
 * Builds an element. Undefined attributes are left out. Numbers in attributes are written without separators.
 */
export function element(
  name: string,
  attributes: Readonly<Record<string, string | number | undefined>>,
  ...content: ReadonlyArray<Content>
): Html {
  const written = Object.entries(attributes)
    .filter(([, value]) => value !== undefined)
    .map(([key, value]) => ` ${key}="${render(String(value))}"`)
  return { html: `<${name}${written.join("")}>${render(content)}</${name}>` }
}

export interface TableOptions {
  readonly caption: string
  readonly head: ReadonlyArray<string>
  readonly rows: ReadonlyArray<ReadonlyArray<string | number>>
}

/**
 * Builds a table. Numbers are aligned right. The first cell of a row is its header. On narrow screens the
 * table scrolls horizontally.
 */
export function table({ caption, head, rows }: TableOptions): Html {
  const number = (column: number): string | undefined =>
    rows.some((row) => typeof row[column] === "number") ? "n" : undefined
  const body = rows.map((row) =>
    element(
      "tr",
      {},
      row.map((cell, column) =>
        column === 0
          ? element("th", { scope: "row" }, cell)
          : element("td", { class: cell === 0 ? "n zero" : number(column) }, cell),
      ),
    ),
  )
  const heads = head.map((title, column) => element("th", { scope: "col", class: number(column) }, title))
  return element(
    "div",
    { class: "scroll" },
    element(
      "table",
      {},
      element("caption", {}, caption),
      element("thead", {}, element("tr", {}, heads)),
      element("tbody", {}, body),
    ),
  )
}
