import type { Monitoring } from '../../define/monitoring.ts';
import type { Receiver, SecretFile } from '../../define/team.ts';

export interface ComposeSecret {
  readonly name: string;
  /** Where the container finds it. */
  readonly target: string;
}

/** Files that Alertmanager reads, by the paths of the definition. */
export function alertmanagerSecrets({ receivers, targets }: Monitoring): ComposeSecret[] {
  const paths = [
    ...Object.values(receivers).flatMap(secretsOf),
    ...(targets.smtp?.passwordFile === undefined ? [] : [targets.smtp.passwordFile]),
  ];
  return [...new Set(paths)].toSorted().map((target) => ({
    name: target.split('/').at(-1) ?? target,
    target,
  }));
}

function secretsOf(receiver: Receiver): string[] {
  return Object.values(receiver)
    .filter(isSecretFile)
    .map(({ file }) => file);
}

function isSecretFile(value: unknown): value is SecretFile {
  return typeof value === 'object' && value !== null && 'file' in value;
}
