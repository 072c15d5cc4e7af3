/**
 * The smallest possible Hono app, with which the API is compared. One route ignores the request body, the
 * other reads it.
 */
import { Hono } from "hono"

export default new Hono()
  .get("/", (c) => c.json({ hello: "world" }))
  .post("/", (c) => c.json({ hello: "world" }))
  .post("/read", async (c) => {
    await c.req.text()
    return c.json({ hello: "world" })
  })
