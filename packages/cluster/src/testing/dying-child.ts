/** A child process that dies before it answers. */
process.on("message", () => process.kill(process.pid, "SIGKILL"))
