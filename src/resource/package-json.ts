import { dirname, join } from 'node:path';

/** Name and version of the package.json nearest to the program's entry file, or to the working directory. Never throws. */
export function readNearestPackageJson(entry = process.argv[1]): {
  name?: string | undefined;
  version?: string | undefined;
} {
  const { readFileSync } = process.getBuiltinModule('node:fs');
  let directory = entry === undefined ? process.cwd() : dirname(entry);
  for (;;) {
    try {
      const content: unknown = JSON.parse(readFileSync(join(directory, 'package.json'), 'utf8'));
      // `{ "type": "module" }` alone marks a folder, not a package.
      if (isObject(content) && typeof content.name === 'string') {
        return {
          name: content.name,
          version: typeof content.version === 'string' ? content.version : undefined,
        };
      }
    } catch {
      // No file, or not readable: look further up.
    }
    const parent = dirname(directory);
    if (parent === directory) return {};
    directory = parent;
  }
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null;
}
