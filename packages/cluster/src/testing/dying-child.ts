/** A child process that dies when it is to work on block 1. It does nothing for other blocks. */
process.on("message", ({ block }: { readonly block: number }) => {
  if (block === 1) process.kill(process.pid, "SIGKILL")
  else process.send?.({ done: { peakRssBytes: 1 } })
})
process.on("disconnect", () => process.exit())
