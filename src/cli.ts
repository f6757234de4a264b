#!/usr/bin/env node
import { runCli } from './cli/run-cli.ts';

// Not process.exit(): what was written to a pipe must still arrive.
process.exitCode = await runCli(process.argv.slice(2));
// But a name lookup that hangs cannot be cancelled, and would hold the process for half a minute.
setTimeout(() => process.exit(), 500).unref();
