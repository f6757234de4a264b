import { readFileSync } from 'node:fs';

interface User {
  readonly uid: number;
  readonly gid: number;
}

/** PostgreSQL refuses to run as root. As root: the user `postgres` or else `nobody`; otherwise nobody else is needed. */
export function unprivilegedUser(): User | undefined {
  if (process.getuid?.() !== 0) return undefined;
  const users = readFileSync('/etc/passwd', 'utf8')
    .split('\n')
    .map((line) => line.split(':'));
  const found = ['postgres', 'nobody']
    .map((name) => users.find((fields) => fields[0] === name))
    .find((fields) => fields !== undefined);
  if (found === undefined) throw new Error('neither postgres nor nobody is in /etc/passwd');
  return { uid: Number(found[2]), gid: Number(found[3]) };
}
