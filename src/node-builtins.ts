/**
 * What we use of Node's own modules. `import 'node:fs'` reads every export of it for the ES module namespace, and with that
 * loads what hides behind getters (streams, promises, worker threads): 3–10 ms of each start, also when telemetry is off
 * (bench/startup.mjs). This way costs nothing. `node:path`, `node:url` and `node:diagnostics_channel` hide nothing.
 */
const { readFileSync, realpathSync } = process.getBuiltinModule('node:fs');
const { createRequire, findPackageJSON, isBuiltin, register, syncBuiltinESMExports } =
  process.getBuiltinModule('node:module');

export {
  createRequire,
  findPackageJSON,
  isBuiltin,
  readFileSync,
  realpathSync,
  register,
  syncBuiltinESMExports,
};
