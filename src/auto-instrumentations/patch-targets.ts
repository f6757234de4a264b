import { isBuiltin } from '../node-builtins.ts';

/** A module that an instrumentation patches: a package (and files inside it) or a builtin of Node. */
export interface PatchTarget {
  /** As imported: `pg`, `@smithy/core`, `http`. */
  readonly name: string;
  /** Files inside the package that are patched on their own: `pg/lib/client.js`. */
  readonly files: readonly string[];
  readonly isBuiltin: boolean;
}

interface ModuleDefinition {
  readonly name: string;
  readonly files?: readonly { readonly name: string }[];
}

/** What is patched, from the module definitions that instrumentations publish. */
export function toPatchTargets(definitions: readonly ModuleDefinition[]): PatchTarget[] {
  return definitions.map(({ name, files = [] }) => ({
    name,
    files: files.map((file) => file.name.replaceAll('\\', '/')),
    isBuiltin: isBuiltin(name),
  }));
}
