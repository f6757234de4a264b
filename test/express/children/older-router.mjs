import { createRequire, registerHooks } from 'node:module';
import { serveTruth } from './serve-truth.mjs';

// Express 5.0 to 5.2, and 5.3 with an old lockfile, run on router 2.2.
registerHooks({
  resolve: (specifier, context, next) =>
    next(specifier === 'router' ? 'router22' : specifier, context),
});
const require = createRequire(import.meta.url);
serveTruth(require('express'), 5);
