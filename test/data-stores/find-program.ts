import { accessSync, constants, readdirSync } from 'node:fs';
import { delimiter, join } from 'node:path';

/** Where Debian keeps PostgreSQL: one folder per major version, none of them in PATH. */
const DEBIAN_POSTGRES = '/usr/lib/postgresql';

/** Path of a program in PATH or in Debian's PostgreSQL folders, newest version first. */
export function findProgram(name: string): string | undefined {
  const folders = [...(process.env.PATH ?? '').split(delimiter), ...debianPostgresFolders()];
  return folders.map((folder) => join(folder, name)).find(isExecutable);
}

function debianPostgresFolders(): string[] {
  try {
    return readdirSync(DEBIAN_POSTGRES)
      .toSorted((a, b) => Number(b) - Number(a))
      .map((version) => join(DEBIAN_POSTGRES, version, 'bin'));
  } catch {
    return [];
  }
}

function isExecutable(path: string): boolean {
  try {
    accessSync(path, constants.X_OK);
    return true;
  } catch {
    return false;
  }
}
