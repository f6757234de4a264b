import { quote } from '../catalog/quote.ts';
import { drops } from '../drops/drop-ledger.ts';
import { LogEmitter } from '../logs/log-emitter.ts';
import { LOG_SEVERITY } from '../logs/log-level.ts';
import { notices } from '../notices.ts';
import type { Providers } from '../providers.ts';
import { usageCatalog } from './catalog.ts';

/** What was deployed. Texts of up to 256 characters; longer ones are cut. */
export interface Deployment {
  /** `service.version` */
  readonly version?: string | undefined;
  /** Commit: `vcs.ref.head.revision` */
  readonly commit?: string | undefined;
  /** Branch or tag: `vcs.ref.head.name` */
  readonly ref?: string | undefined;
  /** `deployment.environment.name` */
  readonly environment?: string | undefined;
  /** `deployment.id` */
  readonly id?: string | undefined;
  /** `deployment.name` */
  readonly name?: string | undefined;
  /** `deployment.status` */
  readonly status?: 'succeeded' | 'failed' | undefined;
  readonly providers?: Providers | undefined;
}

const ATTRIBUTES = {
  version: 'service.version',
  commit: 'vcs.ref.head.revision',
  ref: 'vcs.ref.head.name',
  environment: 'deployment.environment.name',
  id: 'deployment.id',
  name: 'deployment.name',
  status: 'deployment.status',
} as const satisfies Partial<Record<keyof Deployment, keyof typeof usageCatalog.attributes>>;

const MAX_LENGTH = 256;

/**
 * Marks that a version began to run, as the event `fluxora.deployment`: dashboards draw a line where it stands. `instrument()`
 * calls it once at start; call it yourself for what the process learns later.
 *
 * Every replica marks its own start; a dashboard groups by version. Goes to OTLP only, not to the console. Never throws, never
 * waits. Without an SDK nothing happens; after shutdown it counts as lost. What is not a text is left out, counted
 * (`bad_attribute`) and said once.
 *
 * @example
 * recordDeployment({ version: '1.4.0', commit: '3f1c9ab', environment: 'production' });
 */
export function recordDeployment(deployment: Deployment = {}): void {
  try {
    const { providers } = deployment;
    const { name, version, signals } = usageCatalog;
    const { name: eventName, severity } = signals.deployment;
    const emitter = new LogEmitter(name, version, providers);
    const severityNumber = LOG_SEVERITY[severity];
    if (!emitter.accepts(severityNumber, eventName)) return;
    const attributes = attributesOf(deployment, providers ?? {});
    emitter.emit({
      timeMs: Date.now(),
      severityNumber,
      severityText: severity.toUpperCase(),
      body: bodyOf(attributes),
      attributes,
      eventName,
    });
  } catch {
    // A getter or Proxy threw: a mark is not worth the host's start.
    drops.record('logs', 'callback_failed');
  }
}

function attributesOf(deployment: Deployment, providers: Providers): Record<string, string> {
  const attributes: Record<string, string> = {};
  for (const [member, attribute] of Object.entries(ATTRIBUTES)) {
    const value: unknown = deployment[member as keyof typeof ATTRIBUTES];
    if (value === undefined || value === null || value === '') continue;
    if (typeof value !== 'string' || (member === 'status' && !isStatus(value))) {
      refuse(member, value, providers);
      continue;
    }
    attributes[attribute] = value.slice(0, MAX_LENGTH);
    if (value.length > MAX_LENGTH) (providers.drops ?? drops).record('logs', 'oversize');
  }
  return attributes;
}

function isStatus(value: string): boolean {
  const statuses: readonly string[] = usageCatalog.attributes['deployment.status'].values;
  return statuses.includes(value);
}

function refuse(member: string, value: unknown, providers: Providers): void {
  (providers.drops ?? drops).record('logs', 'bad_attribute');
  (providers.notices ?? notices).once(
    `deployment ${member}`,
    `telemetry/deployment: ${member} is ${quote(value)}; it was left out and counted. ` +
      `Pass ${member === 'status' ? '"succeeded" or "failed"' : 'a text'}.`,
  );
}

/** What a person reads at the mark. */
function bodyOf(attributes: Readonly<Record<string, string>>): string {
  const version = attributes['service.version'];
  const commit = attributes['vcs.ref.head.revision'];
  const environment = attributes['deployment.environment.name'];
  return [
    'Deployed',
    ...(version === undefined ? [] : [version]),
    ...(commit === undefined ? [] : [`(${commit})`]),
    ...(environment === undefined ? [] : [`to ${environment}`]),
  ].join(' ');
}
