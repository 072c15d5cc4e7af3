@rem Scripts of package.json say "exec node …", so that sh gives way to node and signals reach it. cmd.exe has no exec: it finds this.
@%*
