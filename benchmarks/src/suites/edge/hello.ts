/** The least a Hono app can do: what the API is compared with. */
import { Hono } from "hono"

export default new Hono()
  .get("/", (c) => c.json({ hello: "world" }))
  .post("/", (c) => c.json({ hello: "world" }))
