import { syncBuiltinESMExports } from '../node-builtins.ts';
import type { PatchTarget } from './patch-targets.ts';

/**
 * Applies the patches of builtins (`http`, `https`, …) at once, whoever imported them before and however: the patch goes
 * onto the builtin's one exports object, and Node copies it into the live bindings of `import { request } from 'node:http'`.
 * So builtins need no ES module hook and no import order. What was destructured by `require` before stays as it was.
 *
 * @param require - A `require` that the instrumentations have hooked.
 */
export function patchBuiltins(targets: readonly PatchTarget[], require: NodeJS.Require): void {
  const builtins = targets.filter((target) => target.isBuiltin);
  for (const { name } of builtins) require(name);
  if (builtins.length > 0) syncBuiltinESMExports();
}
